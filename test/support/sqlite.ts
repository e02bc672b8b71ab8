/** The store on Node's own SQLite, in memory: what the Desk keeps, without a Desk. */
import { DatabaseSync } from 'node:sqlite';
import { migrate, type Store } from '../../src/store/store.ts';
import { tables } from '../../src/store/tables.ts';

/** A new store without any table. */
export function bareStore(): Store {
  const db = new DatabaseSync(':memory:');
  return {
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
}

/** A new store with all of the Desk's tables. */
export function memoryStore(): Store {
  const store = bareStore();
  migrate(store, tables);
  return store;
}
