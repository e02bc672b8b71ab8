/** Time intervals that never are, and those that nothing names. */
import { contains, parseTimeInterval, type TimeInterval } from '../../facts/time-intervals.ts';
import { instantOf } from '../../facts/time-zones.ts';
import { type Advice, type Asked, quoted } from './asked.ts';

const dayMs = 86_400_000;
/** After so many years dates fall on the same weekdays again. */
const cycleYears = 28;

/** Whether any day from that one on is in the interval, judged at its noon: every time of day that can be written is on every day. */
function everIs(interval: TimeInterval, from: number): boolean {
  const { years, wall } = interval;
  const shown = new Date(wall(from));
  const first = Math.max(shown.getUTCFullYear(), Math.min(...(years ?? [[0, 0]]).map(([year]) => year)));
  const last = Math.max(...(years ?? [[0, first + cycleYears]]).map(([, year]) => year));
  const start = Math.max(Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate()), Date.UTC(first, 0));
  const end = Math.min(Date.UTC(last + 1, 0), start + (cycleYears + 1) * 366 * dayMs);
  for (let day = start; day < end; day += dayMs)
    if (contains([{ ...interval, times: null }], instantOf(wall, day + dayMs / 2))) return true;
  return false;
}

const isEmpty = ({ times, weekdays, daysOfMonth, months, years }: TimeInterval): boolean =>
  [times, weekdays, daysOfMonth, months, years].some((field) => field?.length === 0);

/** Why an interval never is; null when it is at some time. */
function whyNever(interval: TimeInterval, now: number): Pick<Advice, 'text' | 'todo'> | null {
  if (isEmpty(interval))
    return { text: 'never is: a list without entries lets nothing through', todo: 'Leave that key out.' };
  if (everIs(interval, now)) return null;
  const year = new Date(now).getUTCFullYear();
  if (interval.years?.every(([, last]) => last <= year))
    return { text: 'is over: none of its days is to come', todo: 'Take it out, or give it other years.' };
  return {
    text: 'never is: no day to come is on such a date',
    todo: 'Look at days_of_month, months and years together; -1 is the last day of any month.',
  };
}

function adviceOnInterval(spec: Parameters<typeof parseTimeInterval>[0], path: Advice['path'], now: number): Advice[] {
  const parsed = parseTimeInterval(spec);
  const why = parsed.ok ? whyNever(parsed.interval, now) : null;
  return why === null ? [] : [{ path, ...why }];
}

export function adviceOnIntervals({ settings: { time_intervals: named, rules }, now }: Asked): Advice[] {
  const used = new Set(rules.flatMap(({ active_time_intervals: names = [] }) => names));
  return named.flatMap(({ name, time_intervals: specs }, at): Advice[] => [
    ...(used.has(name)
      ? []
      : [
          {
            path: ['time_intervals', at, 'name'],
            text: `${quoted(name)} is used by no rule`,
            todo: 'Name it in active_time_intervals of a rule, or take it out.',
          },
        ]),
    ...specs.flatMap((spec, index) => adviceOnInterval(spec, ['time_intervals', at, 'time_intervals', index], now)),
  ]);
}
