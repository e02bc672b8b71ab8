/**
 * A page of a list, its JSON read in pieces while it comes in. Parsed at once, a page of 500 pods would hold the thread for a hundredth of a
 * second; read at once, its text would take as much memory as its objects.
 */
import type { Turns } from '../ports.ts';
import { jsonOf } from './http.ts';

/** Read within half a millisecond, and kept among V8's small objects. Characters. */
const pieceSize = 48 * 1024;
/** The API server's own way to write a list: its kind and metadata first. Anything else is read in one piece. */
const opening = /^\{(?:"(?:kind|apiVersion)":"[\w./-]*",|"metadata":\{[^{}]*\},)*"items":\[(?=\{)/;
/** Where an object mostly ends and the next begins. It may also stand inside of one. */
const border = '},{"metadata":{';
/** So often a border may turn out to be none before the rest is read in one piece. */
const mostMistakes = 20;

export type PageReader = {
  /** Takes the next part of the text, and reads what of it can be read. */
  take: (part: string) => Promise<void>;
  /** All was taken: the page; undefined when the text is no JSON. */
  page: () => Promise<unknown>;
};

/** Reads one page. Each of its objects is given to `keep` soon after it was parsed, and what that answers stands in its place. */
export function pageReader(keep: (item: unknown) => unknown, next: Turns['next']): PageReader {
  const items: unknown[] = [];
  /** What stands before the objects; null until enough is there to tell, '' when that is not what the API server writes. */
  let head: string | null = null;
  /** What was not read yet. */
  let text = '';
  /** Looked at when it is as long as this, and for the first border behind that. */
  let [enough, from] = [pieceSize, pieceSize];
  let mistakes = 0;
  const inPieces = (): boolean => head !== '' && mistakes <= mostMistakes && text.length >= enough;

  /** Reads what lies before the first border; false when there is none yet. */
  const readPiece = async (): Promise<boolean> => {
    const found = text.indexOf(border, from);
    if (found < 0) {
      // It is not looked through again for every part that is added.
      enough = 2 * text.length;
      return false;
    }
    await next();
    const read = jsonOf(`[${text.slice(0, found + 1)}]`) as unknown[] | undefined;
    if (read) {
      for (const item of read) items.push(keep(item));
      text = text.slice(found + 2);
    } else mistakes++;
    [enough, from] = read ? [pieceSize, pieceSize] : [enough, found + 1];
    return true;
  };

  return {
    take: async (part) => {
      text += part;
      if (text.length < enough) return;
      if (head === null) {
        head = opening.exec(text)?.[0] ?? '';
        text = text.slice(head.length);
      }
      while (inPieces() && (await readPiece()));
    },
    page: async () => {
      await next();
      const last = jsonOf(`${head ?? ''}${text}`) as { items?: unknown } | undefined;
      return Array.isArray(last?.items) ? { ...last, items: [...items, ...last.items.map(keep)] } : last;
    },
  };
}
