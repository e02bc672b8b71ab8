/** A clock that jumps back leaves all work in the future: it is brought back, and done now. */
import { iso } from '../facts/time.ts';
import { recall, remember } from '../store/counters.ts';
import type { Store } from '../store/store.ts';
import { endStorms } from '../store/storms.ts';
import { keepQuiet } from './quiet.ts';

/** Corrections below this are what time servers do every day. */
const jumpMs = 60_000;
/** Nothing that can be due now is put off for longer on purpose, but for looks, which find their own time again. */
const longestMs = 5 * 60_000;

/** All times at which something is due. */
const times = [
  ['arrivals', 'received_at'],
  ['inbox', 'due_at'],
  ['inbox', 'again_at'],
  ['outbox', 'due_at'],
  ['looks', 'due_at'],
  ['windows', 'due_at'],
] as const;

/** Times at which something was, as far as more is reckoned from them. */
const past = [
  ['incidents', 'last_seen_at'],
  ['incidents', 'resolved_at'],
  ['outbox', 'created_at'],
  ['outbox', 'look_from'],
  ['outbox', 'died_at'],
  ['inbox', 'received_at'],
  ['inbox', 'heard_at'],
  ['hidden', 'hidden_at'],
] as const;

/** What is put off is due, and what was in the future was now at the latest. How much earlier nobody knows: its storms are over. */
function bringBack(store: Store, now: number): void {
  endStorms(store, now);
  keepQuiet(store, 0);
  store.sql(
    `UPDATE incidents SET body = json_set(body, '$.lastSeenAt', ?1) WHERE kind = 'incident' AND last_seen_at > ?2`,
    iso(now),
    now,
  );
  for (const [table, due] of times) store.sql(`UPDATE ${table} SET ${due} = ?1 WHERE ${due} > ?1 + ?2`, now, longestMs);
  for (const [table, at] of past) store.sql(`UPDATE ${table} SET ${at} = ?1 WHERE ${at} > ?1`, now);
}

/** True when the clock had jumped back since it was last read: what it put off is due. @param now milliseconds */
export function mindTheClock(store: Store, now: number): boolean {
  const last = Number(recall(store, 'clock') ?? 0);
  const jumped = now < last - jumpMs;
  if (jumped) bringBack(store, now);
  // Written seldom: a jump that matters is longer than this.
  if (jumped || now > last + jumpMs / 2) remember(store, 'clock', String(now));
  return jumped;
}
