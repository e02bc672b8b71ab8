import { describe, expect, it } from 'vitest';
import { mindTheClock } from '../../src/desk/clock.ts';
import { againDue, lookAgainAt } from '../../src/store/aside.ts';
import { addAlert, finishAlert, inboxDue } from '../../src/store/inbox.ts';
import { getIncident, putIncident } from '../../src/store/incidents.ts';
import { addLook, looksDue } from '../../src/store/looks.ts';
import { addDelivery, outboxDue } from '../../src/store/outbox.ts';
import type { Store } from '../../src/store/store.ts';
import { incident } from '../support/incidents.ts';
import { memoryStore } from '../support/sqlite.ts';
import { alert } from '../support/stories.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');
const minute = 60_000;
const hour = 60 * minute;

/** A store in which something of every kind is due at that time, and the clock was last read at noon. */
function waiting(due: number): Store {
  const store = memoryStore();
  mindTheClock(store, noon);
  addAlert(store, alert({ fingerprint: 'waits' }), due);
  addAlert(store, alert({ fingerprint: 'again' }), due);
  const id = putIncident(store, null, incident());
  finishAlert(store, 2, { state: 'done', reason: 'a new incident', incident: id });
  lookAgainAt(store, 2, due);
  addDelivery(store, 'd-1', id, { kind: 'parent', rank: 1, message: null }, due);
  addLook(store, { inbox: 2, incident: id, hidden: null }, 'uid/app', {
    dueAt: due,
    how: 'watch',
    resourceVersion: '5',
    readAt: noon,
    deadline: due,
    body: {},
  });
  return store;
}
const times = (store: Store) => [inboxDue, againDue, outboxDue, looksDue].map((due) => due(store));
const four = (time: number) => [time, time, time, time];

describe('a clock that is set back by an hour', () => {
  it('leaves nothing in the future: all that waited is due', () => {
    const store = waiting(noon + 10_000);
    expect(mindTheClock(store, noon - hour)).toBe(true);
    expect(times(store)).toEqual(four(noon - hour));
  });

  it('leaves nothing that was in the future either: from now on it is looked for, joined and opened again', () => {
    const store = waiting(noon);
    const seen = new Date(noon).toISOString();
    putIncident(store, 1, incident({ lastSeenAt: seen, resolvedAt: seen }));
    mindTheClock(store, noon - hour);
    expect(store.sql('SELECT last_seen_at, resolved_at FROM incidents')).toEqual([
      { last_seen_at: noon - hour, resolved_at: noon - hour },
    ]);
    expect(store.sql('SELECT created_at FROM outbox')).toEqual([{ created_at: noon - hour }]);
    // What is written of it next says so, too.
    expect(getIncident(store, 1)?.incident.lastSeenAt).toBe('2026-11-22T11:00:00Z');
    const heard = { received_at: noon - hour, heard_at: noon - hour };
    expect(store.sql('SELECT received_at, heard_at FROM inbox')).toEqual([heard, heard]);
  });

  it('leaves what was before where it is', () => {
    const store = waiting(noon - 2 * hour);
    store.sql('UPDATE incidents SET opened_at = ?1, last_seen_at = ?1', noon - 2 * hour);
    mindTheClock(store, noon - hour);
    const at = { opened_at: noon - 2 * hour, last_seen_at: noon - 2 * hour };
    expect(store.sql('SELECT opened_at, last_seen_at FROM incidents')).toEqual([at]);
    expect(store.sql('SELECT created_at FROM outbox')).toEqual([{ created_at: noon - 2 * hour }]);
  });

  it('is noticed once: what is put off after that stays so', () => {
    const store = waiting(noon);
    mindTheClock(store, noon - hour);
    addAlert(store, alert({ fingerprint: 'new' }), noon);
    expect(mindTheClock(store, noon - hour + 1_000)).toBe(false);
    expect(store.sql(`SELECT due_at FROM inbox WHERE episode LIKE '%new%'`)).toEqual([{ due_at: noon }]);
  });

  it('leaves what is due within minutes to its time', () => {
    const store = waiting(noon - hour + 4 * minute);
    mindTheClock(store, noon - hour);
    expect(times(store)).toEqual(four(noon - hour + 4 * minute));
  });
});

describe('nothing is moved', () => {
  it.each([
    ['when the clock goes on', 45_000],
    ['when it jumps forward', 48 * hour],
    ['when it is corrected by some seconds', -30_000],
  ])('%s', (_how, by) => {
    const store = waiting(noon + 20 * minute);
    expect(mindTheClock(store, noon + by)).toBe(false);
    expect(times(store)).toEqual(four(noon + 20 * minute));
  });
});
