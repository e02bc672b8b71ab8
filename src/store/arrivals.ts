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

/** A row of so many alerts that waits to be sorted. `contents` is null when it cannot be read back: `body` is what stands there. */
export type Arrived = {
  id: number;
  receivedAt: number;
  alerts: number;
  tries: number;
  body: string;
  contents: Contents | null;
};

export function addArrival(store: Store, { episodes, body }: Parcel, now: number): void {
  store.sql('INSERT INTO arrivals (received_at, alerts, body) VALUES (?, ?, ?)', now, episodes.length, body);
}

/** A row as it is read. */
type Row = { id: number; received_at: number; alerts: number; tries: number; body: string };

const arrived = ({ id, received_at: receivedAt, alerts, tries, body }: Row): Arrived => ({
  id,
  receivedAt,
  alerts,
  tries,
  body,
  contents: unpacked(body),
});

/** Of rows that follow each other, the last until which there are no more alerts than that. What could not be parsed is read by itself. */
function lastOf(rows: { id: number; alerts: number }[], mostAlerts: number): number | undefined {
  let [last, sum] = [rows[0]?.id, 0];
  for (const { id, alerts } of rows) {
    sum += alerts || mostAlerts;
    if (sum > mostAlerts) break;
    last = id;
  }
  return last;
}

/**
 * The oldest that hold so many alerts together, one at least; of those that failed before one, when there is no other. None when all are
 * sorted, or were tried already.
 */
export function nextArrivals(store: Store, mostAlerts: number, tried: ReadonlySet<number>): Arrived[] {
  const waiting = 'FROM arrivals WHERE tries = 0';
  // Their bodies can be large: how far to read is found out first.
  const sizes = store.sql<{ id: number; alerts: number }>(
    `SELECT id, alerts ${waiting} ORDER BY id LIMIT ?`,
    mostAlerts,
  );
  const last = lastOf(sizes, mostAlerts);
  const columns = 'id, received_at, alerts, tries, body';
  const rows =
    last === undefined
      ? store.sql<Row>(
          `SELECT ${columns} FROM arrivals WHERE id NOT IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 1`,
          JSON.stringify([...tried]),
        )
      : store.sql<Row>(`SELECT ${columns} ${waiting} AND id <= ? ORDER BY id`, last);
  return rows.map(arrived);
}

/** They are sorted. */
export const removeArrivals = (store: Store, ids: number[]): void =>
  void store.sql('DELETE FROM arrivals WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));

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
