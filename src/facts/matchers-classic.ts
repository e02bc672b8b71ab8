/** Matchers as every Alertmanager reads them, tolerant and not always sensible: its `pkg/labels/parse.go`, step by step. */
import { type Matcher, type Operator, type Parsed, regexError } from './matcher.ts';
import { space } from './matchers-tokens.ts';

/** Here a space is what RE2 calls `\s`. */
const shape = /^[\t\n\f\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)([^]*)$/;
const blank = new Set('\t\n\f\r ');
const allSpace = new RegExp(`^[${space}]*$`);

/** Reads a comma-separated list; a `{` before and a `}` behind are dropped, whether or not there are both. */
export function parseClassic(text: string): Parsed {
  const matchers: Matcher[] = [];
  for (const part of parts(text.replace(/^\{/, '').replace(/\}$/, ''))) {
    const matcher = parseOne(part);
    if (typeof matcher === 'string') return { ok: false, error: matcher };
    matchers.push(matcher);
  }
  return { ok: true, matchers };
}

/** What stands between commas outside of quotes; nothing after the last one is nothing. */
function parts(text: string): string[] {
  const found: string[] = [];
  let [part, quoted, escaped] = ['', false, false];
  for (const character of text) {
    if (character === ',' && !quoted) {
      found.push(part);
      part = '';
      continue;
    }
    if (character === '"' && !escaped) quoted = !quoted;
    // A comma inside quotes leaves a backslash before it in force, as it does there.
    if (character !== ',') escaped = character === '\\' && !escaped;
    part += character;
  }
  return allSpace.test(part) ? found : [...found, part];
}

function parseOne(part: string): Matcher | string {
  const found = shape.exec(part);
  if (!found) return `${JSON.stringify(part)} is no matcher: write label="value", with =, !=, =~ or !~.`;
  const [, name = '', op = '=', raw = ''] = found;
  const value = unescape(trim(raw));
  if (value === null) return `The value ${trim(raw)} has a double quote too many or too few: write \\" for one inside.`;
  const matcher: Matcher = { name, op: op as Operator, value };
  return regexError(matcher) ?? matcher;
}

/** By hand: a regular expression would go over a long run of spaces again and again. */
function trim(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && blank.has(text.charAt(from))) from++;
  while (to > from && blank.has(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

/** OpenMetrics' escapes `\n`, `\"`, `\\`; any other backslash is one. Null for a double quote elsewhere than around it all. */
function unescape(raw: string): string | null {
  const quoted = raw.startsWith('"');
  if (quoted && !/^"(?:\\[^]|[^\\"])*"$/.test(raw)) return null;
  const inside = quoted ? raw.slice(1, -1) : raw;
  if (!quoted && /^(?:\\[^]|[^\\"])*"/.test(raw)) return null;
  return inside.replaceAll(/\\([n"\\])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}
