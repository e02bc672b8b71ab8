/** A store of the version that hid nothing, with an incident that is open and an end that is looked for. */
import { expect, it } from 'vitest';
import { bodyOf } from '../../src/facts/alert-body.ts';
import { alertKey, episodeOf } from '../../src/facts/episodes.ts';
import { placesOf } from '../../src/store/ends.ts';
import { firingIn } from '../../src/store/hidden-alerts.ts';
import { getIncident, openIncident } from '../../src/store/incidents.ts';
import { claimLooks } from '../../src/store/looks.ts';
import { migrate } from '../../src/store/store.ts';
import { prepare, tables } from '../../src/store/tables.ts';
import { incident } from '../support/incidents.ts';
import { bareStore } from '../support/sqlite.ts';
import { alert } from '../support/stories.ts';

const now = Date.parse('2026-12-01T00:00:00Z');
/** How many steps each table had then. */
const steps: Record<string, number> = { inbox: 2, incidents: 2, stops: 2, outbox: 2, looks: 1, counters: 99 };
const before = tables.flatMap((table) => {
  const count = steps[table.table];
  return count === undefined ? [] : [{ ...table, steps: table.steps.slice(0, count) }];
});

it('goes on where it was: the incident is joined, its alert resolves it, its look is made', () => {
  const store = bareStore();
  migrate(store, before);
  const { rollout: _r, restarts: _s, wishes: _w, ...diagnosis } = incident().diagnosis;
  store.sql(
    `INSERT INTO incidents (key, last_seen_at, opened_at, body) VALUES ('k', ?1, ?1, ?2)`,
    now,
    JSON.stringify({ ...incident({ key: 'k' }), diagnosis }),
  );
  store.sql(`INSERT INTO incidents (key, kind, last_seen_at, body) VALUES ('storm', 'storm', ?, '{}')`, now);
  store.sql(
    `INSERT INTO inbox (episode, alert_key, status, received_at, heard_at, state, hint, incident_id, body)
     VALUES (?1, ?2, 'firing', ?3, ?3, 'done', 'group', 1, ?4)`,
    episodeOf(alert()),
    alertKey(alert()),
    now,
    bodyOf(alert()),
  );
  store.sql(
    `INSERT INTO looks (inbox_id, incident_id, stop, due_at, how, read_at, deadline, body) VALUES (1, 1, 'uid/app', ?1, 'watch', ?1, ?1, '{}')`,
    now,
  );
  store.sql(
    `INSERT INTO outbox (delivery, thread_id, kind, state, created_at, message) VALUES ('d-1', 1, 'parent', 'dead', ?, '')`,
    now,
  );
  prepare(store, now, 0);
  const open = openIncident(store, ['k'], { seenSince: now - 1, isLive: () => false, resolvedSince: now });
  expect(open?.incident.diagnosis).toMatchObject({ rollout: null, restarts: null, wishes: { suppress: null } });
  expect(getIncident(store, 2)).toBeNull();
  // Nobody wrote down when a dead letter died: it is spared from when it was queued.
  expect(store.sql('SELECT died_at, look_from FROM outbox')).toEqual([{ died_at: now, look_from: null }]);
  expect(placesOf(store, [alertKey(alert())]).get(alertKey(alert()))).toEqual({ incident: 1, hidden: null });
  expect(claimLooks(store, now, 10, 1).map(({ of }) => of)).toEqual([{ inbox: 1, incident: 1, hidden: null }]);
  expect(firingIn(store, 'run-7', 0)).toEqual([]);
});
