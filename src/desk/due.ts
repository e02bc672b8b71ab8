/** When the Desk has work next, over all its tables. */
import { arrivalsDue } from '../store/arrivals.ts';
import { againDue } from '../store/aside.ts';
import { inboxDue } from '../store/inbox.ts';
import { looksDue } from '../store/looks.ts';
import { outboxDue } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { windowsDue } from '../store/windows.ts';

/**
 * Milliseconds; null without any.
 * @param nextPost before this nothing is said
 */
export function dueAt(store: Store, nextPost: number): number | null {
  const toSay = outboxDue(store);
  const said = toSay === null ? null : Math.max(toSay, nextPost);
  const times = [arrivalsDue(store), inboxDue(store), looksDue(store), againDue(store), windowsDue(store), said];
  const due = times.filter((time) => time !== null);
  return due.length === 0 ? null : Math.min(...due);
}
