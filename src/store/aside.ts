/** Alerts that were set aside, and alerts that are looked at again when their cluster can be read. */
import { alertIn } from '../facts/alert-body.ts';
import type { Claimed } from './claims.ts';
import type { Row, Store } from './store.ts';

/** Alerts that were set aside or could not be parsed, newest first. */
export function asideAlerts(store: Store, limit: number): { at: number; reason: string }[] {
  return store
    .sql<Row & { received_at: number; reason: string }>(
      `SELECT received_at, reason FROM inbox WHERE state IN ('rejected', 'set-aside') ORDER BY id DESC LIMIT ?`,
      limit,
    )
    .map((row) => ({ at: row.received_at, reason: row.reason }));
}

/** The cluster could not be read: the alert is looked at again then. */
export function lookAgainAt(store: Store, id: number, at: number | null): void {
  store.sql('UPDATE inbox SET again_at = ? WHERE id = ?', at, id);
}

/** Alerts whose second look is due, oldest first, with the incident that tells them. They become due again when the claim runs out. */
export function claimAgain(
  store: Store,
  now: number,
  limit: number,
  claimMs: number,
): (Claimed & { incidentId: number })[] {
  const rows = store.sql<Row & { id: number; received_at: number; incident_id: number | null; body: string }>(
    'SELECT id, received_at, incident_id, body FROM inbox WHERE again_at <= ? ORDER BY again_at, id LIMIT ?',
    now,
    limit,
  );
  return rows.flatMap((row) => {
    const alert = alertIn(row.body);
    const lost = alert === null || row.incident_id === null;
    lookAgainAt(store, row.id, lost ? null : now + claimMs);
    if (alert === null || row.incident_id === null) return [];
    return [{ id: row.id, tries: 1, receivedAt: row.received_at, alert, incidentId: row.incident_id }];
  });
}

export function againDue(store: Store): number | null {
  return (
    store.sql<{ due: number | null }>('SELECT min(again_at) AS due FROM inbox WHERE again_at IS NOT NULL')[0]?.due ??
    null
  );
}
