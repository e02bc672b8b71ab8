/** `time_intervals`, as in Alertmanager: https://prometheus.io/docs/alertmanager/latest/configuration/#time_interval */
import * as z from 'zod/mini';
import { parseTimeInterval } from '../facts/time-intervals.ts';
import { name, whole } from './fields.ts';
import { mapping } from './mapping.ts';

/** Numbers may stand where Alertmanager takes the text of one. */
const ranges = z.array(z.pipe(z.union([z.string(), whole(-31, 9999)]), z.transform(String)));

const times = mapping({
  start_time: [z.string(), 'From, as `HH:MM`.'],
  end_time: [z.string(), 'To, as `HH:MM`, itself not included; `24:00` is the end of the day.'],
});

const sound = z.superRefine((given: Parameters<typeof parseTimeInterval>[0], context) => {
  const parsed = parseTimeInterval(given);
  if (!parsed.ok) context.addIssue({ code: 'custom', message: `is no time interval: ${parsed.error}` });
});

const interval = mapping(
  {
    times: [z.optional(z.array(times)), 'Times of day.'],
    weekdays: [z.optional(z.array(z.string())), "Days of the week, by name: `'saturday'`, `'monday:friday'`."],
    days_of_month: [z.optional(ranges), "Days of the month: `'1:5'`; negative ones count from its end: `'-3:-1'`."],
    months: [z.optional(ranges), "Months, by name or number: `'december'`, `'1:3'`."],
    years: [z.optional(ranges), "Years: `'2026'`, `'2026:2028'`."],
    location: [
      z.optional(z.string()),
      'Time zone of all that, as in the IANA database: `Europe/Berlin`. Without it: UTC.',
    ],
  },
  sound,
);

const timeInterval = mapping({
  name: [name, 'What rules call it.'],
  time_intervals: [
    z.array(interval).check(z.minLength(1, 'must have one interval at least')),
    'When it is: in any of these. Within one, all that is said must hold.',
  ],
});

export const timeIntervals = z._default(z.array(timeInterval), []);
