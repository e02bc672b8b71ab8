/** Small things that are counted or remembered: dropped events by reason, the Desk's own cluster. */
import type { Migrations, Store } from './store.ts';

export const countersSchema: Migrations = {
  table: 'counters',
  steps: [
    [
      'CREATE TABLE counters (name TEXT PRIMARY KEY, n INTEGER NOT NULL)',
      'CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)',
    ],
  ],
};

/** Adds to a counter, one unless told. */
export function count(store: Store, name: string, by = 1): void {
  store.sql('INSERT INTO counters (name, n) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET n = n + ?2', name, by);
}

export function counters(store: Store): Record<string, number> {
  return Object.fromEntries(
    store.sql('SELECT name, n FROM counters ORDER BY name').map((row) => [String(row.name), Number(row.n)]),
  );
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
