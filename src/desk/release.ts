/** What a life that ended has left behind: a Desk begins by taking it over. */
import { settleMs } from '../deliver/deliver.ts';
import { releaseLooks } from '../store/looks.ts';
import type { Store } from '../store/store.ts';

/** @param now milliseconds */
export function releaseClaims(store: Store, now: number): void {
  // Nobody else works on these rows: claims are left over from a life that ended.
  store.sql(`UPDATE inbox SET due_at = ? WHERE due_at IS NOT NULL AND state = 'waiting'`, now);
  // What was on its way when that life ended may still appear: it is looked for when it can be seen.
  store.sql(`UPDATE outbox SET due_at = ? WHERE due_at IS NOT NULL AND state = 'sending'`, now + settleMs);
  releaseLooks(store, now);
}
