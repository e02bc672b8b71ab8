/** The store on Node's own SQLite, in memory: what the Desk keeps, without a Desk. */
import { DatabaseSync } from 'node:sqlite';
import { countersSchema } from '../../src/store/counters.ts';
import { inboxSchema } from '../../src/store/inbox.ts';
import { incidentsSchema } from '../../src/store/incidents.ts';
import { looksSchema } from '../../src/store/looks.ts';
import { outboxSchema } from '../../src/store/outbox.ts';
import { stopsSchema } from '../../src/store/stops.ts';
import { migrate, type Store } from '../../src/store/store.ts';
import { windowsSchema } from '../../src/store/windows.ts';

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
  migrate(store, [inboxSchema, incidentsSchema, stopsSchema, outboxSchema, looksSchema, countersSchema, windowsSchema]);
  return store;
}
