/**
 * Private key blocks (RFC 7468, OpenSSH, PGP) in text, whole or cut off at either end, on lines of their own or with `\n` escapes.
 * By hand and not by one expression: a lazy match from BEGIN to END over a text full of BEGINs would be quadratic.
 */

const begin = /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g;
const end = /-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g;
const base64 = /[A-Za-z0-9+/=\\ \t\r]/;
/** A line that can belong to a key: base64, alone or behind a logger's prefix; the headers of old PEM and of PGP; nothing. */
const material =
  /^(?:.{0,80}[\s|"])?[A-Za-z0-9+/=\\]{32,}\\?["']?,?\s*$|^\s*=?[A-Za-z0-9+/\\]{0,80}={0,2}\s*$|^(?:Proc-Type|DEK-Info|Version|Comment):/;
/** A 16,384-bit key has 12 KB; an END further away belongs to another block. */
const longest = 20_000;

type Range = readonly [from: number, to: number];

const isMaterial = (line: string): boolean => material.test(line.slice(0, 400));

/** Where the material ends that follows the head of a block without END. */
function afterHead(text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && base64.test(text[at] ?? '')) at++;
  while (at < limit && text[at] === '\n') {
    const next = text.indexOf('\n', at + 1);
    const lineEnd = next < 0 || next > limit ? limit : next;
    if (!isMaterial(text.slice(at + 1, lineEnd))) break;
    at = lineEnd;
  }
  return at;
}

/** Where the material begins that an END without head closes. */
function beforeTail(text: string, to: number, limit: number): number {
  let at = to;
  while (at > limit && base64.test(text[at - 1] ?? '')) at--;
  while (at > limit && text[at - 1] === '\n') {
    const start = Math.max(limit, text.lastIndexOf('\n', at - 2) + 1);
    if (start >= at || !isMaterial(text.slice(start, at - 1))) break;
    at = start;
  }
  return at;
}

function blocks(text: string): Range[] {
  const find = (what: RegExp): Range[] => [...text.matchAll(what)].map((m) => [m.index, m.index + m[0].length]);
  const [heads, tails] = [find(begin), find(end)];
  const found: Range[] = [];
  let [done, t] = [0, 0];
  const add = (from: number, to: number): void => {
    found.push([from, to]);
    done = to;
  };
  const addHeadless = (before: number): void => {
    for (let tail = tails[t]; tail && tail[0] < before; tail = tails[++t])
      add(beforeTail(text, tail[0], done), tail[1]);
  };
  heads.forEach(([from, headEnd], i) => {
    addHeadless(from);
    const [tail, next] = [tails[t], heads[i + 1]?.[0] ?? text.length];
    const whole = tail !== undefined && tail[0] < next && tail[0] - headEnd < longest;
    add(from, whole ? tail[1] : afterHead(text, headEnd, Math.min(next, tail?.[0] ?? next)));
    if (whole) t++;
  });
  addHeadless(Infinity);
  return found;
}

/** The line breaks of a text and nothing else: what is left of a secret that went over several lines. */
export const lineBreaks = (text: string): string => text.replace(/[^\n]+/g, '');

/** Replaces key blocks by `[redacted]`. A block's line breaks stay, so that lines keep their numbers. */
export function redactKeyBlocks(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  let [out, at] = ['', 0];
  for (const [from, to] of blocks(text)) {
    out += `${text.slice(at, from)}[redacted]${lineBreaks(text.slice(from, to))}`;
    at = to;
  }
  return out + text.slice(at);
}
