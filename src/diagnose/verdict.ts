/** The one place where cause, ending and concerns become a verdict. */
import type { Concern, EndingId, Verdict } from '../types.ts';

/** Endings that speak against a good stop whatever asked for it. */
const bad: readonly EndingId[] = ['killed-after-grace', 'oom-killed', 'signalled', 'never-started'];

/**
 * - `expected`: the cause is deliberate, the end was in time (or was not seen, and nothing speaks against it), no grave concern holds.
 * - `undetermined`: what would decide could not be read or is not recognised.
 * - `investigate`: everything else.
 */
export function verdictOf(
  cause: { deliberate: boolean } | null,
  ending: EndingId,
  concerns: Pick<Concern, 'id'>[],
  grave: ReadonlySet<string>,
): Verdict {
  const worried = concerns.some((c) => grave.has(c.id));
  if (cause?.deliberate && !worried && (ending === 'stopped-in-time' || ending === 'unknown')) return 'expected';
  if (cause === null && !worried && !bad.includes(ending)) return 'undetermined';
  return 'investigate';
}
