/** Which alerts are worked on next, and by whom: a claimed row is nobody else's until its claim runs out. Times are milliseconds. */
import type { Alert } from '../types.ts';
import { alertIn } from './alert-body.ts';
import { finishAlert } from './inbox.ts';
import type { Store } from './store.ts';

/** Of a backlog so many rows are put into order; the rest waits its turn. */
const lookedAt = 5000;

/** A claimed row: nobody else works on it until its claim runs out. */
export type Claimed = { id: number; tries: number; receivedAt: number; alert: Alert };

/** A row that is due. `receivedAt` is milliseconds. */
export type Due = { id: number; receivedAt: number };

/**
 * Due rows, oldest first, but of every group that a sender made the first before the second of any: in a storm each story is told before
 * any of them is told again.
 */
export function dueAlerts(store: Store, now: number, limit: number): Due[] {
  return store.sql<Due>(
    `SELECT i.id, i.received_at AS receivedAt FROM (
       SELECT id, row_number() OVER (PARTITION BY hint ORDER BY id) AS place
       FROM (SELECT id, hint FROM inbox WHERE due_at <= ? ORDER BY due_at LIMIT ${lookedAt}) ORDER BY place, id LIMIT ?
     ) AS due JOIN inbox i ON i.id = due.id ORDER BY due.place, due.id`,
    now,
    limit,
  );
}

/** The claimed row; null when it is not due any more, or cannot be read back: then it is set aside, for no later try would read it either. */
function claimRow(store: Store, { id, receivedAt }: Due, now: number, claimMs: number): Claimed | null {
  const row = store.sql<{ tries: number; body: string }>(
    'UPDATE inbox SET due_at = ?, tries = tries + 1 WHERE id = ? AND due_at <= ? RETURNING tries, body',
    now + claimMs,
    id,
    now,
  )[0];
  const alert = row ? alertIn(row.body) : null;
  if (row && alert) return { id, tries: row.tries, receivedAt, alert };
  if (row)
    finishAlert(store, id, { state: 'set-aside', reason: 'its row in the store cannot be read', incident: null });
  return null;
}

/** Claims rows. They become due again when the claim runs out, so that a crash loses nothing. */
export const claimRows = (store: Store, rows: Due[], now: number, claimMs: number): Claimed[] =>
  rows.flatMap((row) => claimRow(store, row, now, claimMs) ?? []);

/** Claims the next due rows, so many at most. */
export const claimAlerts = (store: Store, now: number, limit: number, claimMs: number): Claimed[] =>
  claimRows(store, dueAlerts(store, now, limit), now, claimMs);
