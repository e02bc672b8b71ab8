/** What every sender's body goes through before it is parsed: well-formed, not too deep, an object. */
import * as z from 'zod/mini';

/** Deeper than this no sender nests; deeper bodies are made to hurt. */
const maxDepth = 32;
/** An alert has a handful. Each becomes an object that takes many times its room, and is counted before anything is built. */
const mostBrackets = 250_000;

/** A body that cannot be accepted, with a sentence for whoever sent it. */
export type Refused = { ok: false; reason: string; compressed?: true };

const compressed: Refused = {
  ok: false,
  reason:
    'the body is compressed: turn compression off in the sender, or in the proxy before lastword, and send plain JSON',
  compressed: true,
};
/** gzip's first bytes (RFC 1952, 2.3.1) read as a text: the second is no UTF-8. */
const gzip = '\u001f\ufffd';

/** Whether there are more brackets than that, also such as stand in strings. */
function tooMany(text: string): boolean {
  let found = 0;
  for (const bracket of '{[')
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1))
      if (++found > mostBrackets) return true;
  return false;
}

/** Whether what lies in it lies more levels deep than so many. */
function deeper(outer: object, levels: number): boolean {
  if (levels === 0) return true;
  for (const name in outer) {
    const inner = outer[name as keyof typeof outer] as unknown;
    if (typeof inner === 'object' && inner !== null && deeper(inner, levels - 1)) return true;
  }
  return false;
}

/**
 * The parsed body, or why it is not one.
 * @param encoding its `Content-Encoding`: what can be read is taken, whatever that says
 */
export function parseBody(text: string, encoding = 'identity'): { ok: true; value: unknown } | Refused {
  if (text.trim() === '') return { ok: false, reason: 'the body is empty; send JSON' };
  if (text.startsWith(gzip)) return compressed;
  if (tooMany(text))
    return { ok: false, reason: `the body has more than ${mostBrackets.toLocaleString('en')} brackets` };
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && deeper(value, maxDepth)
      ? { ok: false, reason: `the body is nested deeper than ${maxDepth} levels` }
      : { ok: true, value };
  } catch (error) {
    if (encoding !== 'identity') return compressed;
    // V8 quotes the body: `Unexpected token 'h', ..."word": hunter2}" is not valid JSON`.
    const where = error instanceof Error ? error.message.replace(/, (?:\.\.\.)?".*$/s, '') : '';
    return { ok: false, reason: `the body is not JSON: ${where}` };
  }
}

/** Its fraction may have any number of digits, and a time is part of a row's key: longer than this it was made to hurt. */
const longestTime = 64;
const rfc3339 = z.regexes.datetime({ offset: true });

/** RFC 3339. */
export const time = z.iso.datetime({ offset: true }).check(z.maxLength(longestTime));
export const isTime = (given: unknown): boolean =>
  typeof given === 'string' && given.length <= longestTime && rfc3339.test(given);

/** A text of so many characters at most. */
export const short = (longest: number) => z.string().check(z.maxLength(longest));

/** A name as it is quoted to whoever sent it. */
const shown = (key: string): string => (key.length > 80 ? `${key.slice(0, 80)}…` : key);

/** `alerts[3].labels.pod`, from a zod issue's path; a name as long as a body is cut. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (at, key) => (typeof key === 'number' ? `${at}[${key}]` : `${at}${at === '' ? '' : '.'}${shown(String(key))}`),
    '',
  );
}

/** What JSON can be, in the words of whoever writes it. */
const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const kindOf = (given: unknown): string =>
  given === null ? 'null' : (kinds[Array.isArray(given) ? 'array' : typeof given] ?? 'something else');

/** What is said of a value of the wrong kind: `missing`, or `must be a text, not a number`. Never the value: it may be a secret. */
export function mustBe(kind: string, given: unknown): string {
  if (given === undefined) return 'missing';
  // A number may be the wrong one: a fraction, or without an end.
  return typeof given === 'number' && kind.endsWith('number')
    ? `must be ${kind}`
    : `must be ${kind}, not ${kindOf(given)}`;
}

const tooBig = (origin: string, most: string): string =>
  origin === 'string' ? `longer than ${most} characters` : `more than ${most}${origin === 'array' ? ' entries' : ''}`;

/** What is wrong with a value, for whoever sent it; the schema library's own words are for whoever writes schemas. */
function inWords(issue: z.core.$ZodRawIssue): string {
  if (issue.code !== 'custom' && issue.input === undefined) return 'missing';
  if (issue.code === 'invalid_type') return mustBe(kinds[issue.expected] ?? 'something else', issue.input);
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'invalid_format') return 'must be a time, like 2026-11-22T14:02:10Z';
  if (issue.code === 'too_big') return tooBig(issue.origin, issue.maximum.toLocaleString('en'));
  if (issue.code === 'too_small') return issue.origin === 'string' ? 'empty' : `less than ${issue.minimum}`;
  return 'not what is expected here';
}

/** Parses what a sender sent. What is wrong with it is said in words. */
export const parsed = <T extends z.ZodMiniType>(schema: T, given: unknown) =>
  schema.safeParse(given, { error: inWords });

/** `labels.pod: missing`: where it is wrong and what; `body` where that is all of it. */
export const complaint = (issue: z.core.$ZodIssue | undefined): string =>
  `${fieldPath(issue?.path ?? []) || 'body'}: ${issue?.message ?? 'invalid'}`;

/** What tells one sender's body from another's, and where it belongs. */
const senders = [
  { what: 'a Kubernetes Event', to: 'events', has: ['involvedObject', 'regarding'] },
  { what: 'a webhook of Alertmanager', to: 'alertmanager', has: ['alerts'] },
];

/** Where a refused body belongs that came to another sender's address; null for any other. */
export function elsewhere(body: unknown, here: string): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const found = senders.find(({ has }) => has.some((name) => name in body));
  if (found === undefined || found.to === here) return null;
  return `this looks like ${found.what}; POST it to /webhooks/${found.to}`;
}
