/** Which rows are worked on next, and by whom: a claimed alert is nobody else's until its claim runs out. Times are milliseconds. */
import { alertIn } from '../facts/alert-body.ts';
import type { Alert } from '../types.ts';
import type { End } from './ends.ts';
import { finishAlert } from './inbox.ts';
import type { Row, Store } from './store.ts';

/** Of a backlog so many rows are put into order; the rest waits its turn. */
const lookedAt = 5000;

/** For each alert that is asked for so many rows are looked through, most of which can be ends. */
const takenEach = 4;

/** A claimed row: nobody else works on it until its claim runs out. */
export type Claimed = { id: number; tries: number; receivedAt: number; alert: Alert };

/** A row that is due, before anybody works on it. `tries` counts the one to come. */
export type InLine = { id: number; tries: number; receivedAt: number; key: string; ends: boolean };

/**
 * Due rows: of every group that a sender made the first before the second of any, and else the oldest first. In a storm each story is told
 * before any of them is told again.
 * @param limit of alerts; ends are taken beside them
 */
export function dueRows(store: Store, now: number, limit: number): InLine[] {
  const due = store.sql<Omit<InLine, 'ends'> & Row & { status: string }>(
    `SELECT i.id, i.tries + 1 AS tries, i.received_at AS receivedAt, i.alert_key AS key, i.status FROM (
       SELECT id, place FROM (SELECT id, place FROM inbox WHERE due_at <= ? ORDER BY due_at LIMIT ${lookedAt})
       ORDER BY place, id LIMIT ?
     ) AS due JOIN inbox i ON i.id = due.id ORDER BY due.place, due.id`,
    now,
    limit * takenEach,
  );
  let alerts = 0;
  return due.flatMap(({ status, ...row }): InLine[] => {
    if (alerts === limit) return [];
    const ends = status === 'resolved';
    if (!ends) alerts++;
    return [{ ...row, ends }];
  });
}

/** The claimed row; null when it is not due any more, or cannot be read back: then it is set aside, for no later try would read it either. */
function claimRow(store: Store, { id, tries, receivedAt }: InLine, now: number, claimMs: number): Claimed | null {
  const row = store.sql<{ body: string }>(
    'UPDATE inbox SET due_at = ?, tries = ? WHERE id = ? AND due_at <= ? RETURNING body',
    now + claimMs,
    tries,
    id,
    now,
  )[0];
  const alert = row ? alertIn(row.body) : null;
  if (row && alert) return { id, tries, receivedAt, alert };
  if (row)
    finishAlert(store, id, { state: 'set-aside', reason: 'its row in the store cannot be read', incident: null });
  return null;
}

/**
 * Claims rows. They become due again when the claim runs out, so that a crash loses nothing. Ends are not read and need no claim: their
 * work never waits.
 */
export const claimRows = (store: Store, rows: InLine[], now: number, claimMs: number): (Claimed | End)[] =>
  rows.flatMap(({ ends, ...row }): (Claimed | End)[] => {
    if (ends) return [{ ...row, alert: null }];
    const claimed = claimRow(store, { ...row, ends }, now, claimMs);
    return claimed ? [claimed] : [];
  });
