/** What every sender's body goes through before it is parsed: well-formed, not too deep, an object. */
import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';

// The small zod has no words of its own for what is wrong.
z.config(english());

/** Deeper than this no sender nests; deeper bodies are made to hurt. */
const maxDepth = 32;

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

/** Where the string that opens at `from` ends: at a quote that no backslash belongs to. */
function stringEnd(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

/** Depth of brackets outside strings, counted over the raw text so that nothing deep is ever built. */
function tooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) i = stringEnd(text, i);
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > maxDepth) return true;
    } else if (c === 0x7d || c === 0x5d) depth--;
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
  if (tooDeep(text)) return { ok: false, reason: `the body is nested deeper than ${maxDepth} levels` };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    if (encoding !== 'identity') return compressed;
    // V8 quotes the body: `Unexpected token 'h', ..."word": hunter2}" is not valid JSON`.
    const where = error instanceof Error ? error.message.replace(/, (?:\.\.\.)?".*$/s, '') : '';
    return { ok: false, reason: `the body is not JSON: ${where}` };
  }
}

/** RFC 3339. Its fraction may have any number of digits, and a time is part of a row's key: longer than this it was made to hurt. */
export const time = z.iso.datetime({ offset: true }).check(z.maxLength(64));

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
