/** The alerts of hidden stops. A stop can have several: each counts for as long as its row is kept. */
import { alertIn } from '../facts/alert-body.ts';
import type { Alert } from '../types.ts';
import { type Hidden, type HiddenRow, toHidden } from './hidden.ts';
import type { Store } from './store.ts';

/** Of a row of the inbox, `f`: it fires, as far as its sender said. */
const fires = `f.status = 'firing' AND NOT EXISTS (SELECT 1 FROM inbox r WHERE r.alert_key = f.alert_key AND r.status = 'resolved')`;

/** Of a row of `hidden`: its alerts that fire. */
export const firingAlerts = `FROM inbox f WHERE f.hidden_id = hidden.id AND ${fires}`;

/** Those of a deployment window of which an alert still fires, heard of since then, and that nobody was told of. */
export function firingIn(store: Store, windowId: string, heardSince: number): Hidden[] {
  return store
    .sql<HiddenRow>(
      `SELECT * FROM hidden WHERE window_id = ? AND raised IS NULL AND EXISTS (SELECT 1 ${firingAlerts} AND f.heard_at >= ?) ORDER BY id`,
      windowId,
      heardSince,
    )
    .map(toHidden);
}

/**
 * The alert by which a hidden stop is told: the first that fires, for while one does the stop is not over; else the first that is left.
 * Null when all were pruned or none can be read.
 */
export function alertOf(store: Store, { id, inboxId }: Hidden): Alert | null {
  const rows = store.sql<{ body: string }>(
    `SELECT f.body FROM inbox f WHERE f.hidden_id = ? OR f.id = ? ORDER BY (${fires}) DESC, f.id`,
    id,
    inboxId,
  );
  return rows.map(({ body }) => alertIn(body)).find((alert) => alert !== null) ?? null;
}
