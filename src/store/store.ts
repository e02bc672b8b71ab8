/**
 * What the tables need of a database, and how their schema comes about. Both functions are synchronous, so that a handler can
 * claim rows before it first awaits; another SQLite host is a small adapter away.
 */

export type Value = string | number | null;
export type Row = Record<string, Value>;

export type Store = {
  /** Runs one statement; rows come back as plain records. */
  sql: <R extends Row = Row>(query: string, ...params: Value[]) => R[];
  /** Runs a function in one transaction: all of it or nothing. */
  transaction: <T>(work: () => T) => T;
};

/** A table's schema: step n takes version n to n + 1. Steps are never edited once released, only added. */
export type Migrations = { table: string; steps: string[][] };

/** Brings every table to its newest version; safe to run at each start. */
export function migrate(store: Store, tables: Migrations[]): void {
  store.sql('CREATE TABLE IF NOT EXISTS schema_version (name TEXT PRIMARY KEY, version INTEGER NOT NULL)');
  for (const { table, steps } of tables) {
    const at = Number(store.sql('SELECT version FROM schema_version WHERE name = ?', table)[0]?.version ?? 0);
    for (const [index, statements] of steps.entries()) {
      if (index < at) continue;
      store.transaction(() => {
        for (const statement of statements) store.sql(statement);
        store.sql('INSERT OR REPLACE INTO schema_version (name, version) VALUES (?, ?)', table, index + 1);
      });
    }
  }
}
