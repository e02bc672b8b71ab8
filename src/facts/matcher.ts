/** One matcher, as data: a label, an operator, a value. What it means is Alertmanager's `pkg/labels/matcher.go`. */
import { RE2JS, RE2JSSyntaxException } from 're2js';

export type Operator = '=' | '!=' | '=~' | '!~';

export type Matcher = { name: string; op: Operator; value: string };

/** What a text of matchers says, or why it cannot be read: a sentence for the person who wrote it. */
export type Parsed = { ok: true; matchers: Matcher[] } | { ok: false; error: string };

/** Compiled once a matcher, kept as long as it is. */
const compiled = new WeakMap<Matcher, RE2JS>();

/** Anchored just so by Alertmanager, which makes `a)|(b` a pattern with one end loose each. */
const anchored = (pattern: string): RE2JS => RE2JS.compile(`^(?:${pattern})$`);

function regexOf(matcher: Matcher): RE2JS {
  const known = compiled.get(matcher);
  if (known) return known;
  const regex = anchored(matcher.value);
  compiled.set(matcher, regex);
  return regex;
}

/** Why the matcher's regular expression cannot be used; null when it can, or has none. */
export function regexError({ name, op, value }: Matcher): string | null {
  if (op === '=' || op === '!=') return null;
  try {
    anchored(value);
    return null;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const why = error.message.replace(/^error parsing regexp: /, '');
    const more = /\(\?<?[=!]|\\[1-9]/.test(value) ? ', which has neither look-arounds nor back-references' : '';
    return `The regular expression ${JSON.stringify(value)} for ${name} is wrong: ${why}. Alertmanager's syntax is RE2${more}: https://github.com/google/re2/wiki/Syntax`;
  }
}

/** Whether the matcher accepts this value of its label. @throws RE2JSSyntaxException for a regular expression that `regexError` refuses. */
export function accepts(matcher: Matcher, value: string): boolean {
  if (matcher.op === '=') return value === matcher.value;
  if (matcher.op === '!=') return value !== matcher.value;
  return regexOf(matcher).test(value) === (matcher.op === '=~');
}
