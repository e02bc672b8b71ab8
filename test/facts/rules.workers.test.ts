/** Matchers and time intervals where they will run: workerd has its own regular expressions, tz data and Intl. */
import { expect, it } from 'vitest';
import { matches, parseMatchers } from '../../src/facts/matchers.ts';
import { contains, parseTimeInterval } from '../../src/facts/time-intervals.ts';

it('matchers are read and judged in workerd', () => {
  const read = parseMatchers('namespace=~"(?i)SHOP|pay",größe!="\\x31"');
  expect(read.ok && [matches(read.matchers, { namespace: 'shop' }), matches(read.matchers, { größe: '1' })]).toEqual([
    true,
    false,
  ]);
  expect(parseMatchers('a=~"(?=b)"').ok).toBe(false);
});

it.each([
  ['Australia/Lord_Howe', '2026-10-03T15:29:59Z', '01:59'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', '02:30'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z', '02:00'],
  ['US/Pacific', '2026-03-08T09:59:59Z', '01:59'],
  ['Local', '2026-03-08T09:59:59Z', '09:59'],
])('in %s it is at %s just %s in workerd', (location, instant, start_time) => {
  const [hour = '', minute] = start_time.split(':');
  const end_time = minute === '59' ? `${String(Number(hour) + 1).padStart(2, '0')}:00` : `${hour}:31`;
  const read = parseTimeInterval({ location, times: [{ start_time, end_time }] });
  expect(read.ok && contains([read.interval], Date.parse(instant))).toBe(true);
});
