/** YAML (JSON is YAML, too) with positions: where in the text each value stands. */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

export type Path = readonly (string | number)[];
/** Line and column, from 1. */
export type Position = { line: number; column: number };

/** Where the value of a path stands, or its key; of what is missing, where the nearest thing around it does. */
export type At = (path: Path, what?: 'value' | 'key') => Position;

export type Tree = { ok: true; value: unknown; at: At } | { ok: false; error: string; position: Position };

/** No settings need more, and a file of aliases that stand for aliases would fill the memory. */
const maxAliases = 100;
const maxCharacters = 1024 * 1024;

/** The library's own sentences repeat what stands in the file. Its codes: https://eemeli.org/yaml/#errors */
const sentences: Record<string, string> = {
  BAD_INDENT: 'the indentation does not fit what stands around it, or a bracket is not closed',
  BAD_SCALAR_START: 'a text that begins with this character must be in quotes',
  BAD_DQ_ESCAPE: 'no such escape is known; in single quotes a backslash is just that',
  BLOCK_AS_IMPLICIT_KEY: 'a second "key: value" on this line; a text with a colon must be in quotes',
  DUPLICATE_KEY: 'this key was there before',
  MISSING_CHAR: 'a closing quote, a bracket or a comma is missing',
  MULTILINE_IMPLICIT_KEY: 'a key and its colon must be on one line',
  MULTIPLE_DOCS: 'a second document begins here; settings are one document',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  UNEXPECTED_TOKEN: 'something stands here that does not belong here',
};

const start: Position = { line: 1, column: 1 };

/** Reads one document; null where it says nothing. */
export function readYaml(text: string): Tree {
  if (text.length > maxCharacters) return { ok: false, error: 'it is larger than 1 MiB', position: start };
  const lines = new LineCounter();
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  // Keys that are no text would be printed by the library as a warning.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, logLevel: 'error' });
  const [first] = document.errors;
  if (first) {
    const error = sentences[first.code] ?? 'it breaks the rules of YAML here';
    return { ok: false, error, position: place(first.pos[0]) };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { ok: true, value, at: (path, what = 'value') => place(offsetOf(document, path, what)) };
  } catch {
    const dangling = danglingAlias(document);
    if (dangling === null) return { ok: false, error: 'its aliases stand for too much', position: start };
    return {
      ok: false,
      error: 'this alias (*) has no anchor (&) before it; a text with a * must be in quotes',
      position: place(dangling),
    };
  }
}

/** Where an alias stands that nothing was named for; null when there is none. */
function danglingAlias(document: Document.Parsed): number | null {
  let found: number | null = null;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document)) return undefined;
      found = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

type Child = { key: Node | null; value: Node | null };

/** What an alias stands for. */
function behind(document: Document, node: unknown): Node | null {
  const seen = isAlias(node) ? node.resolve(document) : node;
  return (seen as Node | null | undefined) ?? null;
}

function childOf(document: Document, parent: Node | null, step: string | number): Child | null {
  if (isSeq(parent)) {
    const value = behind(document, parent.items[Number(step)]);
    return value && { key: null, value };
  }
  if (!isMap(parent)) return null;
  const pair = parent.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
  );
  return pair ? { key: pair.key as Node, value: behind(document, pair.value) } : null;
}

/** Walks as far as the path goes. */
function offsetOf(document: Document, path: Path, what: 'value' | 'key'): number {
  let node = behind(document, document.contents);
  let offset = node?.range?.[0] ?? 0;
  for (const [index, step] of path.entries()) {
    const child = childOf(document, node, step);
    if (child === null) break;
    const wanted = what === 'key' && index === path.length - 1 ? child.key : child.value;
    offset = (wanted ?? child.value ?? child.key)?.range?.[0] ?? offset;
    node = child.value;
  }
  return offset;
}
