/** What came out of the cases: as JSON, or the differences for people. */
import { plural } from '../facts/words.ts';
import type { Decision } from '../types.ts';
import { triedInWords } from './human-decision.ts';
import type { Paint } from './output.ts';

/** What is compared of a decision. A channel of null is the page alone. */
export type Outcome = Pick<Decision, 'action' | 'rule' | 'reason' | 'channel' | 'tried'>;
export type Expected = { action: Decision['action']; rule?: string | undefined; channel?: string | undefined };

/** One case; of a webhook with several alerts `got` is the one that came out differently, or the first. */
export type Result = { name: string; line: number; ok: boolean; expected: Expected; got: Outcome };

/** One file; `error` says why its cases could not be decided. */
export type Report = { file: string; error: string | null; cases: Result[] };

const compared = ['action', 'rule', 'channel'] as const;

/** What differs: only what a case names is compared. */
export const differences = (expected: Expected, got: Outcome): (typeof compared)[number][] =>
  compared.filter((key) => expected[key] !== undefined && expected[key] !== got[key]);

function inWords({ name, line, expected, got }: Result, file: string, paint: Paint): string {
  const rows = differences(expected, got).map(
    (key) =>
      `    ${key.padEnd(8)} expected ${paint('green', String(expected[key]))}, got ${paint('red', got[key] ?? 'none')}`,
  );
  return [
    `${paint('red', '✗')} ${name}  ${paint('dim', `${file}:${line}`)}`,
    ...rows,
    `    ${'why'.padEnd(8)} by rule ${got.rule}: ${got.reason}`,
    ...(got.tried.length === 0 ? [] : ['    rules, in the order they were asked']),
    ...triedInWords({ tried: got.tried }).map((tried) => `      ${tried}`),
  ].join('\n');
}

/** The differences, and how many there were. */
export function forPeople(reports: Report[], paint: Paint): string {
  const failed = reports.flatMap(({ file, cases }) =>
    cases.filter(({ ok }) => !ok).map((one) => inWords(one, file, paint)),
  );
  return `${[...failed, summary(reports)].join('\n')}\n`;
}

function summary(reports: Report[]): string {
  const { cases, failed, broken } = counts(reports);
  const files = broken === 0 ? '' : `, ${plural(broken, 'file')} could not be tested`;
  return `${plural(cases, 'case')}, ${failed} failed${files}`;
}

export function counts(reports: Report[]): { cases: number; failed: number; broken: number } {
  const all = reports.flatMap(({ cases }) => cases);
  return {
    cases: all.length,
    failed: all.filter(({ ok }) => !ok).length,
    broken: reports.filter(({ error }) => error !== null).length,
  };
}
