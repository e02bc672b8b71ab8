/** The words of matchers as Alertmanager has read them since 0.27, any UTF-8 among them: its `matcher/parse/lexer.go`. */

export type Kind = '{' | '}' | ',' | 'operator' | 'quoted' | 'unquoted' | 'end' | 'unclosed' | 'strange';

/** `at` counts characters from 1, as an editor does. */
export type Token = { kind: Kind; text: string; at: number };

/** What Go calls a space, which is not what JavaScript does (`unicode.IsSpace`). */
export const space = '\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** Characters that a word without quotes cannot have. */
export const reserved = `${space}{}!=~,\\\\"'\``;

const kinds: [Kind | null, string][] = [
  [null, `[${space}]+`],
  ['{', '\\{'],
  ['}', '\\}'],
  [',', ','],
  ['operator', '=~|=|!=|!~'],
  ['quoted', '"(?:\\\\[^]|[^"\\\\])*"'],
  ['unquoted', `[^${reserved}]+`],
  ['unclosed', '"[^]*'],
  ['strange', '[^]'],
];
const word = new RegExp(kinds.map(([, pattern]) => `(${pattern})`).join('|'), 'guy');

/** All of them in order, with an `end` as the last. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 1;
  for (const match of text.matchAll(word)) {
    const kind = kinds[match.slice(1).findIndex((part) => part !== undefined)]?.[0] ?? null;
    if (kind !== null) found.push({ kind, text: match[0], at });
    at += Array.from(match[0]).length;
  }
  return [...found, { kind: 'end', text: '', at }];
}
