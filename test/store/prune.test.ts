import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/types.ts';
import { addHidden, oldHidden } from '../../src/store/hidden.ts';
import { addAlert, finishAlert } from '../../src/store/inbox.ts';
import { putIncident, threadPosted } from '../../src/store/incidents.ts';
import { addDelivery, claimDelivery, settleDelivery } from '../../src/store/outbox.ts';
import { prune, pruneDue } from '../../src/store/prune.ts';
import { addStop } from '../../src/store/stops.ts';
import { joinStorm, openStorm } from '../../src/store/storms.ts';
import { lookAgainAt } from '../../src/store/aside.ts';
import type { Store } from '../../src/store/store.ts';
import { diagnosis, incident } from '../support/incidents.ts';
import { addLook } from '../../src/store/looks.ts';
import { openThread } from '../../src/store/threads.ts';
import { putWindow, setReported } from '../../src/store/windows.ts';
import { decision } from '../support/decisions.ts';
import { memoryStore } from '../support/sqlite.ts';
import { alert } from '../support/stories.ts';
import { deploymentWindow } from '../support/windows.ts';

const now = Date.parse('2026-12-01T00:00:00Z');
const day = 24 * 3_600_000;
/** Everything is old, but what fired or died within a day. */
const all = { alerts: now, incidents: now, heard: now - day, spare: now - day };

/** An alert that came in so many days ago, and is done with; returns its row. */
function kept(store: Store, days: number, changes: Partial<Alert> = {}, incidentId: number | null = null): number {
  addAlert(store, alert({ fingerprint: `f-${days}`, ...changes }), now - days * day);
  const id = Number(store.sql('SELECT max(id) AS id FROM inbox')[0]?.['id']);
  finishAlert(store, id, { state: 'done', reason: 'a new incident', incident: incidentId, outcome: 'posted' });
  return id;
}
const told = (store: Store, days: number): number =>
  putIncident(store, null, incident({ lastSeenAt: new Date(now - days * day).toISOString() }));
const say = (store: Store, thread: number, days: number, kind: 'parent' | 'update' = 'parent'): number =>
  addDelivery(store, `d-${thread}-${days}-${kind}`, thread, { kind, rank: 1, message: null }, now - days * day);
const left = (store: Store, table: string): unknown[] => store.sql(`SELECT id FROM ${table}`).map(({ id }) => id);

describe('alerts', () => {
  it('go when they are older than they are kept, and their sender said nothing since', () => {
    const store = memoryStore();
    const [, young] = [kept(store, 4), kept(store, 2)];
    kept(store, 5);
    addAlert(store, alert({ fingerprint: 'f-5' }), now - day);
    expect(prune(store, { ...all, alerts: now - 3 * day })).toBe(1);
    expect(left(store, 'inbox')).toEqual([young, 3]);
  });

  it('that still wait, or are to be looked at again, stay however old they are', () => {
    const store = memoryStore();
    addAlert(store, alert({ fingerprint: 'waits' }), now - 9 * day);
    const again = kept(store, 9);
    lookAgainAt(store, again, now);
    expect([prune(store, all), left(store, 'inbox')]).toEqual([0, [1, again]]);
  });

  it('that fire stay while their sender repeats them; what is over, or of which nobody speaks any more, goes', () => {
    const store = memoryStore();
    const fires = kept(store, 0.5);
    kept(store, 0.6, { fingerprint: 'over' });
    kept(store, 0.4, { fingerprint: 'over', status: 'resolved' });
    kept(store, 1.5);
    kept(store, 0.3, { fingerprint: 'event', sender: 'kubernetes-event' });
    expect([prune(store, all), left(store, 'inbox')]).toEqual([4, [fires]]);
  });

  it('that fire count as long as they may be silent; a message that died lately stays for its own time', () => {
    const store = memoryStore();
    const [silent, dead] = [told(store, 31), told(store, 31)];
    kept(store, 2, {}, silent);
    settleDelivery(store, say(store, dead, 0.5), { state: 'dead', error: 'not_in_channel' });
    expect([prune(store, { ...all, heard: now - 3 * day }), left(store, 'incidents')]).toEqual([0, [silent, dead]]);
    expect([prune(store, { ...all, heard: now - 0.1 * day }), left(store, 'incidents')]).toEqual([2, [dead]]);
  });
});

describe('incidents', () => {
  it('go with their messages, their stops and their dead letters', () => {
    const store = memoryStore();
    const [old, young] = [told(store, 31), told(store, 29)];
    for (const id of [old, young]) addStop(store, id, { stop: 'uid/app/then', pod: 'web-1', workload: null });
    settleDelivery(store, say(store, old, 31), { state: 'posted', ts: '1.1' });
    settleDelivery(store, say(store, old, 31, 'update'), { state: 'dead', error: 'not_in_channel' });
    expect(prune(store, { ...all, alerts: 0, incidents: now - 30 * day })).toBe(4);
    expect([left(store, 'incidents'), left(store, 'outbox')]).toEqual([[young], []]);
    expect(store.sql('SELECT incident_id FROM stops')).toHaveLength(1);
  });

  it.each<[what: string, keeps: (store: Store, id: number) => void]>([
    ['of which an alert fires', (store, id) => void kept(store, 0.5, {}, id)],
    ['that have something to say', (store, id) => void say(store, id, 31)],
    [
      'of which a message died lately',
      (store, id) => settleDelivery(store, say(store, id, 0.5), { state: 'dead', error: 'not_in_channel' }),
    ],
  ])('%s stay however old they are', (_what, keeps) => {
    const store = memoryStore();
    const id = told(store, 31);
    keeps(store, id);
    expect([prune(store, all), left(store, 'incidents')]).toEqual([0, [id]]);
  });

  it('of which a message was given up lately stay, though it was queued long before: somebody may send it again', () => {
    const store = memoryStore();
    const id = told(store, 31);
    const row = say(store, id, 2);
    claimDelivery(store, now, 30_000);
    settleDelivery(store, row, { state: 'dead', error: 'given up after a day of tries: request_failed' });
    expect([prune(store, all), left(store, 'outbox')]).toEqual([0, [row]]);
    expect([prune(store, { ...all, spare: now + day }), left(store, 'outbox')]).toEqual([2, []]);
  });

  it('of a storm keep the storm, for its message tells them; with the last of them it goes', () => {
    const store = memoryStore();
    const storm = openStorm(store, now - 40 * day, null);
    threadPosted(store, storm, 'C1', '1.1');
    const id = told(store, 29);
    joinStorm(store, storm, id, false, now - 40 * day);
    expect([prune(store, { ...all, incidents: now - 30 * day }), left(store, 'incidents')]).toEqual([0, [storm, id]]);
    prune(store, { ...all, incidents: now - 28 * day });
    prune(store, { ...all, incidents: now - 28 * day });
    expect(left(store, 'incidents')).toEqual([]);
  });
});

describe('of a storm that is told, which counts all of its own, none goes', () => {
  /** A storm of two: one of which nothing was heard for long, and one that `keeps` what it needs. */
  it.each<[what: string, keeps: (store: Store, storm: number, id: number) => void]>([
    ['while an alert of one fires', (store, _storm, id) => void kept(store, 0.5, {}, id)],
    ['while it has something to say', (store, storm) => void say(store, storm, 31)],
    ['while one of them has', (store, _storm, id) => void say(store, id, 31)],
    [
      'when its message died lately',
      (store, storm) => settleDelivery(store, say(store, storm, 0.5), { state: 'dead', error: 'is_archived' }),
    ],
  ])('%s', (_what, keeps) => {
    const store = memoryStore();
    const storm = openStorm(store, now - 40 * day, null);
    const ids = [told(store, 40), told(store, 40)];
    for (const id of ids) joinStorm(store, storm, id, false, now - 40 * day);
    keeps(store, storm, ids[1] as number);
    expect([prune(store, all), left(store, 'incidents')]).toEqual([0, [storm, ...ids]]);
    store.sql('DELETE FROM outbox');
    store.sql('DELETE FROM inbox');
    expect([prune(store, all), prune(store, all), left(store, 'incidents')]).toEqual([2, 1, []]);
  });
});

it('deployment windows of which all was told go with the incidents, but the id of one is known for a day', () => {
  const store = memoryStore();
  for (const days of [31, 29, 0.5]) {
    const closesAt = new Date(now - days * day).toISOString();
    const window = deploymentWindow({ id: `closed ${days} days ago`, openedAt: closesAt, closesAt, state: 'finished' });
    const rest = {
      threadId: null,
      resourceVersion: null,
      nextVersion: null,
      selectors: null,
      ttlMs: null,
      settleMs: 0,
    };
    putWindow(store, { window, dueAt: null, reported: true, ...rest });
  }
  expect(pruneDue(store, { alerts: 3 * day, incidents: 30 * day })).toBe(now - day);
  expect([prune(store, { ...all, incidents: now - 30 * day }), left(store, 'windows')]).toEqual([
    1,
    ['closed 0.5 days ago', 'closed 29 days ago'],
  ]);
  expect([prune(store, all), left(store, 'windows')]).toEqual([1, ['closed 0.5 days ago']]);
});

it('a step takes few rows, whatever there is, and steps take all', () => {
  const store = memoryStore();
  const id = told(store, 31);
  for (let n = 0; n < 1_300; n++) {
    addStop(store, id, { stop: `stop-${n}`, pod: 'web-1', workload: null });
    kept(store, 5, { fingerprint: `many-${n}`, sender: 'kubernetes-event' });
  }
  const steps: number[] = [];
  while (steps.at(-1) !== 0) steps.push(prune(store, all));
  expect(steps).toEqual([1_000, 1_000, 601, 0]);
  expect([left(store, 'inbox'), left(store, 'incidents'), store.sql('SELECT * FROM stops')]).toEqual([[], [], []]);
});

it('says when the next row will be old enough', () => {
  const store = memoryStore();
  const keep = { alerts: 3 * day, incidents: 30 * day };
  expect(pruneDue(store, keep)).toBeNull();
  told(store, 29);
  expect(pruneDue(store, keep)).toBe(now + day);
  kept(store, 2.5);
  expect(pruneDue(store, keep)).toBe(now + 0.5 * day);
});

describe('what is hidden in a deployment that is not over', () => {
  const old = now - 9 * day;
  /** A stop that was hidden in a window's own thread, and its alert. */
  function hiddenIn(store: Store, id: string): number {
    const window = deploymentWindow({ id });
    const threadId = openThread(
      store,
      { kind: 'deployment', key: `deployment ${id}`, title: 'web', own: false, openedAt: old },
      null,
    );
    putWindow(store, {
      window,
      threadId,
      dueAt: now,
      resourceVersion: null,
      nextVersion: null,
      selectors: null,
      ttlMs: null,
      settleMs: 0,
      reported: false,
    });
    const whose = { stop: 'uid/app/then', pod: 'shop/web-1', workload: 'shop/web', inboxId: kept(store, 9) };
    const what = { diagnosis: diagnosis(), decision: decision({ action: 'suppress' }) };
    return addHidden(store, { ...whose, ...what, threadId, windowId: id, at: old, hiddenAt: old });
  }
  const counts = (store: Store) =>
    ['hidden', 'incidents', 'windows', 'inbox'].map((table) => left(store, table).length);

  it('stays with the thread that will list it, however full the store is; what was listed goes', () => {
    const store = memoryStore();
    hiddenIn(store, 'run-7');
    prune(store, all);
    expect(counts(store)).toEqual([1, 1, 1, 0]);
    setReported(store, 'run-7');
    prune(store, all);
    expect(counts(store)).toEqual([0, 0, 0, 0]);
  });

  it('stays as long as a dead letter can list it, which is as long as its thread', () => {
    const store = memoryStore();
    hiddenIn(store, 'run-7');
    settleDelivery(store, say(store, 1, 0.5), { state: 'dead', error: 'is_archived' });
    setReported(store, 'run-7');
    prune(store, all);
    expect(counts(store)).toEqual([1, 1, 1, 0]);
    for (let steps = 0; steps < 2; steps++) prune(store, { ...all, spare: now });
    expect(counts(store)).toEqual([0, 0, 0, 0]);
  });

  it('goes together with all that its message lists, which would list half of it otherwise', () => {
    const store = memoryStore();
    const digest = openThread(store, { kind: 'digest', key: 'digest', title: '', own: false, openedAt: old }, null);
    const what = { diagnosis: diagnosis(), decision: decision({ action: 'digest' }), workload: 'shop/web' };
    for (const [at, threadId] of [
      [1, digest],
      [3, digest],
      [2, null],
    ] as const)
      addHidden(store, {
        ...what,
        stop: `uid/app/${at}`,
        pod: `shop/web-${at}`,
        inboxId: kept(store, 9),
        threadId,
        windowId: null,
        at,
        hiddenAt: at,
      });
    expect([oldHidden(store, 3, 9), oldHidden(store, 4, 9)]).toEqual([1, 2]);
  });

  it('keeps its alert while its end is looked for: one that had to be killed is told with it', () => {
    const store = memoryStore();
    const hidden = hiddenIn(store, 'run-7');
    const plan = { dueAt: now, how: 'watch', resourceVersion: null, readAt: old, deadline: now, body: {} } as const;
    addLook(store, { inbox: 1, incident: null, hidden }, 'uid/app', plan);
    prune(store, all);
    expect(counts(store)).toEqual([1, 1, 1, 1]);
  });
});
