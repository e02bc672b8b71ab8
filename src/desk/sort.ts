/** Sorts what came in into the inbox: what is known is counted, what is new becomes a row that is worked on. */
import { bodyOf } from '../facts/alert-body.ts';
import { alertKey, episodeOf } from '../facts/episodes.ts';
import { type Contents, type Malformed, mostAlerts } from '../facts/parcels.ts';
import { type Arrived, nextArrivals, removeArrivals, triedArrival } from '../store/arrivals.ts';
import { addAlert, addNew, addRejected, heldKeys } from '../store/inbox.ts';
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

/** Of alerts that the inbox may hold it is looked up whether it does: `held` are their keys. True when it is new. */
function add({ store, places }: Ports, held: Set<string>, alert: Alert, receivedAt: number): boolean {
  const [key, place] = [alertKey(alert), placeOf(places, alert)];
  if (held.has(key)) return addAlert(store, alert, receivedAt, place);
  held.add(key);
  addNew(store, alert, receivedAt, place);
  return true;
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** What became of a row: the alerts that are not new, what of it could not be parsed, and on what lastword itself failed. */
type Sorted = { repeated: Alert[]; malformed: Malformed[]; setAside: Malformed[] };

/** All of a row's alerts are sorted. */
function sortRow(ports: Ports, held: Set<string>, { id, receivedAt, body, contents }: Arrived): Sorted {
  if (!contents) {
    const lost = { id: `${id}|${receivedAt}`, reason: 'its row in the store cannot be read', raw: body };
    return { repeated: [], malformed: [], setAside: [lost] };
  }
  return {
    repeated: contents.alerts.filter((alert) => !add(ports, held, alert, receivedAt)),
    malformed: contents.rejected,
    setAside: [],
  };
}

/** Of a row that failed too often each alert is sorted by itself; those that cannot be are set aside, with why. */
function sortApart(ports: Ports, { id, receivedAt }: Arrived, { alerts, rejected }: Contents): Sorted {
  const { store } = ports;
  const sorted: Sorted = { repeated: [], malformed: rejected, setAside: [] };
  for (const [at, alert] of alerts.entries())
    try {
      const isNew = store.transaction(() => add(ports, heldKeys(store, [alert]), alert, receivedAt));
      if (!isNew) sorted.repeated.push(alert);
    } catch (error) {
      const reason = `lastword failed on it ${maxTries} times: ${reasonOf(error)}`;
      sorted.setAside.push({ id: `${id}|${receivedAt}|${at}`, reason, raw: bodyOf(alert) });
    }
  return sorted;
}

/** Sorts some rows, all of them or none. From then on the inbox knows what is in them. */
function sortInto(ports: Ports, rows: Arrived[]): void {
  const { store, coming } = ports;
  const alerts = rows.flatMap(({ contents }) => contents?.alerts ?? []);
  const apart = new Map(
    rows.flatMap((row) =>
      row.tries >= maxTries && row.contents ? [[row, sortApart(ports, row, row.contents)] as const] : [],
    ),
  );
  store.transaction(() => {
    const held = heldKeys(store, alerts);
    const sorted = rows.map((row) => {
      const done = apart.get(row) ?? sortRow(ports, held, row);
      for (const { id, reason, raw } of [...done.malformed, ...done.setAside])
        addRejected(store, id, reason, raw, row.receivedAt);
      return done;
    });
    const rejected = {
      malformed: sorted.flatMap(({ malformed }) => malformed).length,
      'set-aside': sorted.flatMap(({ setAside }) => setAside).length,
    };
    countArrival(store, { alerts, repeated: sorted.flatMap(({ repeated }) => repeated), rejected });
    removeArrivals(
      store,
      rows.map(({ id }) => id),
    );
  });
  for (const alert of alerts) coming.episodes.delete(episodeOf(alert));
  for (const row of rows) coming.alerts -= row.alerts;
}

/** Rows on which sorting failed: each is tried once an alarm, and the others go on. */
type Failed = Set<number>;

/** Sorts rows together, or, where that fails, each by itself: one that cannot be sorted stands in no other's way. */
function sortRows(ports: Ports, rows: Arrived[], failed: Failed): void {
  try {
    sortInto(ports, rows);
  } catch (error) {
    const [only, ...more] = rows;
    if (more.length > 0) return rows.forEach((row) => sortRows(ports, [row], failed));
    if (!only) return;
    failed.add(only.id);
    triedArrival(ports.store, only.id);
    ports.log('sorting failed', { row: only.id, why: reasonOf(error) });
  }
}

/** One piece of work, however the alerts came. False when no row waits that was not tried. */
function sortSome(ports: Ports, failed: Failed): boolean {
  const rows = nextArrivals(ports.store, mostAlerts, failed);
  sortRows(ports, rows, failed);
  return rows.length > 0;
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
