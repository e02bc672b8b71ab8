/** The store on Node's own SQLite, in memory: what the Desk keeps, without a Desk. */
import { DatabaseSync } from 'node:sqlite';
import { migrate, type Store } from '../../src/store/store.ts';
import { tables } from '../../src/store/tables.ts';

/** A new store with all of the Desk's tables. */
export function memoryStore(): Store {
  const db = new DatabaseSync(':memory:');
  const store: Store = {
    sql: (query, ...params) => db.prepare(query).all(...params) as never,
    transaction: (work) => {
      db.exec('BEGIN');
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
  };
  migrate(store, tables);
  return store;
}
