/** Matchers as Alertmanager has read them since 0.27, when every UTF-8 name and value became possible: its `matcher/parse/parse.go`. */
import { unquote } from './go-strings.ts';
import { type Matcher, type Operator, type Parsed, regexError } from './matcher.ts';
import { type Kind, type Token, tokens } from './matchers-tokens.ts';

type Reading = { left: Token[]; matchers: Matcher[] };
/** Null when what was looked for stood there. */
type Complaint = string | null;

/** Reads `{a="b", c=~"d"}`; braces, quotes and a last comma are optional. Nothing at all is no matchers. */
export function parseUtf8(text: string): Parsed {
  const reading: Reading = { left: tokens(text), matchers: [] };
  const error = readAll(reading);
  return error === null ? { ok: true, matchers: reading.matchers } : { ok: false, error };
}

const next = ({ left }: Reading): Token => left[0] ?? { kind: 'end', text: '', at: 1 };

function take(reading: Reading, ...kinds: Kind[]): Token | null {
  return kinds.includes(next(reading).kind) ? (reading.left.shift() ?? null) : null;
}

function readAll(reading: Reading): Complaint {
  const open = take(reading, '{');
  while (next(reading).kind !== 'end' && next(reading).kind !== '}') {
    const complaint = readMatcher(reading);
    if (complaint !== null) return complaint;
    if (!take(reading, ',')) break;
  }
  const close = take(reading, '}');
  if (close && !open) return `At character ${close.at} a } closes what no { opened.`;
  if (next(reading).kind !== 'end') return unexpected(next(reading), 'a comma or the end');
  return open && !close ? 'The { at the beginning is never closed: a } is missing at the end.' : null;
}

function readMatcher(reading: Reading): Complaint {
  const name = take(reading, 'quoted', 'unquoted');
  if (!name) return unexpected(next(reading), 'the name of a label');
  const operator = take(reading, 'operator');
  if (!operator) return unexpected(next(reading), `one of =, !=, =~, !~ after ${name.text}`);
  const value = take(reading, 'quoted', 'unquoted');
  if (!value) return unexpected(next(reading), `a value, in double quotes, after ${name.text}${operator.text}`);
  const [nameText, valueText] = [plain(name), plain(value)];
  if (nameText === null) return wrongString(name);
  if (valueText === null) return wrongString(value);
  const matcher: Matcher = { name: nameText, op: operator.text as Operator, value: valueText };
  reading.matchers.push(matcher);
  return regexError(matcher);
}

const plain = ({ kind, text }: Token): string | null => (kind === 'quoted' ? unquote(text) : text);

const wrongString = ({ text, at }: Token): string =>
  `The text ${text} at character ${at} has an escape that does not exist, or is not UTF-8: write a backslash as \\\\ inside double quotes.`;

function unexpected({ kind, text, at }: Token, wanted: string): string {
  if (kind === 'unclosed') return `The double quote at character ${at} is never closed.`;
  const found = kind === 'end' ? 'there is nothing more' : `there is ${text}`;
  return `At character ${at} ${found}, where ${wanted} should be.`;
}
