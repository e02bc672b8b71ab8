/**
 * Ends of alerts, many at a time: where their firing sides are told, what still fires, and the rows' own end. Times are milliseconds.
 */
import type { Alert } from '../types.ts';
import { alertIn } from '../facts/alert-body.ts';
import type { Row, Store } from './store.ts';

/** A due end, without its alert: where that is told is known by its key. Nobody else works on ends, so that it is due until it is done. */
export type End = { id: number; tries: number; receivedAt: number; key: string; alert: null };

/** Where the firing side of an alert is told or hidden. */
export type Place = { incident: number | null; hidden: number | null };

/** Of each of these alerts of which the firing side was explained: where it is told or hidden. */
export function placesOf(store: Store, keys: string[]): Map<string, Place> {
  const rows = store.sql<Row & Place & { key: string }>(
    `SELECT i.alert_key AS key, i.incident_id AS incident, i.hidden_id AS hidden FROM json_each(?) k
     CROSS JOIN inbox i ON i.alert_key = k.value AND i.status = 'firing' AND i.state = 'done'`,
    JSON.stringify(keys),
  );
  return new Map(rows.map(({ key, incident, hidden }) => [key, { incident, hidden }]));
}

/** What becomes of ends: the incident that they are of, and the delivery that tells it; null where nothing is said. */
export type Fate = { reason: string; incident: number | null; delivery: number | null };

/** Ends the work of these rows. Where they belong to no incident they stay out of its index. */
export function finishEnds(store: Store, ends: End[], { reason, incident, delivery }: Fate): void {
  if (ends.length === 0) return;
  const place = incident === null ? '' : 'incident_id = ?4, delivery_id = ?5,';
  const where = incident === null ? [] : [incident, delivery];
  store.sql(
    `UPDATE inbox SET state = 'done', reason = ?2, outcome = ?3, ${place} due_at = NULL WHERE id IN (SELECT value FROM json_each(?1))`,
    JSON.stringify(ends.map(({ id }) => id)),
    reason,
    delivery === null ? 'suppressed' : 'updated',
    ...where,
  );
}

/** An end on which our own code failed is tried again then. */
export function putOffEnd(store: Store, { id, tries }: End, dueAt: number): void {
  store.sql('UPDATE inbox SET due_at = ?, tries = ? WHERE id = ?', dueAt, tries, id);
}

/** The end as its sender said it; null when its row does not hold one. */
export function alertOfEnd(store: Store, { id }: End): Alert | null {
  const row = store.sql<{ body: string }>('SELECT body FROM inbox WHERE id = ?', id)[0];
  return row ? alertIn(row.body) : null;
}

/** When the alert ended (RFC 3339), if its end came in; an end without a time counts from its arrival. */
export function resolvedAt(store: Store, key: string): string | null {
  const row = store.sql<Row & { received_at: number; body: string }>(
    `SELECT received_at, body FROM inbox WHERE alert_key = ? AND status = 'resolved'`,
    key,
  )[0];
  return row ? (alertIn(row.body)?.endsAt ?? new Date(row.received_at).toISOString()) : null;
}

/**
 * Whether an alert of an incident fires: heard of since then, and without such an end. Events never resolve and do not count. The newest
 * are asked first: ends come in the order of the beginnings, and whoever ends looks only for one that does not.
 */
const firesWithout = (end: string) => (store: Store, incident: number, heardSince: number) =>
  store.sql(
    `SELECT 1 FROM inbox f WHERE f.incident_id = ? AND f.status = 'firing' AND f.heard_at >= ?
     AND NOT EXISTS (SELECT 1 FROM inbox r WHERE r.alert_key = f.alert_key AND r.status = 'resolved' AND r.id <> f.id ${end})
     ORDER BY f.id DESC LIMIT 1`,
    incident,
    heardSince,
  ).length > 0;

/** Whether any still fires, as far as their senders said by now. */
export const stillFires = firesWithout('');

/** Whether any fires as far as the incident was told: one whose end waits in the inbox does. */
export const firingAsTold = firesWithout(`AND r.state <> 'waiting'`);
