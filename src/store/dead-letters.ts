/** Dead letters: deliveries that will never arrive by themselves. They stay until somebody sends them again, or they are too old. */
import { type Delivery, type DeliveryRow, toDelivery } from './delivery-row.ts';
import type { Store } from './store.ts';

/** The newest first. */
export function deadLetters(store: Store, limit: number): Delivery[] {
  return store
    .sql<DeliveryRow>(`SELECT * FROM outbox WHERE state = 'dead' ORDER BY id DESC LIMIT ?`, limit)
    .map(toDelivery);
}

export const countDeadLetters = (store: Store): number =>
  Number(store.sql(`SELECT count(*) AS n FROM outbox WHERE state = 'dead'`)[0]?.['n'] ?? 0);

/** A row dies of its last try: at most half a minute before its claim would run out, which is near enough for whoever keeps it for a day. */
export const dies = 'died_at = due_at, due_at = NULL';

/** A parent that died takes its thread with it: nothing could ever be posted under it. */
export function killThread(store: Store, threadId: number, error: string): void {
  store.sql(
    `UPDATE outbox SET state = 'dead', error = ?, ${dies} WHERE thread_id = ? AND state = 'waiting'`,
    error,
    threadId,
  );
}

/** A thread's parent, when it will never arrive by itself. */
export function deadParent(store: Store, threadId: number): { id: number; error: string } | null {
  const query = `SELECT id, error FROM outbox WHERE thread_id = ? AND kind = 'parent' AND state = 'dead'`;
  return store.sql<{ id: number; error: string }>(query, threadId)[0] ?? null;
}

/**
 * Sends dead letters again, all of a thread together, for a reply cannot arrive without its parent. A thread has one parent: where another
 * stands, or is on its way, a dead one edits it.
 * @param delivery one delivery's id; null for all of them
 * @returns how many were queued again
 */
export function replayDeadLetters(store: Store, delivery: string | null, now: number): number {
  return store.transaction(() => {
    const threads = store.sql<{ thread_id: number }>(
      `SELECT DISTINCT thread_id FROM outbox WHERE state = 'dead' AND (?1 IS NULL OR delivery = ?1)`,
      delivery,
    );
    return threads.reduce((queued, { thread_id }) => {
      store.sql(
        `UPDATE outbox SET kind = 'update' WHERE thread_id = ?1 AND kind = 'parent' AND state = 'dead' AND id <> (
           SELECT id FROM outbox WHERE thread_id = ?1 AND kind = 'parent' ORDER BY state = 'dead', id LIMIT 1)`,
        thread_id,
      );
      return queued + reviveThread(store, thread_id, now);
    }, 0);
  });
}

/** The dead of a thread begin a new life, as if they were queued now; what may have been posted stays so, from when it was. Returns how many. */
export function reviveThread(store: Store, threadId: number, now: number): number {
  return store.sql(
    `UPDATE outbox SET state = 'waiting', due_at = ?1, created_at = ?1, tries = 0, plain = 0, error = NULL, died_at = NULL,
       look_from = CASE unsure WHEN 1 THEN coalesce(look_from, created_at) END
     WHERE thread_id = ?2 AND state = 'dead' RETURNING id`,
    now,
    threadId,
  ).length;
}
