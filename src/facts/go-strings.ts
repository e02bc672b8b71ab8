/** Double-quoted strings as Go writes them (`strconv.Quote`, `strconv.Unquote`). https://go.dev/ref/spec#String_literals */

const letters: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const lettersBack = new Map(Object.entries(letters).map(([letter, character]) => [character, letter]));

/** An escape, or a run of what is none. `\x41` and `\101` are bytes, which only together need be UTF-8. */
const piece = /\\(?:([abfnrtv])|([\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|[^\\"\n]+/gy;

/** What a string with its quotes around it says; null where Go says "invalid syntax", or it is not UTF-8. */
export function unquote(quoted: string): string | null {
  const inside = quoted.slice(1, -1);
  const bytes: number[] = [];
  let read = 0;
  for (const found of inside.matchAll(piece)) {
    const meant = meaning(found);
    if (meant === null) return null;
    bytes.push(...meant);
    read += found[0].length;
  }
  if (read < inside.length) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    return null;
  }
}

/** The bytes of a piece; null for a number that is no byte or no character. */
function meaning([text, letter, itself, hex, octal, short, long]: RegExpExecArray): Iterable<number> | null {
  const utf8 = new TextEncoder();
  if (letter !== undefined) return utf8.encode(letters[letter]);
  if (itself !== undefined) return utf8.encode(itself);
  if (hex !== undefined) return [Number.parseInt(hex, 16)];
  if (octal !== undefined) return Number.parseInt(octal, 8) > 255 ? null : [Number.parseInt(octal, 8)];
  const code = short ?? long;
  if (code === undefined) return utf8.encode(text);
  const point = Number.parseInt(code, 16);
  return point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? null : utf8.encode(String.fromCodePoint(point));
}

/** The text in double quotes, with escapes for what Go does not print. */
export function quote(text: string): string {
  return `"${Array.from(text, escaped).join('')}"`;
}

function escaped(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) return character;
  const letter = lettersBack.get(character);
  if (letter !== undefined) return `\\${letter}`;
  const point = character.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  if (point < 0x20 || point === 0x7f) return `\\x${hex.padStart(2, '0')}`;
  return point < 0x1_0000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
