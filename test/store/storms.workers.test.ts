import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { putIncident } from '../../src/store/incidents.ts';
import type { Store } from '../../src/store/store.ts';
import {
  countOpenedSince,
  currentStorm,
  getStorm,
  incidentsOf,
  joinStorm,
  markDetailed,
  openedSince,
  openStorm,
  undetailedOf,
} from '../../src/store/storms.ts';
import { desk, inStore } from '../support/desks.ts';
import { incident } from '../support/incidents.ts';

afterEach(() => reset());

const at = (seconds: number): number => Date.parse('2026-11-22T19:00:00Z') + seconds * 1000;
const put = (store: Store, seconds = 0): number =>
  putIncident(store, null, incident({ openedAt: new Date(at(seconds)).toISOString() }));
const ids = (all: { id: number }[]): number[] => all.map(({ id }) => id);

describe('a storm', () => {
  it('is there from when it opened, and an incident is none', async () => {
    const seen = await inStore(desk(), (store) => {
      const [one, storm] = [put(store), openStorm(store, at(60), null)];
      return [getStorm(store, storm), getStorm(store, one), getStorm(store, 99)];
    });
    expect(seen).toEqual([{ id: 2, openedAt: at(60), lastSeenAt: at(60) }, null, null]);
  });

  it('goes on as long as it takes something in, and not longer', async () => {
    const seen = await inStore(desk(), (store) => {
      const before = currentStorm(store, 0, null);
      const [one, storm] = [put(store), openStorm(store, at(0), null)];
      const found = (seconds: number) => currentStorm(store, at(seconds), null)?.id ?? null;
      const opened = [found(0), found(1)];
      joinStorm(store, storm, one, false, at(300));
      return [before, opened, [found(300), found(301)], getStorm(store, storm)];
    });
    expect(seen).toEqual([null, [2, null], [2, null], { id: 2, openedAt: at(0), lastSeenAt: at(300) }]);
  });

  it('is not put back in time by what joins with an older clock', async () => {
    const storm = await inStore(desk(), (store) => {
      const [one, id] = [put(store), openStorm(store, at(60), null)];
      joinStorm(store, id, one, false, at(0));
      return getStorm(store, id);
    });
    expect(storm?.lastSeenAt).toBe(at(60));
  });

  it('the newest of two is the one that goes on', async () => {
    const found = await inStore(desk(), (store) => {
      for (const opened of [at(0), at(0)]) openStorm(store, opened, null);
      return currentStorm(store, at(0), null)?.id;
    });
    expect(found).toBe(2);
  });
});

it('what opened lately and belongs to no storm is counted and found, oldest first', async () => {
  const seen = await inStore(desk(), (store) => {
    for (const seconds of [0, 30, 60, 90]) put(store, seconds);
    const storm = openStorm(store, at(90), null);
    joinStorm(store, storm, 3, true, at(90));
    return [
      ids(openedSince(store, at(30), null)),
      countOpenedSince(store, at(30), null),
      countOpenedSince(store, at(91), null),
    ];
  });
  expect(seen).toEqual([[2, 4], 2, 0]);
});

it('an incident of a storm says so, and whether it has a message of its own', async () => {
  const seen = await inStore(desk(), (store) => {
    for (let n = 0; n < 3; n++) put(store);
    const [storm, other] = [openStorm(store, 0, null), openStorm(store, 0, null)];
    joinStorm(store, storm, 1, true, 0);
    joinStorm(store, storm, 2, false, 0);
    joinStorm(store, other, 3, false, 0);
    return incidentsOf(store, storm).map(({ id, own, stormId }) => ({ id, own, stormId }));
  });
  expect(seen).toEqual([
    { id: 1, own: true, stormId: 4 },
    { id: 2, own: false, stormId: 4 },
  ]);
});

it('what its thread has not told is what has no message of its own, until it is marked as told', async () => {
  const seen = await inStore(desk(), (store) => {
    for (let n = 0; n < 4; n++) put(store);
    const storm = openStorm(store, 0, null);
    for (const [id, own] of [
      [1, true],
      [2, false],
      [3, false],
      [4, false],
    ] as const)
      joinStorm(store, storm, id, own, 0);
    const left = [ids(undetailedOf(store, storm))];
    markDetailed(store, [2, 4]);
    left.push(ids(undetailedOf(store, storm)));
    markDetailed(store, []);
    return [...left, ids(undetailedOf(store, storm))];
  });
  expect(seen).toEqual([[2, 3, 4], [3], [3]]);
});
