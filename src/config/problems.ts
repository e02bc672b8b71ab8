/** What is wrong with a lastword.yaml: a sentence each, with line and column. */
import type * as z from 'zod/mini';
import { nearest } from '../facts/nearest.ts';
import { didYouMean, inWords, keysAt } from './words.ts';
import type { At, Path, Position } from './yaml.ts';

/** `on`: whether it is about the value at the path, or about its key. */
export type Problem = { path: Path; text: string; on?: 'value' | 'key' };

/** A problem where it stands in its file; `path` as people write it, `rules[0].matchers[1]`. */
export type Located = Position & { path: string; text: string };

/** A sentence for the person who set lastword up; `problems` are its lines, `places` what they are about where that is known. */
export class ConfigError extends Error {
  readonly problems: string[];
  readonly places: Located[];
  constructor(message: string, places: Located[] = []) {
    super(message);
    this.problems = message.split('\n');
    this.places = places;
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

function choiceOf(known: string[]): string {
  if (known.length === 0 || known.length > 7) return '';
  return known.length === 1 ? `; there is only ${known[0]}` : `; there are ${known.join(', ')}`;
}

const unknownKey = (path: Path, key: string, known: string[]): Problem => ({
  path: [...path, key],
  text: `there is no such key${didYouMean(key, known) || choiceOf(known)}`,
  on: 'key',
});

/** Keys that are there under a name that was nearly right: to say that they are missing, too, helps nobody. */
function misspelt(schema: z.ZodMiniType, issues: z.core.$ZodIssue[]): Set<string> {
  const meant = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const known = keysAt(schema, issue.path);
    return issue.keys.flatMap((key) => nearest(key, known) ?? []).map((key) => [...issue.path, key]);
  });
  return new Set(meant.map((path) => path.join('/')));
}

/** What zod says of a value, place by place. */
export function problemsOf(schema: z.ZodMiniType, issues: z.core.$ZodIssue[], value: unknown): Problem[] {
  const there = misspelt(schema, issues);
  return issues.flatMap((issue): Problem[] => {
    const path = pathOf(issue.path);
    if (there.has(path.join('/')) && valueAt(value, path) === undefined) return [];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(path, key, keysAt(schema, issue.path)));
    if (issue.code === 'invalid_key') return [{ path, text: 'is no key that can stand here', on: 'key' }];
    const { path: deeper, text } = inWords(issue, valueAt(value, path));
    return [{ path: [...path, ...pathOf(deeper)], text }];
  });
}

/** Where each stands, in the order of the file; what else is known of it is kept. */
export function located<T extends Problem>(problems: T[], at: At): (Omit<T, 'path'> & Located)[] {
  return problems
    .map((problem) => ({ ...problem, ...at(problem.path, problem.on), path: inPath(problem.path) }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** `lastword.yaml:4:5: rules[0].acton: there is no such key` */
export const inLine = (file: string, { line, column, path, text }: Located): string =>
  `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${text}`;

/** All of them as one error, one line a problem. */
export function refusal(file: string, places: Located[]): ConfigError {
  return new ConfigError(places.map((place) => inLine(file, place)).join('\n'), places);
}
