import { expect, it } from 'vitest';
import { addArrival, countArrivals, nextArrivals, removeArrivals, triedArrival } from '../../src/store/arrivals.ts';
import { memoryStore } from '../support/sqlite.ts';

/** A store in which rows of so many alerts wait, in that order. */
function waiting(...alerts: number[]) {
  const store = memoryStore();
  for (const many of alerts)
    addArrival(store, { episodes: Array.from({ length: many }, String), body: '{"alerts":[],"rejected":[]}' }, 1000);
  const next = (most: number, ...tried: number[]): number[] =>
    nextArrivals(store, most, new Set(tried)).map(({ id }) => id);
  return { store, next };
}

it.each<[string, number[], number[]]>([
  ['none while none waits', [], []],
  ['as many as fit', [1, 2, 1, 6, 1], [1, 2, 3, 4]],
  ['one by itself, however large', [25, 1], [1]],
  ['those before a large one', [3, 25, 1], [1]],
  ['what could not be parsed by itself', [0, 0, 1], [1]],
  ['what could not be parsed after the others', [1, 1, 0, 1], [1, 2]],
  ['so many rows at most', Array(40).fill(1) as number[], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
])('of rows that wait the oldest are next: %s', (_which, alerts, ids) => {
  expect(waiting(...alerts).next(10)).toEqual(ids);
});

it('rows that failed are next when there is no other, one at a time', () => {
  const { store, next } = waiting(1, 1, 1, 1);
  for (const id of [1, 2]) triedArrival(store, id);
  expect(next(10)).toEqual([3, 4]);
  removeArrivals(store, [3, 4]);
  expect([next(10), next(10, 1), next(10, 1, 2), countArrivals(store)]).toEqual([[1], [2], [], 2]);
});
