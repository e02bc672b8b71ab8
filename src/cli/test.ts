/** `lastword test`: cases beside a lastword.yaml, decided as the service decides. */
import { dirname, resolve } from 'node:path';
import { ConfigError, policyOf, type Settings } from '../config/config.ts';
import { located, refusal } from '../config/problems.ts';
import { readTests, type TestCase } from '../config/test-file.ts';
import type { Decision, Policy } from '../types.ts';
import { InputError, readText } from './explain-input.ts';
import type { Io } from './lastword.ts';
import { readRules } from './rules-file.ts';
import { decisionsOn } from './test-decide.ts';
import { help, testFlags } from './test-flags.ts';
import { impossible } from './test-labels.ts';
import { counts, differences, forPeople, type Outcome, type Report, type Result } from './test-report.ts';

/**
 * Prints what came out. Exit status 0; 1 when a case came out differently; 2 when a file could not be tested.
 * @throws UsageError
 */
export async function test(args: string[], io: Io): Promise<number> {
  const flags = testFlags(args);
  if (flags === null) {
    io.out(help);
    return 0;
  }
  const reports: Report[] = [];
  for (const file of flags.files) reports.push(await reportOn(file));
  const { cases, failed, broken } = counts(reports);
  if (flags.json) io.out(`${JSON.stringify({ files: reports, cases, failed }, null, 2)}\n`);
  else {
    for (const { error } of reports) if (error !== null) io.err(`${error}\n`);
    io.out(forPeople(reports, io.paint));
  }
  if (broken > 0) return 2;
  return failed > 0 ? 1 : 0;
}

/** A file that is wrong keeps no other from being tested. */
async function reportOn(file: string): Promise<Report> {
  try {
    return { file, error: null, cases: await resultsOf(file) };
  } catch (error) {
    if (error instanceof ConfigError || error instanceof InputError) return { file, error: error.message, cases: [] };
    throw error;
  }
}

async function resultsOf(file: string): Promise<Result[]> {
  const { tests: read, at } = readTests(await readText(file, 'test file'), file);
  const folder = dirname(resolve(file));
  const { settings } = await readRules(resolve(folder, read.rules));
  const policy = policyOf(settings);
  const wrong = impossible(read.tests, policy);
  if (wrong.length > 0) throw refusal(file, located(wrong, at));
  const results: Result[] = [];
  for (const [index, one] of read.tests.entries())
    results.push(await resultOf(one, { folder, settings, policy, line: at(['tests', index]).line }));
  return results;
}

type Ground = { folder: string; settings: Settings; policy: Policy; line: number };

async function resultOf(one: TestCase, { folder, settings, policy, line }: Ground): Promise<Result> {
  const decisions = await decisionsOn(one, folder, policy);
  const outcomes = decisions.map((decision) => outcomeOf(decision, settings));
  const different = outcomes.find((got) => differences(one.expect, got).length > 0);
  const got = different ?? outcomes[0];
  if (got === undefined) throw new InputError(`${one.name}: its webhook holds no alert.`);
  return { name: one.name, line, ok: different === undefined, expected: one.expect, got };
}

/** With the default channel by its name. */
function outcomeOf({ action, rule, reason, channel, tried }: Decision, { slack }: Settings): Outcome {
  return { action, rule, reason, channel: channel ?? slack?.channel ?? null, tried };
}
