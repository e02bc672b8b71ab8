import { describe, expect, it } from 'vitest';
import { inWords, millis, secondsBetween, shift } from '../../src/facts/time.ts';

describe('millis', () => {
  it.each<[sentence: string, time: string | null | undefined, ms: number | null]>([
    ['whole seconds', '1970-01-01T00:00:01Z', 1000],
    ['micro seconds, as MicroTime has them', '1970-01-01T00:00:01.250000Z', 1250],
    ['another offset', '1970-01-01T01:00:01+01:00', 1000],
    ["Go's zero time is no time", '0001-01-01T00:00:00Z', null],
    ['the beginning of Unix time is no time', '1970-01-01T00:00:00Z', null],
    ['an empty text is no time', '', null],
    ['words are no time', 'yesterday', null],
    ['null is no time', null, null],
    ['nothing is no time', undefined, null],
  ])('%s', (_sentence, time, ms) => {
    expect(millis(time)).toBe(ms);
  });
});

it('the seconds between two times are signed, and unknown when one of them is', () => {
  expect(secondsBetween('2026-11-22T14:00:00Z', '2026-11-22T14:00:02.5Z')).toBe(2.5);
  expect(secondsBetween('2026-11-22T14:00:02Z', '2026-11-22T14:00:00Z')).toBe(-2);
  expect(secondsBetween('0001-01-01T00:00:00Z', '2026-11-22T14:00:00Z')).toBeNull();
  expect(secondsBetween('2026-11-22T14:00:00Z', null)).toBeNull();
});

it('a moved time is written in whole seconds, over midnight too', () => {
  expect(shift('2026-11-22T14:02:10Z', -8)).toBe('2026-11-22T14:02:02Z');
  expect(shift('2026-11-23T00:00:05.987Z', -30)).toBe('2026-11-22T23:59:35Z');
});

describe('inWords', () => {
  it.each([
    [0, '0 s'],
    [-3, '0 s'],
    [2, '2 s'],
    [2.44, '2.4 s'],
    [119, '119 s'],
    [120, '2 minutes'],
    [7199, '120 minutes'],
    [7200, '2 hours'],
    [172_799, '48 hours'],
    [172_800, '2 days'],
    [800_000, '9 days'],
  ])('%d s are %s', (seconds, words) => {
    expect(inWords(seconds)).toBe(words);
  });
});
