import { describe, expect, it } from 'vitest';
import { median, qualityOf, shutdownsIn, speaksUp } from '../../src/facts/shutdowns.ts';
import type { Shutdown } from '../../src/types.ts';
import { hiddenStop, killedAt, reportOf, shutdown } from '../support/hidden.ts';

const took = (pod: string, tookSeconds: number | null, graceSeconds: number | null = 30): Shutdown =>
  shutdown(pod, { tookSeconds, graceSeconds });

it.each<[number[], number | null]>([
  [[], null],
  [[7], 7],
  [[9, 1, 4], 4],
  [[10, 1, 4, 2], 3],
])('the median of %j is %j', (values, expected) => {
  expect(median(values)).toBe(expected);
});

type Expected = { p50: number | null; slowest: string | null; closest: [string, number] | null; killed: string[] };

describe('the numbers of', () => {
  it.each<[string, Shutdown[], Expected]>([
    ['none', [], { p50: null, slowest: null, closest: null, killed: [] }],
    ['one', [took('a', 3)], { p50: 3, slowest: 'a', closest: ['a', 0.1], killed: [] }],
    ['one whose grace is unknown', [took('a', 3, null)], { p50: 3, slowest: 'a', closest: null, killed: [] }],
    ['one whose time is unknown', [took('a', null)], { p50: null, slowest: null, closest: null, killed: [] }],
    [
      'several, of which the slowest is not the one that came closest to its grace',
      [took('a', 20, 60), took('b', 5, 6), took('c', 1, null)],
      { p50: 5, slowest: 'a', closest: ['b', 5 / 6], killed: [] },
    ],
    [
      'one that was killed beside others',
      [took('a', 2), killedAt('b', 30), took('c', 4)],
      { p50: 4, slowest: 'b', closest: ['b', 1], killed: ['b'] },
    ],
    ['one that was given no time', [killedAt('a', 0)], { p50: 0, slowest: 'a', closest: ['a', 1], killed: ['a'] }],
    [
      'one that nobody told to stop: how long it took is no answer',
      [shutdown('a', { ending: 'oom-killed', tookSeconds: 29 }), took('b', 2)],
      { p50: 2, slowest: 'b', closest: ['b', 2 / 30], killed: [] },
    ],
  ])('%s', (_name, shutdowns, expected) => {
    const { p50Seconds, slowest, closest, killed, total, endings } = qualityOf(shutdowns);
    expect({
      p50: p50Seconds,
      slowest: slowest?.pod ?? null,
      closest: closest && [closest.pod, closest.share],
      killed: killed.map(({ pod }) => pod),
    }).toEqual(expected);
    expect([...endings.values()].reduce((sum, n) => sum + n, 0)).toBe(total);
    expect(total).toBe(shutdowns.length);
  });

  it('ends of several kinds, each counted as what it was', () => {
    const { endings } = qualityOf([took('a', 1), took('b', 2), shutdown('c', { ending: 'unknown' })]);
    expect([...endings]).toEqual([
      ['stopped-in-time', 2],
      ['unknown', 1],
    ]);
  });
});

describe('the shutdowns of a deployment', () => {
  const told = hiddenStop({ pod: 'a', tookSeconds: 4 });

  it('hold a container once that an alert told of, and that was looked at', () => {
    const all = shutdownsIn({ shutdowns: [took('a', 3), took('b', 1)], hidden: [told] });
    expect(all.map(({ pod, tookSeconds }) => [pod, tookSeconds])).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
  });

  it('hold what saw the end, where the look did not', () => {
    const [only, ...rest] = shutdownsIn({ shutdowns: [shutdown('a', { ending: 'unknown' })], hidden: [told] });
    expect([only?.ending, only?.tookSeconds, rest]).toEqual(['stopped-in-time', 4, []]);
  });

  it('hold another container of the pod, and its second end, apart', () => {
    const hidden = [told, { ...told, tookSeconds: 9 }, { ...told, container: 'proxy' }];
    expect(shutdownsIn({ shutdowns: [took('a', 3)], hidden }).map((one) => [one.container, one.tookSeconds])).toEqual([
      ['app', 3],
      ['app', 9],
      ['proxy', 4],
    ]);
  });

  it('hold nothing of an alert that names no pod', () => {
    expect(shutdownsIn({ shutdowns: [], hidden: [hiddenStop({ pod: null })] })).toEqual([]);
  });
});

describe('the end of a deployment', () => {
  it.each<[string, boolean, Shutdown[]]>([
    ['with nothing to tell of is quiet', false, []],
    ['with exactly 80 % of the grace used is quiet', false, [took('a', 24)]],
    ['with more than 80 % of the grace used speaks up', true, [took('a', 25), took('b', 1)]],
    ['with 50 s of an unknown grace is quiet', false, [took('a', 50, null)]],
    ['with one killed speaks up', true, [killedAt('a', 30)]],
    [
      'with one killed of which no time is known speaks up',
      true,
      [{ ...killedAt('a', 30), tookSeconds: null, graceSeconds: null }],
    ],
    [
      'with one that is slow beside a slower one of a longer grace speaks up',
      true,
      [took('a', 20, 60), took('b', 5, 6)],
    ],
  ])('%s', (_name, speaks, shutdowns) => {
    expect(speaksUp(reportOf({ shutdowns }))).toBe(speaks);
  });

  it('speaks up too for one that only an alert told of', () => {
    expect(speaksUp(reportOf({ hidden: [hiddenStop({ ending: 'killed-after-grace' })] }))).toBe(true);
  });
});
