/** The one place where cause, ending and concerns become a verdict. */
import { expectedEndings } from '../facts/ids.ts';
import type { Concern, EndingId, Verdict, VerdictPolicy } from '../types.ts';

/** Endings that speak against a good stop whatever asked for it. */
const bad: readonly EndingId[] = ['killed-after-grace', 'oom-killed', 'signalled', 'never-started'];

/**
 * - `expected`: the cause is deliberate, the end was in time (or is still to come, and nothing speaks against it), no grave concern holds.
 * - `undetermined`: what would decide could not be read or is not recognised.
 * - `investigate`: everything else.
 * @param policy which concerns are grave, and which causes the settings have moved to the other side
 * @param endToCome the container may end in time yet; an end that is over and was not seen is not known to be a good one
 * @param unanswered the alert asks for more than this stop: its good end is no answer
 */
export function verdictOf(
  cause: { id: string; deliberate: boolean } | null,
  ending: EndingId,
  { endToCome, unanswered }: { endToCome: boolean; unanswered: boolean },
  concerns: Pick<Concern, 'id'>[],
  policy: VerdictPolicy,
): Verdict {
  const worried = concerns.some((c) => policy.grave.has(c.id));
  if (worried) return 'investigate';
  if (cause === null) return bad.includes(ending) ? 'investigate' : 'undetermined';
  const deliberate = (policy.causes.get(cause.id) ?? (cause.deliberate ? 'expected' : 'investigate')) === 'expected';
  if (!deliberate || bad.includes(ending)) return 'investigate';
  if (!expectedEndings.includes(ending)) return 'investigate';
  return unanswered || (ending === 'unknown' && !endToCome) ? 'undetermined' : 'expected';
}
