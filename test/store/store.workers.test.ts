import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { countersSchema } from '../../src/store/counters.ts';
import { inboxSchema } from '../../src/store/inbox.ts';
import { incidentsSchema } from '../../src/store/incidents.ts';
import { outboxSchema } from '../../src/store/outbox.ts';
import { migrate, type Migrations, type Store } from '../../src/store/store.ts';
import { desk, inStore } from '../support/desks.ts';

afterEach(() => reset());

const notes: Migrations = {
  table: 'notes',
  steps: [
    ['CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)', 'CREATE INDEX notes_text ON notes (text)'],
    [`ALTER TABLE notes ADD COLUMN state TEXT NOT NULL DEFAULT 'new'`],
    [`UPDATE notes SET state = 'old' WHERE id = 1`],
  ],
};
const upTo = (version: number): Migrations => ({ ...notes, steps: notes.steps.slice(0, version) });
const versionOf = (store: Store, table: string) =>
  store.sql('SELECT version FROM schema_version WHERE name = ?', table)[0]?.version;
const own = [inboxSchema, incidentsSchema, outboxSchema, countersSchema];
const schema = (store: Store) =>
  store.sql(`SELECT name, sql FROM sqlite_master WHERE tbl_name IN ('inbox', 'incidents', 'outbox', 'counters', 'facts')
    AND sql IS NOT NULL ORDER BY name`);

describe('migrations', () => {
  it.each([0, 1, 2, 3])('from version %i bring a table to its newest one, rows and all', async (version) => {
    const seen = await inStore(desk(), (store) => {
      migrate(store, [upTo(version)]);
      if (version > 0) store.sql(`INSERT INTO notes (id, text) VALUES (1, 'kept')`);
      migrate(store, [notes]);
      return [versionOf(store, 'notes'), store.sql('SELECT * FROM notes')];
    });
    const state = version < 3 ? 'old' : 'new';
    expect(seen).toEqual([3, version > 0 ? [{ id: 1, text: 'kept', state }] : []]);
  });

  it('run again do nothing', async () => {
    const texts = await inStore(desk(), (store) => {
      migrate(store, [notes]);
      store.sql(`INSERT INTO notes (id, text) VALUES (1, 'after')`);
      migrate(store, [notes]);
      return store.sql('SELECT state FROM notes');
    });
    expect(texts).toEqual([{ state: 'new' }]);
  });

  it('of which one fails leave the table at the version before it, with nothing half done', async () => {
    const broken = {
      ...notes,
      steps: [...notes.steps, [`INSERT INTO notes (id, text) VALUES (7, 'half')`, 'NONSENSE']],
    };
    const seen = await inStore(desk(), (store) => {
      expect(() => migrate(store, [broken])).toThrow(/syntax error/);
      return [versionOf(store, 'notes'), store.sql('SELECT * FROM notes')];
    });
    expect(seen).toEqual([3, []]);
  });

  it.each(own)(
    'of the Desk’s table $table: from every version the schema is the one that a new Desk has',
    async (migrations) => {
      const [fresh, ...grown] = await inStore(desk(), (store) => {
        const whole = schema(store);
        return [
          whole,
          ...migrations.steps.map((_step, version) => {
            for (const table of migrations === countersSchema ? ['counters', 'facts'] : [migrations.table])
              store.sql(`DROP TABLE ${table}`);
            store.sql('DELETE FROM schema_version WHERE name = ?', migrations.table);
            migrate(store, [{ ...migrations, steps: migrations.steps.slice(0, version) }]);
            migrate(store, own);
            migrate(store, own);
            return schema(store);
          }),
        ];
      });
      for (const schemaNow of grown) expect(schemaNow).toEqual(fresh);
      expect(grown.length).toBeGreaterThan(0);
    },
  );
});

it('a transaction that throws leaves nothing behind', async () => {
  const rows = await inStore(desk(), (store) => {
    migrate(store, [notes]);
    const work = () =>
      store.transaction(() => {
        store.sql(`INSERT INTO notes (id, text) VALUES (1, 'gone')`);
        throw new Error('changed my mind');
      });
    expect(work).toThrow('changed my mind');
    return store.sql('SELECT * FROM notes');
  });
  expect(rows).toEqual([]);
});
