import { expect, it } from 'vitest';
import { parseDuration } from '../../src/facts/durations.ts';

it.each([
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1d', 86_400_000],
  ['2w', 1_209_600_000],
  ['1m500ms', 60_500],
  ['0', 0],
])('%s is %i milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['', '5', '5 m', 'm', '1.5h', '-1m', '30m1h', '1m1m', '5 minutes', `${'9'.repeat(30)}y`])(
  '"%s" is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);
