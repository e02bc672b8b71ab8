/**
 * Time intervals as Alertmanager writes them, judged as it judges them: an instant is in one when every field that is given has a range
 * around it. https://prometheus.io/docs/alertmanager/latest/configuration/#time_interval
 */
import {
  dayOfMonth,
  isWrong,
  month,
  type Range,
  readRange,
  readTimes,
  type TimesText,
  weekday,
  type Wrong,
  year,
} from './time-ranges.ts';
import { instantOf, readZone, type Wall } from './time-zones.ts';

/** As YAML gives it. Days of the month, months and years may come as numbers. */
export type TimeIntervalText = {
  times?: TimesText[] | null;
  weekdays?: string[] | null;
  days_of_month?: (string | number)[] | null;
  months?: (string | number)[] | null;
  years?: (string | number)[] | null;
  location?: string | null;
};

/** Null for a field that is not given. One that is given and empty lets nothing through, as there. */
export type TimeInterval = {
  times: Range[] | null;
  weekdays: Range[] | null;
  daysOfMonth: Range[] | null;
  months: Range[] | null;
  years: Range[] | null;
  wall: Wall;
};

/** Reads one interval, with Alertmanager's refusals; the error names the field, what is wrong and what was perhaps meant. */
export function parseTimeInterval(
  text: TimeIntervalText,
): { ok: true; interval: TimeInterval } | { ok: false; error: string } {
  const fields = {
    times: each(text.times, readTimes),
    weekdays: each(text.weekdays, (given) => readRange(given, weekday)),
    daysOfMonth: each(text.days_of_month, (given) => readRange(given, dayOfMonth)),
    months: each(text.months, (given) => readRange(given, month)),
    years: each(text.years, (given) => readRange(given, year)),
  };
  const zone = readZone(text.location ?? '');
  const wrong = Object.values(fields).find((field) => field !== null && isWrong(field));
  if (wrong && isWrong(wrong)) return { ok: false, error: wrong.error };
  return zone.ok ? { ok: true, interval: { ...(fields as Omit<TimeInterval, 'wall'>), wall: zone.wall } } : zone;
}

/** The ranges of a field, or what is wrong with the first that is; null when there is no such field. */
function each<T>(given: T[] | null | undefined, read: (one: T) => Range | Wrong): Range[] | Wrong | null {
  if (given === undefined || given === null) return null;
  const ranges: Range[] = [];
  for (const one of given) {
    const range = read(one);
    if (isWrong(range)) return range;
    ranges.push(range);
  }
  return ranges;
}

/** Whether any of the intervals contains the instant, in milliseconds since 1970. */
export function contains(intervals: TimeInterval[], atMs: number): boolean {
  return intervals.some((interval) => containedIn(interval, atMs));
}

function containedIn({ times, weekdays, daysOfMonth, months, years, wall }: TimeInterval, atMs: number): boolean {
  const shown = new Date(wall(atMs));
  const minute = shown.getUTCHours() * 60 + shown.getUTCMinutes();
  return (
    (times === null || times.some(([from, to]) => from <= minute && minute < to)) &&
    isIn(weekdays, shown.getUTCDay()) &&
    isIn(months, shown.getUTCMonth() + 1) &&
    isIn(years, shown.getUTCFullYear()) &&
    (daysOfMonth === null || isOnDay(daysOfMonth, shown, wall))
  );
}

const isIn = (ranges: Range[] | null, value: number): boolean =>
  ranges === null || ranges.some(([from, to]) => from <= value && value <= to);

/** A range that begins after the month's last day is none of that month; what reaches over its ends is cut. */
function isOnDay(ranges: Range[], shown: Date, wall: Wall): boolean {
  const last = daysIn(shown, wall);
  const day = shown.getUTCDate();
  const counted = (given: number): number => (given < 0 ? last + given + 1 : given);
  return ranges.some(
    ([from, to]) => counted(from) <= last && counted(from) <= day && day <= Math.min(counted(to), last),
  );
}

/**
 * The month's length as Alertmanager measures it: whole days of 24 hours from the first to the first on the zone's own clock
 * (`daysInMonth`). A month that loses an hour to summer time is a day short, so that its last day is in no range; March in Europe.
 */
function daysIn(shown: Date, wall: Wall): number {
  const first = instantOf(wall, Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth(), 1));
  const next = new Date(wall(first));
  next.setUTCMonth(next.getUTCMonth() + 1);
  return Math.floor((instantOf(wall, next.getTime()) - first) / 86_400_000);
}
