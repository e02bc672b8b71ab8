/** Sorts what came in into the inbox: what is known is counted, what is new becomes a row that is worked on. */
import { bodyOf } from '../facts/alert-body.ts';
import { episodeOf } from '../facts/episodes.ts';
import { type Malformed, mostAlerts } from '../facts/parcels.ts';
import { type Arrived, nextArrival, removeArrival, triedArrival } from '../store/arrivals.ts';
import { addAlert, addRejected } from '../store/inbox.ts';
import { countArrival } from './measure.ts';
import type { Alert } from '../types.ts';
import type { DeskPorts } from './ports.ts';

/** In a flood the first that came are explained while others come in. */
const mostMs = 1_000;
/** What failed so often is set aside, so that it does not stop the others. */
const maxTries = 5;

type Ports = Pick<DeskPorts, 'store' | 'coming' | 'places' | 'now' | 'turns' | 'log'>;

/** How many alerts of each group that a sender made came into the inbox since it was last worked through. */
export type Places = Map<string, number>;

/** The alert's place in its group. */
function placeOf(places: Places, { groupKey = '' }: Alert): number {
  const place = places.get(groupKey) ?? 0;
  places.set(groupKey, place + 1);
  return place;
}

const add = ({ store, places }: Ports, alert: Alert, receivedAt: number): boolean =>
  addAlert(store, alert, receivedAt, placeOf(places, alert));

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** All of a row's alerts are sorted, or none. Returns how many are new. */
const together = (ports: Ports, { receivedAt, contents }: Arrived): number =>
  contents?.alerts.filter((alert) => add(ports, alert, receivedAt)).length ?? 0;

/** What of a row cannot be sorted by itself either, with why. */
function unsortable(ports: Ports, { id, receivedAt, contents }: Arrived): Malformed[] {
  return (contents?.alerts ?? []).flatMap((alert, at) => {
    try {
      ports.store.transaction(() => add(ports, alert, receivedAt));
      return [];
    } catch (error) {
      const reason = `lastword failed on it ${maxTries} times: ${reasonOf(error)}`;
      return { id: `${id}|${receivedAt}|${at}`, reason, raw: bodyOf(alert) };
    }
  });
}

function sortInto(ports: Ports, arrived: Arrived): void {
  const { store } = ports;
  const { id, receivedAt, body, contents } = arrived;
  const failed = arrived.tries < maxTries ? [] : unsortable(ports, arrived);
  const lost = contents
    ? []
    : [{ id: `${id}|${receivedAt}`, reason: 'its row in the store cannot be read', raw: body }];
  store.transaction(() => {
    const sorted = (contents?.alerts.length ?? 0) - failed.length;
    const fresh = arrived.tries < maxTries ? together(ports, arrived) : sorted;
    const rejected = [...(contents?.rejected ?? []), ...failed, ...lost];
    for (const { id: hash, reason, raw } of rejected) addRejected(store, hash, reason, raw, receivedAt);
    countArrival(store, { alerts: contents?.alerts ?? [], rejected }, fresh);
    removeArrival(store, id);
  });
}

/** Rows on which sorting failed: each is tried once an alarm, and the others go on. */
type Failed = Set<number>;

/** Sorts the next row that waits. Returns how many alerts are in it; null when no other row waits. */
function sortNext(ports: Ports, failed: Failed): number | null {
  const next = nextArrival(ports.store);
  if (!next || failed.has(next.id)) return null;
  try {
    sortInto(ports, next);
  } catch (error) {
    failed.add(next.id);
    triedArrival(ports.store, next.id);
    ports.log('sorting failed', { row: next.id, why: reasonOf(error) });
    return 0;
  }
  // From here on the inbox knows them.
  const alerts = next.contents?.alerts ?? [];
  for (const alert of alerts) ports.coming.delete(episodeOf(alert));
  return alerts.length;
}

/** One piece of work, however the alerts came. False when no other row waits. */
function sortSome(ports: Ports, failed: Failed): boolean {
  for (let sorted = 0; sorted < mostAlerts;) {
    const alerts = sortNext(ports, failed);
    if (alerts === null) return false;
    sorted += Math.max(1, alerts);
  }
  return true;
}

/**
 * Sorts what has come in, as far as a second goes.
 * @throws when some of it could not be sorted
 */
export async function sortArrivals(ports: Ports): Promise<void> {
  const [began, failed]: [number, Failed] = [ports.now(), new Set()];
  while (sortSome(ports, failed) && Math.abs(ports.now() - began) < mostMs) await ports.turns.next();
  if (failed.size > 0) throw new Error(`rows that could not be sorted: ${failed.size}`);
}

/** So many pieces of work are done for somebody who looks. */
const mostLookedAt = 10;

/** What came in a moment ago is among what is looked at. What fails is the alarm's to try again. */
export function sortForReader(ports: Ports): void {
  const failed: Failed = new Set();
  try {
    for (let piece = 0; piece < mostLookedAt && sortSome(ports, failed); piece++);
  } catch (error) {
    ports.log('sorting failed', { why: reasonOf(error) });
  }
}
