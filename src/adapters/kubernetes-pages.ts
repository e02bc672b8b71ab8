/**
 * A page of a list, its JSON read in pieces: parsed at once, a page of 500 pods would hold the thread for a hundredth of a second. A piece
 * is let go of before the next is read.
 */
import type { Turns } from '../ports.ts';
import { jsonOf } from './http.ts';

/** Read within a millisecond. Characters. */
const pieceSize = 96 * 1024;
/** The API server's own way to write a list: its kind and metadata first. Anything else is read in one piece. */
const opening = /^\{(?:"(?:kind|apiVersion)":"[\w./-]*",|"metadata":\{[^{}]*\},)*"items":\[(?=\{)/;
const closing = /\]\}\s*$/;
/** Where an object mostly ends and the next begins. It may also stand inside of one. */
const border = '},{"metadata":{';
/** So often a border may turn out to be none before all is read in one piece. */
const mostMistakes = 20;

/** What lies between two borders, as an array; undefined when one of them was none. */
function piece(text: string, from: number, to: number): unknown[] | undefined {
  return jsonOf(`[${text.slice(from, to)}]`) as unknown[] | undefined;
}

/**
 * The JSON of a page; undefined when it is none. Each of its objects is given to `keep` soon after it was parsed, and what that answers
 * stands in its place.
 */
export async function pageOf(text: string, keep: (item: unknown) => unknown, next: Turns['next']): Promise<unknown> {
  const inPieces = text.length > pieceSize ? await piecesOf(text, keep, next) : undefined;
  if (inPieces) return inPieces;
  await next();
  const page = jsonOf(text) as { items?: unknown } | undefined;
  return Array.isArray(page?.items) ? { ...page, items: page.items.map(keep) } : page;
}

/** The page whose objects were read piece by piece; undefined where borders cannot be told. */
async function piecesOf(text: string, keep: (item: unknown) => unknown, next: Turns['next']): Promise<unknown> {
  const start = opening.exec(text)?.[0].length ?? 0;
  const end = start > 0 ? text.length - (closing.exec(text.slice(-64))?.[0].length ?? Infinity) : 0;
  if (end <= start) return undefined;
  const items: unknown[] = [];
  let mistakes = 0;
  for (let [from, to] = [start, start]; from < end;) {
    const found = text.indexOf(border, Math.max(from + pieceSize, to + 1));
    to = found < 0 ? end : found + 1;
    await next();
    const read = piece(text, from, to);
    if (read) for (const item of read) items.push(keep(item));
    else if (to === end || ++mistakes > mostMistakes) return undefined;
    if (read) from = to + 1;
  }
  const head = jsonOf(`${text.slice(0, start)}]}`);
  return head ? { ...head, items } : undefined;
}
