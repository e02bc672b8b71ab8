/** Until when Slack wants to hear nothing. It is written down, for the life that was told may be over by then. */
import { longestQuietMs } from '../deliver/deliver.ts';
import { recall, remember } from '../store/counters.ts';
import type { Store } from '../store/store.ts';

const fact = 'quiet until';

/** @param until milliseconds; 0: it may be spoken to */
export const keepQuiet = (store: Store, until: number): void => void remember(store, fact, String(until));

/** Milliseconds; 0 when it may be spoken to, also where a clock that was wrong wrote down more than is ever waited. */
export function quietUntil(store: Store, now: number): number {
  const until = Number(recall(store, fact) ?? 0);
  return until > now && until <= now + longestQuietMs ? until : 0;
}
