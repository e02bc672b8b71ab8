/** `time_intervals`, as in Alertmanager: https://prometheus.io/docs/alertmanager/latest/configuration/#time_interval */
import * as z from 'zod';
import { parseTimeInterval } from '../facts/time-intervals.ts';
import { name } from './fields.ts';

/** Numbers may stand where Alertmanager takes the text of one. */
const ranges = z.array(z.union([z.string(), z.int().min(-31).max(9999)]).transform(String));

const times = z.strictObject({
  start_time: z.string().describe('From, as `HH:MM`.'),
  end_time: z.string().describe('To, as `HH:MM`, itself not included; `24:00` is the end of the day.'),
});

const interval = z
  .strictObject({
    times: z.array(times).optional().describe('Times of day.'),
    weekdays: z.array(z.string()).optional().describe("Days of the week, by name: `'saturday'`, `'monday:friday'`."),
    days_of_month: ranges
      .optional()
      .describe("Days of the month: `'1:5'`; negative ones count from its end: `'-3:-1'`."),
    months: ranges.optional().describe("Months, by name or number: `'december'`, `'1:3'`."),
    years: ranges.optional().describe("Years: `'2026'`, `'2026:2028'`."),
    location: z
      .string()
      .optional()
      .describe('Time zone of all that, as in the IANA database: `Europe/Berlin`. Without it: UTC.'),
  })
  .superRefine((given, context) => {
    const parsed = parseTimeInterval(given);
    if (!parsed.ok) context.addIssue({ code: 'custom', message: `is no time interval: ${parsed.error}` });
  });

export const timeIntervals = z
  .array(
    z.strictObject({
      name: name.describe('What rules call it.'),
      time_intervals: z
        .array(interval)
        .min(1, 'must have one interval at least')
        .describe('When it is: in any of these. Within one, all that is said must hold.'),
    }),
  )
  .default([])
  .describe("Times that rules may name, exactly as Alertmanager's `time_intervals`.");
