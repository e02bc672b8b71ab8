/** The ranges that time intervals are made of, `monday:friday`, `-3:-1`, `09:00` to `17:00`, read as Alertmanager's `timeinterval` reads them. */
import { nearest } from './nearest.ts';

/** From and to, both included; of times the end is not. */
export type Range = [from: number, to: number];
/** Two times of day as YAML gives them, `09:00`. */
export type TimesText = { start_time?: string; end_time?: string };
/** A sentence for the person who wrote it. */
export type Wrong = { error: string };

export const isWrong = (read: object): read is Wrong => 'error' in read;

const weekdays = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const months = 'january february march april may june july august september october november december'.split(' ');

/** What can stand in a range, and what may not. */
type Member = {
  what: string;
  number(text: string): number | null;
  names: string[];
  wrong(range: Range): string | null;
};

const integer = (text: string): number | null => {
  const number = Number(text);
  return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(number) ? number : null;
};
const named =
  (names: string[], first: number) =>
  (text: string): number | null =>
    names.includes(text) ? names.indexOf(text) + first : null;
const backwards = ([from, to]: Range): string | null => (from > to ? 'its end is before its start' : null);

export const weekday: Member = {
  what: 'weekday',
  names: weekdays,
  number: named(weekdays, 0),
  wrong: (range) => backwards(range) && 'its end is before its start: weeks begin on sunday, write two ranges',
};

export const month: Member = {
  what: 'month',
  names: months,
  number: (text) => named(months, 1)(text) ?? integer(text),
  wrong: (range) => backwards(range) && 'its end is before its start: years begin in january, write two ranges',
};

export const year: Member = { what: 'year', names: [], number: integer, wrong: backwards };

export const dayOfMonth: Member = { what: 'day of the month', names: [], number: integer, wrong: wrongDays };

/** Whether a range makes sense may depend on the month: only what is wrong in every month, of 28 days at least, is refused. */
function wrongDays([from, to]: Range): string | null {
  const outside = [from, to].find((day) => day === 0 || day < -31 || day > 31);
  if (outside !== undefined) return `${outside} is no day: they go from 1 to 31, and from -1, the last, to -31`;
  if (from < 0 && to > 0) return 'an end after a negative start must be negative too';
  const inFebruary = (day: number): number => (day < 0 ? 28 + day : day);
  return inFebruary(from) > inFebruary(to) ? 'its end is always before its start' : null;
}

/** Reads `monday`, `monday:friday`; a number may come as one. */
export function readRange(given: string | number, member: Member): Range | Wrong {
  const text = String(given).toLowerCase();
  const ends = text.split(':');
  const [from, to, ...more] = ends.map((end) => member.number(end));
  if (more.length > 0) return { error: `${JSON.stringify(given)} is no range: it has more than one colon.` };
  const unread = ends.find((end) => member.number(end) === null);
  if (unread !== undefined) return { error: `${JSON.stringify(unread)} is no ${member.what}.${meant(unread, member)}` };
  const range: Range = [from ?? 0, to ?? from ?? 0];
  const wrong = member.wrong(range);
  return wrong === null ? range : { error: `${JSON.stringify(given)} is no range of a ${member.what}: ${wrong}.` };
}

function meant(text: string, { names }: Member): string {
  // An abbreviation is further from its word than a slip of the finger.
  const begun = text.length > 2 ? names.filter((name) => name.startsWith(text.replace(/\.$/, ''))) : [];
  const near = begun.length === 1 ? begun[0] : nearest(text.trim(), names);
  if (near !== undefined && near !== null) return ` Did you mean ${near}?`;
  return names.length === 0 ? ' It wants a whole number.' : ` They are ${names.join(', ')}.`;
}

/** Reads two times of day into minutes since midnight; `24:00` is the end of the day. */
export function readTimes({ start_time: start = '', end_time: end = '' }: TimesText): Range | Wrong {
  if (start === '' || end === '') return { error: 'times wants both a start_time and an end_time.' };
  const [from, to] = [minutes(start), minutes(end)];
  if (from === null) return wrongTime(start);
  if (to === null) return wrongTime(end);
  if (from < to) return [from, to];
  return { error: `From ${start} to ${end} is no time: for a night write two, ${start} to 24:00 and 00:00 to ${end}.` };
}

const minutes = (text: string): number | null =>
  /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text) ? Number(text.slice(0, 2)) * 60 + Number(text.slice(3)) : null;

const wrongTime = (text: string): Wrong => ({
  error: `${JSON.stringify(text)} is no time of day: write it from 00:00 to 24:00 with two digits each, such as 09:00.`,
});
