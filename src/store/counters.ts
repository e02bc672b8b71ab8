/** What is counted or remembered: metrics by name and labels, and small facts. */
import type { Labels, Sample } from '../metrics.ts';
import type { Migrations, Store } from './store.ts';

export const countersSchema: Migrations = {
  table: 'counters',
  steps: [
    [
      'CREATE TABLE counters (name TEXT PRIMARY KEY, n INTEGER NOT NULL)',
      'CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)',
    ],
    [
      'CREATE TABLE counted (name TEXT NOT NULL, labels TEXT NOT NULL, n REAL NOT NULL, PRIMARY KEY (name, labels)) WITHOUT ROWID',
      `INSERT INTO counted SELECT 'lastword_events_ignored_total', json_object('reason', substr(name, 9)), n
       FROM counters WHERE name LIKE 'dropped %'`,
      `INSERT INTO counted SELECT 'lastword_cluster_requests_total', json_object('kind', substr(name, 18)), n
       FROM counters WHERE name LIKE 'cluster requests %'`,
      'DROP TABLE counters',
      'ALTER TABLE counted RENAME TO counters',
    ],
  ],
};

/** Labels come from outside, too (an Event's reason): further ones of a name are counted together, so that they fill no store. */
const mostLabels = 100;

/** One text for the same labels, in whichever order they are given. */
const textOf = (labels: Labels): string =>
  JSON.stringify(Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))));

const others = (labels: Labels): Labels => Object.fromEntries(Object.keys(labels).map((name) => [name, 'other']));

/** Adds to a counter, one unless told. */
export function count(store: Store, name: string, labels: Labels = {}, by = 1): void {
  const text = textOf(labels);
  const add = 'UPDATE counters SET n = n + ? WHERE name = ? AND labels = ? RETURNING n';
  if (store.sql(add, by, name, text).length > 0) return;
  const known = Number(store.sql('SELECT count(*) AS n FROM counters WHERE name = ?', name)[0]?.n);
  store.sql(
    'INSERT INTO counters (name, labels, n) VALUES (?1, ?2, ?3) ON CONFLICT (name, labels) DO UPDATE SET n = n + ?3',
    name,
    known < mostLabels ? text : textOf(others(labels)),
    by,
  );
}

/** Sets a value that goes up and down. */
export function put(store: Store, name: string, value: number): void {
  store.sql('INSERT OR REPLACE INTO counters (name, labels, n) VALUES (?, ?, ?)', name, '{}', value);
}

export function counters(store: Store): Sample[] {
  return store.sql('SELECT name, labels, n FROM counters ORDER BY name, labels').map((row) => ({
    name: String(row.name),
    labels: JSON.parse(String(row.labels)) as Labels,
    value: Number(row.n),
  }));
}

/** Remembers a fact; returns whether it changed. */
export function remember(store: Store, name: string, value: string): boolean {
  if (recall(store, name) === value) return false;
  store.sql('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)', name, value);
  return true;
}

export function recall(store: Store, name: string): string | null {
  return (store.sql('SELECT value FROM facts WHERE name = ?', name)[0]?.value as string | undefined) ?? null;
}
