/** Command-line flags: node:util's parseArgs, with an answer for the flag that was nearly right. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { nearest } from '../facts/nearest.ts';

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

/** The allowed word that was given. @throws UsageError that names them, and the one that was probably meant */
export function oneOf<const T extends string>(flag: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === given);
  if (found !== undefined) return found;
  const near = nearest(given, [...allowed]);
  throw new UsageError(
    `${flag} takes ${allowed.join(', ')}; not "${given}".${near === null ? '' : ` Did you mean ${near}?`}`,
  );
}

/** What `-o` says: json, or text for people. @throws UsageError */
export const isJson = (output = 'text'): boolean => oneOf('--output', output, ['text', 'json']) === 'json';

/** Words that are neither flags nor their values, and the arguments without them. */
export function wordsIn(args: string[], config: ParseArgsOptionsConfig): { words: string[]; rest: string[] } {
  const { tokens } = parseArgs({ args, options: config, strict: false, allowPositionals: true, tokens: true });
  const positional = tokens.filter((token) => token.kind === 'positional');
  const at = new Set(positional.map((token) => token.index));
  return { words: positional.map((token) => token.value), rest: args.filter((_, index) => !at.has(index)) };
}
