/** What every sender's body goes through before it is parsed: well-formed, not too deep, an object. */
import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';

// The small zod has no words of its own for what is wrong.
z.config(english());

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
