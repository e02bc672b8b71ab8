/** What zod found wrong, in words for the person who wrote the file. A value is never repeated: it may be a secret in the wrong place. */
import type * as z from 'zod/mini';
import { nearest } from '../facts/nearest.ts';

type Issue = z.core.$ZodIssue;
type Schema = z.ZodMiniType;

const kinds: Record<string, string> = {
  array: 'a list',
  object: 'a mapping (key: value)',
  record: 'a mapping (key: value)',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** Whether the sentence is the schema's own and not zod's. */
const said = ({ message }: Issue): boolean => !/^(Invalid|Too) /.test(message);

/** What a value is, without saying it. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return kinds[typeof value] ?? 'that';
}

/** The end of a sentence about a word that was nearly right. */
export function didYouMean(given: unknown, known: readonly string[]): string {
  const near = typeof given === 'string' ? nearest(given, [...known]) : null;
  return near === null ? '' : `. Did you mean ${near}?`;
}

/** `a, b or c` */
const either = (words: string[]): string => words.join(', ').replace(/, (?=[^,]*$)/, ' or ');

function ofKind(expected: string[], given: unknown): string {
  if (given === undefined) return 'is missing';
  if (given === null) return 'is empty: say something there, or leave the key out';
  const wanted = either(expected.map((kind) => kinds[kind] ?? kind));
  if (wanted === kinds['int'] && typeof given === 'number') return `must be ${wanted}`;
  const quotes = wanted === 'text' && ['number', 'boolean'].includes(typeof given) ? ': put it in quotes' : '';
  return `must be ${wanted}, not ${kindOf(given)}${quotes}`;
}

/** `length` is a text's or a list's; a number is itself. */
function ofSize(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const { minimum, maximum } = issue as { minimum?: number; maximum?: number };
  const bound = minimum === undefined ? `at most ${maximum}` : `at least ${minimum}`;
  if (issue.origin === 'string') return minimum === 1 ? 'must not be empty' : `must have ${bound} characters`;
  return issue.origin === 'array' ? `must have ${bound} entries` : `must be ${bound}`;
}

/** Of a value that may be several kinds of thing: what is wrong with it as what it is, or else which kinds it may be. */
function ofUnion(branches: Issue[][], given: unknown): { path: PropertyKey[]; text: string } {
  const deeper = branches.flat().find((issue) => issue.path.length > 0);
  if (deeper) {
    const inside = deeper.path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown>)?.[step], given);
    return { path: deeper.path, text: inWords(deeper, inside).text };
  }
  const expected = branches.flat().flatMap((issue) => (issue.code === 'invalid_type' ? issue.expected : []));
  return { path: [], text: ofKind(expected, given) };
}

/**
 * One issue that is about one place.
 * @param given what stands there; undefined for nothing
 * @returns the sentence, and the path to what it is about from the issue's own
 */
export function inWords(issue: Issue, given: unknown): { path: PropertyKey[]; text: string } {
  const here = (text: string) => ({ path: [], text });
  switch (issue.code) {
    case 'invalid_type':
      return here(said(issue) && given !== undefined ? issue.message : ofKind([issue.expected], given));
    case 'invalid_value': {
      if (given === undefined) return here('is missing');
      const known = issue.values.map(String);
      const choice = known.length > 6 ? 'is not a known one' : `must be ${either(known)}`;
      return here(`${choice}${didYouMean(given, known)}`);
    }
    case 'too_small':
    case 'too_big':
      return here(said(issue) ? issue.message : ofSize(issue));
    case 'invalid_union':
      return issue.errors.length === 0 ? here('does not fit') : ofUnion(issue.errors, given);
    default:
      return here(issue.message);
  }
}

type Definition = {
  type: string;
  shape?: Record<string, Schema>;
  keyType?: Schema;
  valueType?: Schema;
  element?: Schema;
  innerType?: Schema;
  in?: Schema;
  entries?: Record<string, string>;
};

/** What is checked, without what only says that it may be missing or changes it. */
function core(schema: Schema | undefined): Definition | null {
  const def = schema?.def as unknown as Definition | undefined;
  if (def === undefined) return null;
  return core(def.innerType ?? def.in) ?? def;
}

/** The keys that may stand in the mapping at a path. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): string[] {
  let def = core(schema);
  for (const step of path) def = core(def?.shape?.[String(step)] ?? def?.valueType ?? def?.element);
  return Object.keys(def?.shape ?? core(def?.keyType)?.entries ?? {});
}
