import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import {
  claimWindows,
  countOpenWindows,
  getWindow,
  newestWindows,
  oldestWindow,
  oldWindows,
  putWindow,
  runningIn,
  setWindowThread,
  type StoredWindow,
  windowsAround,
  windowsDue,
} from '../../src/store/windows.ts';
import type { DeploymentWindow } from '../../src/types.ts';
import { desk, inStore } from '../support/desks.ts';
import { deploymentWindow } from '../support/windows.ts';

afterEach(() => reset());

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);
const iso = (time: string): string => `2026-11-22T${time}Z`;
/** A window from one time of day to another, that nothing was told of yet. */
const from = (
  id: string,
  [opens, closes]: [string, string],
  changes: Partial<StoredWindow> = {},
  window: Partial<DeploymentWindow> = {},
): StoredWindow => ({
  window: deploymentWindow({ id, openedAt: iso(opens), closesAt: iso(closes), ...window }),
  dueAt: at(closes),
  threadId: null,
  resourceVersion: null,
  nextVersion: null,
  selectors: null,
  ttlMs: 1_800_000,
  settleMs: 300_000,
  reported: false,
  ...changes,
});
const ids = (windows: StoredWindow[]): string[] => windows.map(({ window }) => window.id);
const noon: [string, string] = ['12:00:00', '12:30:00'];

it('a window is kept as it is, and written anew in place', async () => {
  const full = from('a', noon, {
    threadId: 7,
    resourceVersion: '8721',
    nextVersion: '8730',
    selectors: [{ app: 'web' }],
    ttlMs: null,
    dueAt: null,
    reported: true,
  });
  const seen = await inStore(desk(), (store) => {
    putWindow(store, from('a', noon));
    const first = getWindow(store, 'a');
    putWindow(store, full);
    return [first, getWindow(store, 'a'), getWindow(store, 'b')];
  });
  expect(seen).toEqual([from('a', noon), full, null]);
});

describe('around a moment are', () => {
  const keep = (store: Store): void => {
    putWindow(store, from('later', ['12:10:00', '13:00:00']));
    putWindow(store, from('over', noon, {}, { state: 'finished' }));
    putWindow(store, from('elsewhere', noon, {}, { namespace: 'payments' }));
  };
  it.each([
    ['11:59:59', []],
    ['12:00:00', ['over']],
    ['12:10:00', ['over', 'later']],
    ['12:30:00', ['over', 'later']],
    ['12:30:01', ['later']],
    ['13:00:01', []],
  ])('%s the windows of the namespace that are open then, the first opened first', async (time, around) => {
    const seen = await inStore(desk(), (store) => {
      keep(store);
      return ids(windowsAround(store, 'shop', at(time)));
    });
    expect(seen).toEqual(around);
  });

  it('an index finds them', async () => {
    const plan = await inStore(desk(), (store) =>
      store.sql(
        'EXPLAIN QUERY PLAN SELECT body FROM windows WHERE namespace = ? AND opened_at <= ? AND closes_at >= ? ORDER BY opened_at, id',
        'shop',
        1,
        1,
      ),
    );
    expect(plan.map(({ detail }) => detail).join()).toContain('windows_namespace (namespace=? AND closes_at>?)');
  });
});

it('running are those of the namespace that nobody ended', async () => {
  const seen = await inStore(desk(), (store) => {
    putWindow(store, from('runs', noon));
    putWindow(store, from('over', noon, {}, { state: 'finished' }));
    putWindow(store, from('elsewhere', noon, {}, { namespace: 'payments' }));
    return ids(runningIn(store, 'shop'));
  });
  expect(seen).toEqual(['runs']);
});

it('what is due is claimed, the longest due first, and comes back when the claim runs out', async () => {
  const seen = await inStore(desk(), (store) => {
    putWindow(store, from('a', ['12:00:00', '12:40:00']));
    putWindow(store, from('b', noon));
    putWindow(store, from('never', noon, { dueAt: null }));
    const [due, early] = [windowsDue(store), claimWindows(store, at('12:29:59'), 10, 1000)];
    const one = ids(claimWindows(store, at('12:50:00'), 1, 60_000));
    const rest = ids(claimWindows(store, at('12:50:00'), 10, 60_000));
    const again = ids(claimWindows(store, at('12:51:00'), 10, 60_000));
    return [due, early, one, rest, again];
  });
  expect(seen).toEqual([at('12:30:00'), [], ['b'], ['a'], ['a', 'b']]);
});

it('what is due soon in a namespace is claimed with what is due there', async () => {
  const seen = await inStore(desk(), (store) => {
    putWindow(store, from('due', noon));
    putWindow(store, from('soon', ['12:00:00', '12:30:20']));
    putWindow(store, from('later', ['12:00:00', '12:30:21']));
    putWindow(store, from('elsewhere', ['12:00:00', '12:30:10'], {}, { namespace: 'pay' }));
    return ids(claimWindows(store, at('12:30:00'), 10, 1000));
  });
  expect(seen).toEqual(['due', 'soon']);
});

it('nothing is due when there is nothing to tell', async () => {
  const due = await inStore(desk(), (store) => {
    putWindow(store, from('told', noon, { dueAt: null, reported: true }));
    return windowsDue(store);
  });
  expect(due).toBeNull();
});

it('the newest are those that close last, however long ago they opened, without the memory of ends that came before their start', async () => {
  const seen = await inStore(desk(), (store) => {
    putWindow(store, from('b', ['12:10:00', '13:00:00']));
    putWindow(store, from('a', noon));
    putWindow(store, from('c', ['11:00:00', '14:00:00']));
    putWindow(store, from('memory', ['12:30:00', '12:30:00'], {}, { namespace: '' }));
    return [
      ids(newestWindows(store, 2)),
      countOpenWindows(store, at('12:30:00')),
      countOpenWindows(store, at('12:05:00')),
    ];
  });
  expect(seen).toEqual([['c', 'b'], 3, 2]);
});

it('its thread is remembered', async () => {
  const seen = await inStore(desk(), (store) => {
    putWindow(store, from('a', noon));
    setWindowThread(store, 'a', 12);
    return getWindow(store, 'a');
  });
  expect(seen).toEqual(from('a', noon, { threadId: 12 }));
});

it('those that closed and were told go, the oldest first, a few at a time', async () => {
  const seen = await inStore(desk(), (store) => {
    const told = { reported: true, dueAt: null };
    putWindow(store, from('old', ['10:00:00', '11:00:00'], told));
    putWindow(store, from('older', ['09:00:00', '10:00:00'], told));
    putWindow(store, from('young', noon, told));
    putWindow(store, from('untold', ['08:00:00', '09:00:00']));
    const before = at('12:00:00');
    const first = oldestWindow(store);
    const gone = [
      oldWindows(store, before, 1),
      getWindow(store, 'older'),
      oldWindows(store, before, 9),
      oldWindows(store, before, 9),
    ];
    return [first, gone, ids(newestWindows(store, 9)), oldestWindow(store)];
  });
  expect(seen).toEqual([at('10:00:00'), [1, null, 1, 0], ['young', 'untold'], at('12:30:00')]);
});
