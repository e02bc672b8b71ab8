/** Command-line flags: node:util's parseArgs, with an answer for the flag that was nearly right. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** A wrong command line; the message is for the person who typed it. */
export class UsageError extends Error {}

/**
 * The values of the flags in `args`; nothing but flags is accepted.
 * @throws UsageError naming the unknown flag and the nearest known one, or the flag whose value is missing.
 */
export function parseFlags<const T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option' && !Object.hasOwn(options, token.name)) {
      throw new UsageError(unknownFlag(token.rawName, Object.keys(options)));
    }
    if (token.kind === 'positional') throw new UsageError(`Nothing is expected here: "${token.value}".`);
  }
  try {
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error));
  }
}

function unknownFlag(given: string, known: string[]): string {
  const near = nearest(given.replace(/^-+/, ''), known);
  return `Unknown flag ${given}.${near === null ? '' : ` Did you mean --${near}?`}`;
}

/** The known word that is fewest edits away from the given one; null when none is within half its length. */
export function nearest(given: string, known: string[]): string | null {
  const ranked = known
    .map((word) => ({ word, edits: editDistance(given, word) }))
    .filter(({ word, edits }) => edits <= Math.max(1, Math.floor(word.length / 2)))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.word ?? null;
}

/** Levenshtein's distance: insertions, deletions and replacements of one character. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[b.length] ?? 0;
}
