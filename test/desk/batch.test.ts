import { expect, it } from 'vitest';
import { type Due, parts, runs } from '../../src/desk/batch.ts';
import type { InLine } from '../../src/store/claims.ts';
import { alert } from '../support/stories.ts';

const row = (id: number) => ({ id, tries: 1, receivedAt: 0 });
/** `a` is an alert, `e` an end. */
const batch = (kinds: string): Due[] =>
  Array.from(kinds, (kind, id) =>
    kind === 'a' ? { ...row(id), alert: alert() } : { ...row(id), key: `k${id}`, alert: null },
  );
const line = (kinds: string): InLine[] =>
  Array.from(kinds, (kind, id) => ({ ...row(id), key: `k${id}`, ends: kind === 'e' }));
const sizes = (all: unknown[][]) => all.map(({ length }) => length);

it('alerts are looked at ten at a time', () => {
  expect(sizes(parts(line('a'.repeat(25)), 10))).toEqual([10, 10, 5]);
});

it('ends that come alone are hundreds at a time', () => {
  expect(sizes(parts(line('e'.repeat(1200)), 10))).toEqual([500, 500, 200]);
});

it('ends between alerts make a part hardly smaller, and nothing changes its place', () => {
  const rows = line('ae'.repeat(20));
  const cut = parts(rows, 10);
  expect(sizes(cut)).toEqual([19, 20, 1]);
  expect(cut.flat()).toEqual(rows);
});

it('nothing is cut into nothing', () => {
  expect([parts([], 10), runs([])]).toEqual([[], []]);
});

it('ends that follow each other go together, alerts by themselves, all in their order', () => {
  const ids = runs(batch('eeaaeae')).map((run) => (Array.isArray(run) ? run.map(({ id }) => id) : run.id));
  expect(ids).toEqual([[0, 1], 2, 3, [4], 5, [6]]);
});

it('more than a hundred ends are several pieces of work', () => {
  expect(runs(batch('e'.repeat(250))).map((run) => (Array.isArray(run) ? run.length : 0))).toEqual([100, 100, 50]);
});
