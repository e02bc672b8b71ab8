import { describe, expect, it } from 'vitest';
import {
  contains,
  parseTimeInterval,
  type TimeInterval,
  type TimeIntervalText,
} from '../../src/facts/time-intervals.ts';

const read = (text: TimeIntervalText): TimeInterval => {
  const parsed = parseTimeInterval(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.interval;
};
const within = (text: TimeIntervalText, instant: string): boolean => contains([read(text)], Date.parse(instant));
const office: TimeIntervalText = {
  weekdays: ['monday:friday'],
  times: [{ start_time: '09:00', end_time: '17:00' }],
  location: 'Europe/Berlin',
};
const night: TimeIntervalText = { times: [{ start_time: '02:00', end_time: '03:00' }], location: 'America/New_York' };

describe('an interval contains', () => {
  it.each<[string, TimeIntervalText, string, boolean]>([
    ['every instant, when nothing is given', {}, '2026-11-21T12:00:00Z', true],
    ['no instant, when a list is empty', { weekdays: [] }, '2026-11-21T12:00:00Z', false],
    ['its first minute', office, '2026-11-23T08:00:00Z', true],
    ['the last minute to its last second', office, '2026-11-23T15:59:59.999Z', true],
    ['not its end', office, '2026-11-23T16:00:00Z', false],
    ['no other day of the week', office, '2026-11-22T12:00:00Z', false],
    ['the hours of its zone in summer too', office, '2026-07-21T07:00:00Z', true],
    ['no hour that summer time skips', night, '2026-03-08T07:00:00Z', false],
    ['an hour that comes once', night, '2026-11-01T07:30:00Z', true],
    [
      'the minute before midnight',
      { times: [{ start_time: '23:59', end_time: '24:00' }] },
      '2026-01-01T23:59:30Z',
      true,
    ],
    ['the leap day', { days_of_month: ['29'], months: ['february'] }, '2028-02-29T00:00:00Z', true],
    ['the last day of February', { days_of_month: [-1] }, '2027-02-28T00:00:00Z', true],
    ['the last days of June', { days_of_month: ['-3:-1'] }, '2026-06-28T00:00:00Z', true],
    ['not the day before them', { days_of_month: ['-3:-1'] }, '2026-06-27T23:59:59Z', false],
    ['days up to the end of a short month', { days_of_month: ['28:31'] }, '2026-09-30T12:00:00Z', true],
    ['months by number and by name', { months: [1, 'march:may'] }, '2026-04-01T00:00:00Z', true],
    ['years from and to', { years: ['2025:2026'] }, '2026-12-31T23:59:59Z', true],
    ['no year after', { years: ['2025:2026'] }, '2027-01-01T00:00:00Z', false],
    ['the year of its zone', { years: [2027], location: 'Asia/Kathmandu' }, '2026-12-31T18:15:00Z', true],
    [
      'a date that a whole country skipped neither as the 30th',
      { days_of_month: ['30'], location: 'Pacific/Apia' },
      '2011-12-30T10:00:00Z',
      false,
    ],
    // Alertmanager measures a month in hours: test/facts/time-intervals.peer.test.ts has it from the source.
    [
      'the 30th as the last of a March that loses an hour',
      { days_of_month: [-1], location: 'Europe/Berlin' },
      '2026-03-30T12:00:00Z',
      true,
    ],
    ['and not the 31st', { days_of_month: ['1:31'], location: 'Europe/Berlin' }, '2026-03-31T12:00:00Z', false],
    ['which it is where no hour is lost', { days_of_month: [-1], location: 'UTC' }, '2026-03-31T12:00:00Z', true],
  ])('%s', (_, text, instant, answer) => {
    expect(within(text, instant)).toBe(answer);
  });

  it('an instant that is in any of several', () => {
    const weekend = read({ weekdays: ['saturday', 'sunday'] });
    const sunday = Date.parse('2026-11-22T12:00:00Z');
    expect(contains([read(office), weekend], sunday)).toBe(true);
    expect(contains([read(office)], sunday)).toBe(false);
    expect(contains([], sunday)).toBe(false);
  });

  it('instants by the clock of the machine, when it says Local', () => {
    const hour = new Date('2026-11-23T12:34:00Z').getHours();
    const text = (start: number): TimeIntervalText => {
      const two = (of: number): string => String(of).padStart(2, '0');
      return { location: 'Local', times: [{ start_time: `${two(start)}:00`, end_time: `${two(start + 1)}:00` }] };
    };
    expect(within(text(hour), '2026-11-23T12:34:00Z')).toBe(true);
    expect(within(text((hour + 1) % 24), '2026-11-23T12:34:00Z')).toBe(false);
  });
});

const times = (start_time: string, end_time: string): TimeIntervalText => ({ times: [{ start_time, end_time }] });

it.each<[TimeIntervalText, string]>([
  [{ weekdays: ['thrusday'] }, '"thrusday" is no weekday. Did you mean thursday?'],
  [{ weekdays: ['monday:fri'] }, '"fri" is no weekday. Did you mean friday?'],
  [{ weekdays: ['1'] }, '"1" is no weekday. They are sunday, monday, tuesday, wednesday, thursday, friday, saturday.'],
  [
    { weekdays: ['friday:monday'] },
    '"friday:monday" is no range of a weekday: its end is before its start: weeks begin on sunday, write two ranges.',
  ],
  [{ weekdays: ['monday:tuesday:friday'] }, '"monday:tuesday:friday" is no range: it has more than one colon.'],
  [{ months: ['Sept.'] }, '"sept." is no month. Did you mean september?'],
  [
    { days_of_month: ['0'] },
    '"0" is no range of a day of the month: 0 is no day: they go from 1 to 31, and from -1, the last, to -31.',
  ],
  [
    { days_of_month: [32] },
    '32 is no range of a day of the month: 32 is no day: they go from 1 to 31, and from -1, the last, to -31.',
  ],
  [
    { days_of_month: ['-3:1'] },
    '"-3:1" is no range of a day of the month: an end after a negative start must be negative too.',
  ],
  [{ days_of_month: ['5:1'] }, '"5:1" is no range of a day of the month: its end is always before its start.'],
  [{ days_of_month: ['first'] }, '"first" is no day of the month. It wants a whole number.'],
  [{ years: ['2027:2026'] }, '"2027:2026" is no range of a year: its end is before its start.'],
  [
    times('22:00', '06:00'),
    'From 22:00 to 06:00 is no time: for a night write two, 22:00 to 24:00 and 00:00 to 06:00.',
  ],
  [
    times('9:00', '17:00'),
    '"9:00" is no time of day: write it from 00:00 to 24:00 with two digits each, such as 09:00.',
  ],
  [times('09:00', ''), 'times wants both a start_time and an end_time.'],
  [{ location: 'europe/berlin' }, 'There is no location "europe/berlin". Did you mean Europe/Berlin?'],
  [{ location: 'New York' }, 'There is no location "New York". Did you mean America/New_York?'],
  [{ location: 'Europe/Berln' }, 'There is no location "Europe/Berln". Did you mean Europe/Berlin?'],
  [
    { location: 'PST' },
    'There is no location "PST". Abbreviations and offsets are none: name a place, such as America/New_York.',
  ],
  [
    { location: 'Mars/Phobos' },
    'There is no location "Mars/Phobos". It is a name of the tz database, such as Europe/Berlin, or UTC, or Local.',
  ],
])('%j is refused with a way out', (text, error) => {
  expect(parseTimeInterval(text)).toEqual({ ok: false, error });
});
