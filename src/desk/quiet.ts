/** Until when Slack wants to hear nothing. It is written down, for the life that was told may be over by then. */
import { recall, remember } from '../store/counters.ts';
import type { Store } from '../store/store.ts';

const fact = 'quiet until';

/** @param until milliseconds; 0: it may be spoken to */
export const keepQuiet = (store: Store, until: number): void => void remember(store, fact, String(until));

/** Milliseconds; 0 when it never asked for quiet. */
export const quietUntil = (store: Store): number => Number(recall(store, fact) ?? 0);
