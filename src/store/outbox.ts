/**
 * The outbox: what is to be said, one row a call to Slack. A row is `sending` from before the call until its outcome is written, so
 * that after a crash the row says: look before posting again.
 */
import type { Message } from '../types.ts';
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
  ],
};

/** The error of an incident's newest parent, when it will never arrive. */
function deadParent(store: Store, incidentId: number): string | null {
  const parent = store.sql(
    `SELECT state, error FROM outbox WHERE incident_id = ? AND kind = 'parent' ORDER BY id DESC LIMIT 1`,
    incidentId,
  )[0];
  return parent?.state === 'dead' ? String(parent.error) : null;
}

/**
 * Queues a message. An update that still waits is replaced (the newest state is what counts), and while the parent itself waits an
 * update changes the parent. Where the parent died, the next update tries to be one, and what should have gone under the dead one is dead.
 */
export function addDelivery(
  store: Store,
  delivery: string,
  incidentId: number,
  wanted: DeliveryKind,
  message: Message,
  now: number,
): void {
  const body = JSON.stringify(message);
  const dead = deadParent(store, incidentId);
  const kind = dead !== null && wanted === 'update' ? 'parent' : wanted;
  const lost = dead !== null && kind === 'reply' ? `its parent: ${dead}` : null;
  if (kind === 'update') {
    const waiting = store.sql(
      `SELECT id FROM outbox WHERE incident_id = ? AND kind IN ('parent', 'update') AND state = 'waiting' AND unsure = 0 ORDER BY id LIMIT 1`,
      incidentId,
    )[0];
    if (waiting) {
      store.sql('UPDATE outbox SET message = ? WHERE id = ?', body, waiting.id ?? null);
      return;
    }
  }
  store.sql(
    `INSERT INTO outbox (delivery, incident_id, kind, state, created_at, due_at, error, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    delivery,
    incidentId,
    kind,
    lost === null ? 'waiting' : 'dead',
    now,
    lost === null ? now : null,
    lost,
    body,
  );
}

/**
 * Claims the next due row: parents first, then by age; a reply or update only once its parent was posted. A row found `sending` was cut
 * off by a crash or outlived its claim: its outcome is unknown, and it says so (`unsure`).
 */
export function claimDelivery(store: Store, now: number, claimMs: number): Delivery | null {
  const row = store.sql<DeliveryRow>(
    `SELECT o.* FROM outbox o JOIN incidents i ON i.id = o.incident_id
     WHERE o.due_at <= ? AND (o.kind = 'parent' OR i.ts IS NOT NULL) ORDER BY o.kind <> 'parent', o.id LIMIT 1`,
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

/** What becomes of a claimed row. */
export type NextStep =
  | { state: 'posted'; ts: string }
  | { state: 'dead'; error: string }
  | { state: 'waiting'; dueAt: number; error: string; plain: boolean; unsure: boolean };

export function settleDelivery(store: Store, id: number, next: NextStep): void {
  if (next.state === 'posted') {
    store.sql(`UPDATE outbox SET state = 'posted', ts = ?, due_at = NULL, error = NULL WHERE id = ?`, next.ts, id);
  } else if (next.state === 'dead') {
    store.sql(`UPDATE outbox SET state = 'dead', error = ?, due_at = NULL WHERE id = ?`, next.error, id);
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

/** A parent that died takes its thread with it: nothing could ever be posted under it. */
export function killThread(store: Store, incidentId: number, error: string): void {
  store.sql(
    `UPDATE outbox SET state = 'dead', error = ?, due_at = NULL WHERE incident_id = ? AND state = 'waiting'`,
    error,
    incidentId,
  );
}

/** The earliest moment at which a row can be sent; replies wait for their parent and do not count until then. */
export function outboxDue(store: Store): number | null {
  return (
    store.sql<{ due: number | null }>(
      `SELECT min(o.due_at) AS due FROM outbox o JOIN incidents i ON i.id = o.incident_id WHERE o.kind = 'parent' OR i.ts IS NOT NULL`,
    )[0]?.due ?? null
  );
}

/** All deliveries of an incident, oldest first. */
export function deliveriesOf(store: Store, incidentId: number): Delivery[] {
  return store.sql<DeliveryRow>('SELECT * FROM outbox WHERE incident_id = ? ORDER BY id', incidentId).map(toDelivery);
}

/** Messages that will never arrive, newest first. */
export function deadLetters(store: Store, limit: number): Delivery[] {
  return store
    .sql<DeliveryRow>(`SELECT * FROM outbox WHERE state = 'dead' ORDER BY id DESC LIMIT ?`, limit)
    .map(toDelivery);
}
