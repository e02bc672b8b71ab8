/**
 * What came in, as it came: written before the sender gets its 202, and sorted into the inbox by the alarm. A row holds some of a webhook's
 * alerts. Times are milliseconds.
 */
import { type Contents, type Parcel, unpacked } from '../facts/parcels.ts';
import type { Migrations, Store } from './store.ts';

export const arrivalsSchema: Migrations = {
  table: 'arrivals',
  steps: [
    [
      `CREATE TABLE arrivals (
        id INTEGER PRIMARY KEY,
        received_at INTEGER NOT NULL,
        alerts INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        body TEXT NOT NULL
      )`,
    ],
  ],
};

/** A row that waits to be sorted. `contents` is null when it cannot be read back: `body` is what stands there. */
export type Arrived = { id: number; receivedAt: number; tries: number; body: string; contents: Contents | null };

export function addArrival(store: Store, { episodes, body }: Parcel, now: number): void {
  store.sql('INSERT INTO arrivals (received_at, alerts, body) VALUES (?, ?, ?)', now, episodes.length, body);
}

/** The oldest, but of those that failed before only when there is no other; null when all are sorted. */
export function nextArrival(store: Store): Arrived | null {
  const first = (where: string) =>
    store.sql<{ id: number; received_at: number; tries: number; body: string }>(
      `SELECT id, received_at, tries, body FROM arrivals ${where} ORDER BY id LIMIT 1`,
    )[0];
  const row = first('WHERE tries = 0') ?? first('');
  if (!row) return null;
  const { id, received_at: receivedAt, tries, body } = row;
  return { id, receivedAt, tries, body, contents: unpacked(body) };
}

/** It is sorted. */
export const removeArrival = (store: Store, id: number): void =>
  void store.sql('DELETE FROM arrivals WHERE id = ?', id);

/** Sorting it failed. */
export const triedArrival = (store: Store, id: number): void =>
  void store.sql('UPDATE arrivals SET tries = tries + 1 WHERE id = ?', id);

/** When the oldest came; null when all are sorted. */
export const arrivalsDue = (store: Store): number | null =>
  store.sql<{ due: number }>('SELECT received_at AS due FROM arrivals ORDER BY id LIMIT 1')[0]?.due ?? null;

/** How many alerts wait to be sorted. */
export const countArrivals = (store: Store): number =>
  Number(store.sql('SELECT total(alerts) AS n FROM arrivals')[0]?.n);

/** Rows that are looked through together: a backlog can be larger than the memory. */
const step = 50;

/** The bodies of all that waits, one after the other. */
export function* arrivedBodies(store: Store): Generator<string> {
  const query = 'SELECT id, body FROM arrivals WHERE id > ? ORDER BY id LIMIT ?';
  for (let last = 0; ;) {
    const rows = store.sql<{ id: number; body: string }>(query, last, step);
    for (const { body } of rows) yield body;
    const [end] = rows.slice(-1);
    if (!end) return;
    last = end.id;
  }
}
