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
