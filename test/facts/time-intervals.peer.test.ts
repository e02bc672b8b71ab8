/** Alertmanager's own package says which instants are in an interval, and we say the same. */
import { expect, it } from 'vitest';
import { contains, parseTimeInterval, type TimeIntervalText } from '../../src/facts/time-intervals.ts';
import { type Answer, askAlertmanager, type Question } from '../support/intervals.ts';
import { oneOf, random } from '../support/random.ts';

const ours = ({ interval, instants }: Question): Answer => {
  const read = parseTimeInterval(interval);
  if (!read.ok) return { error: read.error };
  return { contains: instants.map((at) => (contains([read.interval], at) ? '1' : '0')).join('') };
};

/** The questions that are answered differently, in words, and how many instants were in and out. */
function compare(questions: Question[]): { different: string[]; inside: number; outside: number } {
  const bits = (answer: Answer): string => (answer.error === undefined ? answer.contains : 'refused');
  const pairs = askAlertmanager(questions).map((theirs, at) => {
    const question = questions[at] as Question;
    return { question, theirs: bits(theirs), own: bits(ours(question)) };
  });
  const count = (bit: string): number => pairs.reduce((sum, { theirs }) => sum + theirs.split(bit).length - 1, 0);
  const different = pairs
    .filter(({ theirs, own }) => theirs !== own)
    .map(({ question, theirs, own }) => {
      const first = Array.from(theirs).findIndex((bit, at) => bit !== own[at]);
      const when = new Date(question.instants[first] ?? 0).toISOString();
      return `${JSON.stringify(question.interval)} at ${when}: ${theirs[first]} there, ${own[first]} here`;
    });
  return { different, inside: count('1'), outside: count('0') };
}

const times = (start_time: string, end_time: string): { start_time: string; end_time: string } => ({
  start_time,
  end_time,
});

const intervals: TimeIntervalText[] = [
  {},
  // The examples of Alertmanager's documentation.
  { weekdays: ['monday:friday'], times: [times('09:00', '17:00')] },
  { weekdays: ['saturday', 'sunday'] },
  { weekdays: ['monday:wednesday', 'saturday', 'sunday'] },
  { days_of_month: ['1:5', '-3:-1'] },
  { months: ['1:3', 'may:august', 'december'] },
  { years: ['2020:2022', 2030] },
  { times: [times('06:00', '23:59')] },
  { days_of_month: ['1', '-1'], months: ['january', '12'], location: 'Australia/Sydney' },
  { times: [times('00:00', '06:00'), times('22:00', '24:00')], location: 'Europe/Berlin' },
  { times: [times('02:00', '03:00')] },
  { times: [times('01:30', '02:15')] },
  { times: [times('00:00', '00:30')] },
  { times: [times('23:59', '24:00')] },
  { weekdays: ['Sunday'] },
  { weekdays: ['friday:saturday'] },
  { days_of_month: ['29'] },
  { days_of_month: ['29:31'] },
  { days_of_month: ['30:31'], months: ['february', 'april'] },
  { days_of_month: [28, '29:-1'] },
  { days_of_month: ['-1'] },
  { days_of_month: ['-31:-29'] },
  { days_of_month: ['1:-1'] },
  { days_of_month: ['1:31'] },
  { days_of_month: ['10:-10'] },
  { months: ['february'], days_of_month: ['-1'], years: ['2000', '1999', '2024'] },
  { months: [3, '10:11'] },
  { months: ['january:13'] },
  { years: ['1999:2011'] },
  { years: ['-5:5'] },
  { times: [] },
  { weekdays: [] },
  { years: null, weekdays: null, times: null, months: ['june'] },
  { location: '' },
];

const zones = [
  'UTC',
  'Local',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'America/Santiago',
  'Asia/Kolkata',
  'Etc/GMT+12',
];

/** Changes of clocks, the ends of months and years, leap days. */
const days = [
  '2021-03-28',
  '2021-10-31',
  '2023-03-12',
  '2023-11-05',
  '2022-04-03',
  '2022-10-02',
  '2011-12-30',
  '2017-10-15',
  '2018-02-18',
  '2018-11-04',
  '2022-09-11',
  '1986-01-01',
  '2024-02-29',
  '2023-02-28',
  '2000-02-29',
  '2021-03-31',
  '2019-12-31',
  '2020-01-01',
  '2021-04-30',
  '2021-06-16',
];
/** Every hour and a half of the day before, the day and the day after, and the minutes around. */
const instants = days.flatMap((day) =>
  Array.from({ length: 48 }, (_, at) => Date.parse(`${day}T00:00:00Z`) + (at - 16) * 5_400_000 + (at % 3) * 29_999),
);

it(`${intervals.length} intervals in ${zones.length} zones contain the same of ${instants.length} instants`, () => {
  const questions = intervals.flatMap((interval) =>
    interval.location === undefined
      ? zones.map((location) => ({ interval: { ...interval, location }, instants }))
      : [{ interval, instants }],
  );
  const { different, inside, outside } = compare(questions);
  expect(different).toEqual([]);
  expect(Math.min(inside, outside)).toBeGreaterThan(50_000);
}, 120_000);

/** An interval of up to all fields, mostly well-formed. */
function anyInterval(dice: () => number): TimeIntervalText {
  const number = (from: number, to: number): number => from + Math.floor(dice() * (to - from + 1));
  const range = (one: () => string | number): string => (dice() < 0.5 ? `${one()}` : `${one()}:${one()}`);
  const some = <T>(make: () => T): T[] => Array.from({ length: number(1, 3) }, make);
  const time = (): string => `${String(number(0, 23)).padStart(2, '0')}:${String(number(0, 59)).padStart(2, '0')}`;
  const weekday = (): string =>
    oneOf(['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'Saturday'], dice());
  const month = (): string | number =>
    oneOf<string | number>([1, 'february', 'march', 4, 'july', 'October', 11, 'december'], dice());
  const day = (): number => (dice() < 0.3 ? -number(1, 31) : number(1, 31));
  return {
    ...(dice() < 0.4 && { times: some(() => times(...([time(), time()].toSorted() as [string, string]))) }),
    ...(dice() < 0.4 && { weekdays: some(() => range(weekday)) }),
    ...(dice() < 0.5 && { days_of_month: some(() => range(day)) }),
    ...(dice() < 0.3 && { months: some(() => range(month)) }),
    ...(dice() < 0.2 && { years: some(() => range(() => number(1995, 2023))) }),
    ...(dice() < 0.8 && { location: oneOf(['UTC', ...zones], dice()) }),
  };
}

it('3000 made-up intervals are taken or refused, and contain made-up instants, as there', () => {
  const dice = random(20);
  const from = Date.parse('1995-01-01T00:00:00Z');
  const span = Date.parse('2023-01-01T00:00:00Z') - from;
  const questions = Array.from({ length: 3000 }, () => ({
    interval: anyInterval(dice),
    instants: Array.from({ length: 8 }, () => from + Math.floor(dice() * span)),
  }));
  const { different, inside, outside } = compare(questions);
  expect(different).toEqual([]);
  expect(inside).toBeGreaterThan(1000);
  expect(outside).toBeGreaterThan(1000);
}, 120_000);

it('what Alertmanager refuses is refused, and what it takes is taken', () => {
  const doubtful: [TimeIntervalText, taken: boolean][] = [
    [{ weekdays: ['friday:monday'] }, false],
    [{ weekdays: ['mon'] }, false],
    [{ weekdays: ['1'] }, false],
    [{ weekdays: ['monday:'] }, false],
    [{ weekdays: ['monday:tuesday:friday'] }, false],
    [{ weekdays: ['monday : friday'] }, false],
    [{ weekdays: ['MONDAY:Friday'] }, true],
    [{ days_of_month: ['0'] }, false],
    [{ days_of_month: ['32'] }, false],
    [{ days_of_month: ['-32'] }, false],
    [{ days_of_month: ['1:32'] }, false],
    [{ days_of_month: ['5:1'] }, false],
    [{ days_of_month: ['-1:1'] }, false],
    [{ days_of_month: ['-1:-3'] }, false],
    [{ days_of_month: ['28:-1'] }, false],
    [{ days_of_month: ['27:-1'] }, true],
    [{ days_of_month: ['+5'] }, true],
    [{ days_of_month: ['007'] }, true],
    [{ days_of_month: ['1.5'] }, false],
    [{ days_of_month: ['first'] }, false],
    [{ months: ['march:january'] }, false],
    [{ months: ['jan'] }, false],
    [{ months: ['january:13'] }, true],
    [{ months: ['13:january'] }, false],
    [{ months: [0] }, true],
    [{ years: ['2022:2020'] }, false],
    [{ years: ['twenty'] }, false],
    [{ years: ['-1'] }, true],
    [{ times: [times('09:00', '09:00')] }, false],
    [{ times: [times('22:00', '06:00')] }, false],
    [{ times: [times('9:00', '17:00')] }, false],
    [{ times: [times('09:00', '24:01')] }, false],
    [{ times: [times('09:60', '10:00')] }, false],
    [{ times: [times('24:00', '24:00')] }, false],
    [{ times: [times('09:00', '')] }, false],
    [{ times: [times('09:00', '24:00')] }, true],
    [{ location: 'Europe/Berlin' }, true],
    [{ location: 'europe/berlin' }, false],
    [{ location: 'US/EASTERN' }, false],
    [{ location: 'PST' }, false],
    [{ location: 'CET' }, true],
    [{ location: 'utc' }, false],
    [{ location: 'local' }, false],
    [{ location: '+01:00' }, false],
    [{ location: 'UTC+1' }, false],
    [{ location: 'Etc/GMT-14' }, true],
    [{ location: 'US/Pacific' }, true],
    [{ location: 'Asia/Calcutta' }, true],
    [{ location: 'GB' }, true],
    [{ location: 'America/Argentina/Buenos_Aires' }, true],
    [{ location: 'America/Port-au-Prince' }, true],
    [{ location: '/etc/localtime' }, false],
    [{ location: '../UTC' }, false],
  ];
  const questions = doubtful.map(([interval]) => ({ interval, instants: [0] }));
  const taken = (answers: Answer[]): boolean[] => answers.map(({ error }) => error === undefined);
  const expected = doubtful.map(([, is]) => is);
  expect(taken(askAlertmanager(questions))).toEqual(expected);
  expect(taken(questions.map(ours))).toEqual(expected);
});
