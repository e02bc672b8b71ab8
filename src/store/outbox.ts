/**
 * The outbox: what is to be said, one row a call to Slack. A row is `sending` from before the call until its outcome is written, so
 * that after a crash the row says: look before posting again.
 */
import type { Message } from '../types.ts';
import { deadParent, dies, reviveThread } from './dead-letters.ts';
import { type Delivery, type DeliveryKind, type DeliveryRow, toDelivery } from './delivery-row.ts';
import type { Migrations, Store } from './store.ts';

export type { Delivery, DeliveryKind, DeliveryState } from './delivery-row.ts';

export const outboxSchema: Migrations = {
  table: 'outbox',
  steps: [
    [
      `CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        delivery TEXT NOT NULL UNIQUE,
        incident_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        due_at INTEGER,
        tries INTEGER NOT NULL DEFAULT 0,
        plain INTEGER NOT NULL DEFAULT 0,
        unsure INTEGER NOT NULL DEFAULT 0,
        ts TEXT,
        error TEXT,
        message TEXT NOT NULL
      )`,
      'CREATE INDEX outbox_due ON outbox (due_at) WHERE due_at IS NOT NULL',
      'CREATE INDEX outbox_incident ON outbox (incident_id)',
    ],
    [
      'ALTER TABLE outbox RENAME COLUMN incident_id TO thread_id',
      // What goes first: the lower, the sooner. An empty message is composed when it goes out.
      'ALTER TABLE outbox ADD COLUMN rank INTEGER NOT NULL DEFAULT 0',
      'ALTER TABLE outbox ADD COLUMN broadcast INTEGER NOT NULL DEFAULT 0',
      `UPDATE outbox SET rank = CASE kind WHEN 'parent' THEN 1 WHEN 'reply' THEN 40 ELSE 30 END`,
      `CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead'`,
      'CREATE INDEX outbox_created ON outbox (created_at)',
    ],
    [
      // From when a message that may have been posted is looked for; null: from when it was queued, which a second life forgets.
      'ALTER TABLE outbox ADD COLUMN look_from INTEGER',
      'ALTER TABLE outbox ADD COLUMN died_at INTEGER',
      `UPDATE outbox SET died_at = created_at WHERE state = 'dead'`,
    ],
  ],
};

/** What is to be said. `message` null: composed when it goes out. */
export type Wanted = {
  kind: DeliveryKind;
  rank: number;
  message: Message | null;
  broadcast?: boolean;
  /** Not before then, milliseconds; by default at once. */
  dueAt?: number;
};

/** A row that still waits and will tell the newest state when it goes out: another update, or the parent itself. */
function waitingFor(store: Store, threadId: number, kind: DeliveryKind): number | null {
  if (kind !== 'update' && kind !== 'details') return null;
  const kinds = kind === 'update' ? `('parent', 'update')` : `('details')`;
  const row = store.sql<{ id: number }>(
    `SELECT id FROM outbox WHERE thread_id = ? AND kind IN ${kinds} AND state = 'waiting' AND unsure = 0 AND message = '' ORDER BY id LIMIT 1`,
    threadId,
  )[0];
  return row?.id ?? null;
}

/**
 * Queues a call, and returns its row: where one waits that will tell the same, that one. Where the parent died, the next update has it
 * tried again with all that died with it (a second parent would be a second message), and what should have gone under it is dead.
 */
export function addDelivery(store: Store, delivery: string, threadId: number, wanted: Wanted, now: number): number {
  const { kind } = wanted;
  const dead = deadParent(store, threadId);
  if (dead !== null && kind === 'update') {
    reviveThread(store, threadId, now);
    return dead.id;
  }
  const lost = dead === null ? null : `its parent: ${dead.error}`;
  const waiting = waitingFor(store, threadId, kind);
  if (waiting !== null) {
    const urgent = 'UPDATE outbox SET rank = min(rank, ?), broadcast = max(broadcast, ?) WHERE id = ?';
    store.sql(urgent, wanted.rank, wanted.broadcast ? 1 : 0, waiting);
    return waiting;
  }
  const row = store.sql<{ id: number }>(
    `INSERT INTO outbox (delivery, thread_id, kind, state, created_at, due_at, died_at, error, message, rank, broadcast)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    delivery,
    threadId,
    kind,
    lost === null ? 'waiting' : 'dead',
    now,
    lost === null ? (wanted.dueAt ?? now) : null,
    lost === null ? null : now,
    lost,
    wanted.message === null ? '' : JSON.stringify(wanted.message),
    wanted.rank,
    wanted.broadcast ? 1 : 0,
  )[0];
  return Number(row?.id);
}

/**
 * Claims the next due row: by rank, then by age; a reply or update only once its parent was posted. A row found `sending` was cut
 * off by a crash or outlived its claim: its outcome is unknown, and it says so (`unsure`).
 */
export function claimDelivery(store: Store, now: number, claimMs: number): Delivery | null {
  const row = store.sql<DeliveryRow>(
    `SELECT * FROM outbox WHERE id = (
       SELECT o.id FROM outbox o JOIN incidents i ON i.id = o.thread_id
       WHERE o.due_at <= ? AND (o.kind = 'parent' OR i.ts IS NOT NULL) ORDER BY o.rank, o.id LIMIT 1
     )`,
    now,
  )[0];
  if (!row) return null;
  const unsure = row.state === 'sending' || row.unsure === 1;
  store.sql(
    `UPDATE outbox SET state = 'sending', tries = tries + 1, unsure = ?, due_at = ? WHERE id = ?`,
    unsure ? 1 : 0,
    now + claimMs,
    row.id,
  );
  return { ...toDelivery(row), tries: Number(row.tries) + 1, unsure };
}

/** Writes down what a row says, so that a later try says the same. */
export function fixMessage(store: Store, id: number, message: Message): void {
  store.sql('UPDATE outbox SET message = ? WHERE id = ?', JSON.stringify(message), id);
}

/** What becomes of a claimed row. */
export type NextStep =
  | { state: 'posted'; ts: string }
  | { state: 'dead'; error: string }
  | { state: 'waiting'; dueAt: number; error: string; plain: boolean; unsure: boolean };

export function settleDelivery(store: Store, id: number, next: NextStep): void {
  if (next.state === 'posted') {
    store.sql(`UPDATE outbox SET state = 'posted', ts = ?, due_at = NULL, error = NULL WHERE id = ?`, next.ts, id);
  } else if (next.state === 'dead') {
    store.sql(`UPDATE outbox SET state = 'dead', error = ?, ${dies} WHERE id = ?`, next.error, id);
  } else {
    const { dueAt, error, plain, unsure } = next;
    store.sql(
      `UPDATE outbox SET state = 'waiting', due_at = ?, error = ?, plain = ?, unsure = ? WHERE id = ?`,
      dueAt,
      error,
      plain ? 1 : 0,
      unsure ? 1 : 0,
      id,
    );
  }
}

/** The earliest moment at which a row can be sent; replies wait for their parent and do not count until then. */
export function outboxDue(store: Store): number | null {
  return (
    store.sql<{ due: number | null }>(
      `SELECT min(o.due_at) AS due FROM outbox o JOIN incidents i ON i.id = o.thread_id
       WHERE o.due_at IS NOT NULL AND (o.kind = 'parent' OR i.ts IS NOT NULL)`,
    )[0]?.due ?? null
  );
}

/** All deliveries of a thread, oldest first. */
export function deliveriesOf(store: Store, threadId: number): Delivery[] {
  return store.sql<DeliveryRow>('SELECT * FROM outbox WHERE thread_id = ? ORDER BY id', threadId).map(toDelivery);
}

/**
 * Takes back what a thread would have said, as long as none of it was tried: its story is told elsewhere. False when it is too late.
 */
export function withdraw(store: Store, threadId: number): boolean {
  const begun = store.sql('SELECT 1 FROM outbox WHERE thread_id = ? AND tries > 0 LIMIT 1', threadId);
  if (begun.length > 0) return false;
  store.sql(`DELETE FROM outbox WHERE thread_id = ?`, threadId);
  return true;
}

/** How many replies of a thread the channel heard of, or will, since then. */
export function countBroadcasts(store: Store, threadId: number, since: number): number {
  const query = 'SELECT count(*) AS n FROM outbox WHERE thread_id = ? AND broadcast = 1 AND created_at >= ?';
  return Number(store.sql(query, threadId, since)[0]?.['n'] ?? 0);
}
