/** Alertmanager's own judge of time intervals: its Go package, in a program that install-peers.sh builds from intervals.go. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TimeIntervalText } from '../../src/facts/time-intervals.ts';

export type Question = { interval: TimeIntervalText; instants: number[] };
/** What is wrong with the interval, or a `1` or `0` for each of the instants. */
export type Answer = { error: string } | { error?: never; contains: string };

function program(): string {
  const named = process.env['LASTWORD_INTERVALS'];
  if (named) return named;
  const source = readFileSync(join(import.meta.dirname, 'intervals.go'));
  const name = `intervals-${createHash('sha256').update(source).digest('hex').slice(0, 16)}`;
  try {
    const script = join(import.meta.dirname, 'install-peers.sh');
    execFileSync('bash', [script, 'intervals'], { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(String((error as { stderr?: unknown }).stderr ?? error).trim(), { cause: error });
  }
  return join(import.meta.dirname, '../../.cache', name);
}

/** Answers in the order of the questions. @throws Error that says what to install. */
export function askAlertmanager(questions: Question[]): Answer[] {
  // JSON is YAML; a number stands there as somebody would write it.
  const input = JSON.stringify(
    questions.map((question) => ({ ...question, interval: JSON.stringify(question.interval) })),
  );
  // The machine's own zone is what Node takes for it.
  const env = { ...process.env, TZ: Intl.DateTimeFormat().resolvedOptions().timeZone };
  return JSON.parse(execFileSync(program(), { input, env, maxBuffer: 64 << 20 }).toString()) as Answer[];
}
