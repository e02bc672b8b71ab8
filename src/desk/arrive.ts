/** Keeps what came in with one webhook, all of it or nothing, and tells what of it is new. What that is about is found out later. */
import { addArrival, arrivedBodies } from '../store/arrivals.ts';
import { knownEpisodes } from '../store/episodes.ts';
import { episodeOf } from '../facts/episodes.ts';
import { unpacked } from '../facts/parcels.ts';
import type { Store } from '../store/store.ts';
import type { Arrival, Receipt } from './api.ts';
import { countIgnored } from './measure.ts';

/** Episodes that came in and are not in the inbox yet. They are known by heart, so that no sender waits for an index to be written. */
export type Coming = Set<string>;

/** What a life that ended had not sorted yet. */
export function stillComing(store: Store): Coming {
  const coming: Coming = new Set();
  for (const body of arrivedBodies(store))
    for (const alert of unpacked(body)?.alerts ?? []) coming.add(episodeOf(alert));
  return coming;
}

/** So many alerts may wait to be sorted: more would not fit the memory. Their senders are told to come again, and do. */
const mostComing = 100_000;

/**
 * @param now milliseconds
 * @throws when too much waits already
 */
export function keepArrival(store: Store, coming: Coming, { parcels, dropped }: Arrival, now: number): Receipt {
  if (parcels.length > 0 && coming.size >= mostComing) throw new Error('too many alerts wait to be sorted');
  const episodes = parcels.flatMap((parcel) => parcel.episodes);
  // A parcel at a time: their names can be long, and a value is 2 MB at most.
  const known = new Set(parcels.flatMap((parcel) => [...knownEpisodes(store, parcel.episodes, now)]));
  const fresh = new Set(episodes.filter((episode) => !known.has(episode) && !coming.has(episode)));
  const keep = (): void => {
    for (const parcel of parcels) addArrival(store, parcel, now);
    if (dropped !== null) countIgnored(store, dropped);
  };
  // One statement is all or nothing by itself.
  if (parcels.length === 1 && dropped === null) keep();
  else store.transaction(keep);
  for (const episode of fresh) coming.add(episode);
  return { accepted: fresh.size, repeated: episodes.length - fresh.size };
}
