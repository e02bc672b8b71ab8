/** The one place where cause, ending and concerns become a verdict. */
import type { Concern, EndingId, Verdict } from '../types.ts';

/** Endings that speak against a good stop whatever asked for it. */
const bad: readonly EndingId[] = ['killed-after-grace', 'oom-killed', 'signalled', 'never-started'];

/**
 * - `expected`: the cause is deliberate, the end was in time (or is still to come, and nothing speaks against it), no grave concern holds.
 * - `undetermined`: what would decide could not be read or is not recognised.
 * - `investigate`: everything else.
 * @param endUnread the container's end was looked for and could not be read: then nobody knows that it was a good one
 */
export function verdictOf(
  cause: { deliberate: boolean } | null,
  ending: EndingId,
  endUnread: boolean,
  concerns: Pick<Concern, 'id'>[],
  grave: ReadonlySet<string>,
): Verdict {
  const worried = concerns.some((c) => grave.has(c.id));
  if (worried) return 'investigate';
  if (cause === null) return bad.includes(ending) ? 'investigate' : 'undetermined';
  if (!cause.deliberate || bad.includes(ending)) return 'investigate';
  if (ending === 'unknown' && endUnread) return 'undetermined';
  return ending === 'stopped-in-time' || ending === 'unknown' ? 'expected' : 'investigate';
}
