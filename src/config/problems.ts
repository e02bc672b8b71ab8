/** What is wrong with a lastword.yaml: a sentence each, with line and column. */
import type { z } from 'zod';
import { didYouMean, inWords, keysAt } from './words.ts';
import type { Path, Position } from './yaml.ts';

/** `on`: whether it is about the value at the path, or about its key. */
export type Problem = { path: Path; text: string; on?: 'value' | 'key' };

/** A sentence for the person who set lastword up; `problems` are its lines. */
export class ConfigError extends Error {
  readonly problems: string[];
  constructor(message: string) {
    super(message);
    this.problems = message.split('\n');
  }
}

/** All keys of the file are such; what is not might be a secret that was pasted in the wrong place. */
const harmless = /^[a-z]{1,24}(?:[_-][a-z]{1,24}){0,4}$/i;

/** `rules[0].matchers[1]` */
function inPath(path: Path): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return harmless.test(step) ? `.${step}` : '.…';
  });
  return steps.join('').replace(/^\./, '');
}

const pathOf = (steps: readonly PropertyKey[]): Path =>
  steps.map((step) => (typeof step === 'number' ? step : String(step)));

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inside, step) =>
      typeof inside === 'object' && inside !== null ? (inside as Record<string, unknown>)[step] : undefined,
    value,
  );
}

const unknownKey = (path: Path, key: string, known: string[]): Problem => ({
  path: [...path, key],
  text: `there is no such key${didYouMean(key, known) || (known.length > 0 && known.length < 8 ? `; there are ${known.join(', ')}` : '')}`,
  on: 'key',
});

/** What zod says of a value, place by place. */
export function problemsOf(schema: z.ZodType, issues: z.core.$ZodIssue[], value: unknown): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = pathOf(issue.path);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(path, key, keysAt(schema, issue.path)));
    if (issue.code === 'invalid_key') return [{ path, text: 'is no key that can stand here', on: 'key' }];
    const { path: deeper, text } = inWords(issue, valueAt(value, path));
    return [{ path: [...path, ...pathOf(deeper)], text }];
  });
}

/** One line a problem, in the order of the file. */
export function inLines(file: string, problems: Problem[], at: (path: Path, on?: 'value' | 'key') => Position): string {
  return problems
    .map((problem) => ({ ...problem, ...at(problem.path, problem.on) }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map(
      ({ line, column, path, text }) =>
        `${file}:${line}:${column}: ${path.length === 0 ? '' : `${inPath(path)}: `}${text}`,
    )
    .join('\n');
}
