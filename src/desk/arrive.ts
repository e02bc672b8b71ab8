/**
 * Keeps what came in, all of a webhook or nothing of it, and tells what of it is new. What that is about is found out later. Webhooks that
 * come in side by side are written together: what each of their senders waits for is the disk, and then all wait for it once.
 */
import { addArrival, arrivedBodies, countArrivals } from '../store/arrivals.ts';
import { knownEpisodes } from '../store/episodes.ts';
import { episodeOf } from '../facts/episodes.ts';
import { rowsOf, unpacked } from '../facts/parcels.ts';
import type { Store } from '../store/store.ts';
import type { Arrival, Receipt } from './api.ts';
import { countIgnored } from './measure.ts';
import type { Asker } from './rounds.ts';

/**
 * Episodes that came in and are not in the inbox yet, and how many alerts that are, repeats too. They are known by heart, so that no sender
 * waits for an index to be written.
 */
export type Coming = { episodes: Set<string>; alerts: number };

/** What a life that ended had not sorted yet. */
export function stillComing(store: Store): Coming {
  const episodes = new Set<string>();
  for (const body of arrivedBodies(store))
    for (const alert of unpacked(body)?.alerts ?? []) episodes.add(episodeOf(alert));
  return { episodes, alerts: countArrivals(store) };
}

/** Whoever sent a webhook, and waits for the receipt. */
type Hearing = Asker<Arrival, Receipt>;

/**
 * So many alerts may wait to be sorted, repeats too: more would not fit the memory, or in the end the disk. Their senders are told to come
 * again, and do.
 */
const mostComing = 200_000;

/** What of one webhook is new. From then on it is known. */
function receipt(known: Set<string>, { episodes: coming }: Coming, { parcels }: Arrival): Receipt {
  const told: Receipt = { accepted: 0, repeated: 0 };
  for (const { episodes } of parcels)
    for (const episode of episodes)
      if (known.has(episode) || coming.has(episode)) told.repeated++;
      else {
        coming.add(episode);
        told.accepted++;
      }
  return told;
}

/**
 * Keeps webhooks in their order, all of them or none.
 * @param now milliseconds
 * @throws when too much waits already
 */
export function keepArrivals(store: Store, coming: Coming, arrivals: Arrival[], now: number): Receipt[] {
  const rows = rowsOf(arrivals.flatMap(({ parcels }) => parcels));
  const dropped = arrivals.flatMap((arrival) => arrival.dropped ?? []);
  if (rows.length > 0 && coming.alerts >= mostComing) throw new Error('too many alerts wait to be sorted');
  // A row at a time: their names can be long, and a value is 2 MB at most.
  const known = new Set(rows.flatMap(({ episodes }) => [...knownEpisodes(store, episodes, now)]));
  const keep = (): void => {
    for (const row of rows) addArrival(store, row, now);
    for (const reason of dropped) countIgnored(store, reason);
  };
  // One statement is all or nothing by itself.
  if (rows.length === 1 && dropped.length === 0) keep();
  else store.transaction(keep);
  for (const { episodes } of rows) coming.alerts += episodes.length;
  return arrivals.map((arrival) => receipt(known, coming, arrival));
}

/**
 * Keeps them together, or, where that fails, each by itself: one that cannot be kept stands in no other's way, and hears why. Returns the
 * others, with what each is to be answered.
 */
export function keepTogether(store: Store, coming: Coming, askers: Hearing[], now: number): [Hearing, Receipt][] {
  try {
    const receipts = keepArrivals(
      store,
      coming,
      askers.map(({ asked }) => asked),
      now,
    );
    return askers.map((asker, at) => [asker, receipts[at] as Receipt]);
  } catch (error) {
    const [only, ...more] = askers;
    if (more.length > 0) return askers.flatMap((asker) => keepTogether(store, coming, [asker], now));
    only?.fail(error);
    return [];
  }
}
