import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { composeIncident } from '../../src/compose/compose.ts';
import { againDue, asideAlerts } from '../../src/store/aside.ts';
import { count, counters, countersSchema, recall } from '../../src/store/counters.ts';
import { deadLetters } from '../../src/store/dead-letters.ts';
import { alertKey } from '../../src/facts/episodes.ts';
import { placesOf, stillFires } from '../../src/store/ends.ts';
import { addAlert, inboxSchema } from '../../src/store/inbox.ts';
import { incidentsSchema, newestIncidents, openIncident, placeOf, putIncident } from '../../src/store/incidents.ts';
import { claimLooks, looksSchema } from '../../src/store/looks.ts';
import { addDelivery, claimDelivery, deliveriesOf, outboxSchema } from '../../src/store/outbox.ts';
import { addStop, knowsPod, knowsStop, stopsSchema } from '../../src/store/stops.ts';
import { migrate, type Migrations, type Store } from '../../src/store/store.ts';
import { openedSince } from '../../src/store/storms.ts';
import { tables } from '../../src/store/tables.ts';
import { claimAlerts } from '../support/claims.ts';
import { alert, desk, inStore } from '../support/desks.ts';
import { incident, message } from '../support/incidents.ts';

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
const own = tables;
/** Tables that come with another one's schema. */
const beside: Record<string, string[]> = { counters: ['facts'], shutdowns: ['told_stops'] };
const tablesOf = ({ table }: Migrations): string[] => [table, ...(beside[table] ?? [])];
const schema = (store: Store) =>
  store.sql(
    `SELECT name, sql FROM sqlite_master WHERE tbl_name IN (SELECT value FROM json_each(?)) AND sql IS NOT NULL ORDER BY name`,
    JSON.stringify(own.flatMap(tablesOf)),
  );
/** Takes a table back to an older version, without its rows. */
function takeBack(store: Store, migrations: Migrations, version: number): void {
  for (const table of tablesOf(migrations)) store.sql(`DROP TABLE ${table}`);
  store.sql('DELETE FROM schema_version WHERE name = ?', migrations.table);
  migrate(store, [{ ...migrations, steps: migrations.steps.slice(0, version) }]);
}

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

  it('are known of every table that a Desk has', async () => {
    const [tables, versions] = await inStore(desk(), (store) => [
      store.sql(`SELECT name FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL ORDER BY name`),
      store.sql('SELECT name, version FROM schema_version ORDER BY name'),
    ]);
    const named = tables
      ?.map((row) => String(row['name']))
      .filter((name) => !/^(sqlite_|_cf_|schema_version)/.test(name));
    expect(named).toEqual(own.flatMap(tablesOf).toSorted());
    const newest = own.map(({ table, steps }) => ({ name: table, version: steps.length }));
    expect(versions).toEqual(newest.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  });

  it.each(own)(
    'of the Desk’s table $table: from every version the schema is the one that a new Desk has',
    async (migrations) => {
      const [fresh, ...grown] = await inStore(desk(), (store) => {
        const whole = schema(store);
        return [
          whole,
          ...migrations.steps.map((_step, version) => {
            takeBack(store, migrations, version);
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

describe('rows that the first version wrote', () => {
  const firing = alert();
  const done = { received_at: 1000, due_at: null, tries: 1, repeats: 3, reason: 'a new incident', incident_id: 7 };
  const row = (store: Store, table: string, values: Record<string, string | number | null>): void =>
    void store.sql(
      `INSERT INTO ${table} (${Object.keys(values).join(', ')}) VALUES (${'?, '.repeat(Object.keys(values).length - 1)}?)`,
      ...Object.values(values),
    );

  it('of alerts: told, set aside and waiting ones are what they were', async () => {
    const seen = await inStore(desk(), (store) => {
      takeBack(store, inboxSchema, 1);
      // Just as it was written.
      const key = 'lab|8452828176394cd4|2026-11-22T18:53:17Z';
      const base = { alert_key: key, status: 'firing', body: JSON.stringify(firing) };
      row(store, 'inbox', { ...base, ...done, episode: `${key}|firing`, state: 'done' });
      row(store, 'inbox', { ...base, ...done, episode: 'b', alert_key: 'b', state: 'set-aside', reason: 'bug' });
      row(store, 'inbox', { ...base, episode: 'c', alert_key: 'c', received_at: 2000, due_at: 2000, state: 'waiting' });
      migrate(store, own);
      return {
        incident: placesOf(store, [alertKey(firing)]).get(alertKey(firing))?.incident,
        firing: [stillFires(store, 7, 1000), stillFires(store, 7, 1001)],
        aside: asideAlerts(store, 10),
        again: againDue(store),
        claimed: claimAlerts(store, 2000, 10, 1).map(({ id, tries, receivedAt, alert: of }) => ({
          id,
          tries,
          receivedAt,
          of,
        })),
        repeat: addAlert(store, firing, 9000),
        heard: store.sql('SELECT heard_at, repeats, outcome, delivery_id FROM inbox WHERE id = 1'),
      };
    });
    expect(seen).toEqual({
      incident: 7,
      firing: [true, false],
      aside: [{ at: 1000, reason: 'bug' }],
      again: null,
      claimed: [{ id: 3, tries: 1, receivedAt: 2000, of: firing }],
      repeat: false,
      heard: [{ heard_at: 9000, repeats: 4, outcome: null, delivery_id: null }],
    });
  });

  /** What a diagnosis did not know before its third version. */
  const newer = {
    rollout: null,
    wishes: { channel: null, suppress: null, settle: null, because: [] },
    restarts: null,
  };

  it('of incidents of the second version: the rest of the diagnosis stands, and a storm has none', async () => {
    const { rollout, wishes, restarts, ...known } = incident().diagnosis;
    expect({ rollout, wishes, restarts }).toEqual(newer);
    const [incidents, storms] = await inStore(desk(), (store) => {
      takeBack(store, incidentsSchema, 2);
      const times = { last_seen_at: 1000, opened_at: 1000 };
      row(store, 'incidents', { key: 'k', ...times, body: JSON.stringify({ ...incident(), diagnosis: known }) });
      row(store, 'incidents', { key: 'storm', kind: 'storm', ...times, body: '{}' });
      migrate(store, own);
      return [newestIncidents(store, 10), store.sql(`SELECT body FROM incidents WHERE kind = 'storm'`)] as const;
    });
    expect(incidents.map((stored) => stored.incident)).toEqual([incident()]);
    expect(storms).toEqual([{ body: '{}' }]);
  });

  /** An incident as the first version knew it: its key named the cause. */
  const old = () => {
    const { podCount, workloads, workloadCount, told, reopened, diagnosis, ...rest } = incident({
      pods: ['web-1', 'web-2'],
    });
    const { meant, scope, shared, revision, rollout, wishes, restarts, ...known } = diagnosis;
    const fields = [podCount, workloads, workloadCount, told, reopened, meant, scope, shared, revision];
    expect([...fields, rollout, wishes, restarts]).not.toContain(undefined);
    return { ...rest, key: 'lab|shop|Deployment/web|oom-killed', diagnosis: known };
  };
  const putOld = (store: Store): void => {
    const body = { ...old(), lastSeenAt: '2026-11-22T19:05:00Z' };
    const seen = Date.parse(body.lastSeenAt);
    row(store, 'incidents', {
      key: body.key,
      last_seen_at: seen,
      channel: 'C1',
      ts: '1.2',
      body: JSON.stringify(body),
    });
  };

  it('of incidents: what they told stands, what they did not know is empty, and they can be told', async () => {
    const [incidents, found, place, opened] = await inStore(desk(), (store) => {
      takeBack(store, incidentsSchema, 1);
      putOld(store);
      migrate(store, own);
      const open = { seenSince: 0, isLive: () => false, resolvedSince: Infinity };
      const lately = openedSince(store, Date.parse('2026-11-22T19:05:00Z'), 'C1').length;
      return [
        newestIncidents(store, 10),
        openIncident(store, [old().key], open)?.id,
        placeOf(store, 1),
        lately,
      ] as const;
    });
    const [stored] = incidents;
    expect(stored).toMatchObject({ id: 1, channel: 'C1', ts: '1.2', stormId: null, own: true });
    const { meant, scope, shared, revision, rollout, wishes, restarts, ...known } =
      stored?.incident.diagnosis ?? incident().diagnosis;
    const fresh = { podCount: 2, workloads: [], workloadCount: 0, told: [], reopened: 0 };
    expect({ ...stored?.incident, diagnosis: known }).toEqual({
      ...old(),
      ...fresh,
      lastSeenAt: '2026-11-22T19:05:00Z',
    });
    expect([meant, scope, shared, revision]).toEqual([null, 'workload', null, null]);
    expect({ rollout, wishes, restarts }).toEqual(newer);
    expect(JSON.stringify(composeIncident(stored?.incident ?? incident()))).toContain('2 pods: `web-1`, `web-2`');
    expect([found, place, opened]).toEqual([1, { channel: 'C1', ts: '1.2' }, 1]);
  });

  it('of messages: what waits is said in its words, news before edits, and the dead stay dead', async () => {
    const [said, dead] = await inStore(desk(), (store) => {
      takeBack(store, incidentsSchema, 1);
      takeBack(store, outboxSchema, 1);
      putOld(store);
      const base = { incident_id: 1, state: 'waiting', created_at: 1000, due_at: 1000 };
      for (const kind of ['reply', 'update', 'parent'])
        row(store, 'outbox', { ...base, delivery: kind, kind, message: JSON.stringify(message(`the ${kind}`)) });
      row(store, 'outbox', {
        ...base,
        delivery: 'd',
        kind: 'parent',
        state: 'dead',
        due_at: null,
        error: 'x',
        message: '{}',
      });
      migrate(store, own);
      const said = [1, 2, 3, 4].map(() => claimDelivery(store, 1000, 10_000));
      return [said, deadLetters(store, 10).map((letter) => [letter.delivery, letter.error])] as const;
    });
    expect(said.map((delivery) => delivery?.message?.text)).toEqual([
      'the parent',
      'the update',
      'the reply',
      undefined,
    ]);
    expect(said[0]).toMatchObject({ delivery: 'parent', threadId: 1, broadcast: false, tries: 1, unsure: false });
    expect(dead).toEqual([['d', 'x']]);
  });

  it('of looks, stops and counters', async () => {
    const seen = await inStore(desk(), (store) => {
      for (const migrations of [stopsSchema, looksSchema, countersSchema]) takeBack(store, migrations, 1);
      addAlert(store, firing, 0);
      const times = { due_at: 500, read_at: 100, deadline: 30_000 };
      row(store, 'looks', { inbox_id: 1, incident_id: 7, stop: 'p-1/app', how: 'watch', body: '"b"', ...times });
      row(store, 'stops', { incident_id: 7, stop: 'p-1/app', pod: null });
      row(store, 'stops', { incident_id: 7, stop: 'p-2/app', pod: 'web-2', workload: 'shop/web' });
      for (const [name, n] of [
        ['dropped Pulled', 4],
        ['cluster requests pods', 7],
        ['verdict expected rollout', 2],
      ] as const)
        row(store, 'counters', { name, n });
      row(store, 'facts', { name: 'watch lab', value: 'works' });
      migrate(store, own);
      count(store, 'lastword_events_ignored_total', { reason: 'Pulled' });
      return [
        claimLooks(store, 500, 10, 1)[0],
        knowsStop(store, 7, 'p-1/app'),
        knowsPod(store, 7, 'shop/web-2'),
        counters(store),
        recall(store, 'watch lab'),
      ];
    });
    expect(seen).toEqual([
      expect.objectContaining({ of: { inbox: 1, incident: 7, hidden: null }, dueAt: 500, body: 'b' }),
      true,
      true,
      [
        { name: 'lastword_cluster_requests_total', labels: { kind: 'pods' }, value: 7 },
        { name: 'lastword_events_ignored_total', labels: { reason: 'Pulled' }, value: 5 },
      ],
      'works',
    ]);
  });
});

it('rows that the newest version wrote are left as they are by a later start', async () => {
  const [before, after] = await inStore(desk(), (store) => {
    const id = putIncident(store, null, incident());
    addStop(store, id, { stop: 'p-1/app/', pod: 'shop/web-1', workload: 'shop/web' });
    addDelivery(store, 'd-1', id, { kind: 'parent', rank: 3, message: null, broadcast: true }, 1000);
    addAlert(store, alert(), 1000);
    const all = () => [
      ...['inbox', 'incidents', 'stops', 'outbox'].map((table) => store.sql(`SELECT * FROM ${table}`)),
      deliveriesOf(store, id),
    ];
    const written = all();
    migrate(store, own);
    return [written, all()];
  });
  expect(after).toEqual(before);
});
