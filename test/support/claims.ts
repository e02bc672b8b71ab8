import { type Claimed, claimRows, dueRows } from '../../src/store/claims.ts';
import type { End } from '../../src/store/ends.ts';
import type { Store } from '../../src/store/store.ts';

/** Claims the next due rows, as a pass over the inbox does that takes the first `limit` alerts. */
export const claimAlerts = (store: Store, now: number, limit: number, claimMs: number): (Claimed | End)[] =>
  claimRows(store, dueRows(store, now, limit), now, claimMs);
