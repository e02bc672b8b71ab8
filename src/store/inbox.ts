/** The inbox: one row an alert, written before the sender gets its 202. Times are milliseconds. */
import type { Alert } from '../types.ts';
import { alertIn, bodyOf, cut } from './alert-body.ts';
import type { Migrations, Row, Store } from './store.ts';

export const inboxSchema: Migrations = {
  table: 'inbox',
  steps: [
    [
      `CREATE TABLE inbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        episode TEXT NOT NULL UNIQUE,
        alert_key TEXT NOT NULL,
        status TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        due_at INTEGER,
        tries INTEGER NOT NULL DEFAULT 0,
        repeats INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL,
        reason TEXT,
        incident_id INTEGER,
        body TEXT NOT NULL
      )`,
      'CREATE INDEX inbox_due ON inbox (due_at) WHERE due_at IS NOT NULL',
      'CREATE INDEX inbox_key ON inbox (alert_key)',
      'CREATE INDEX inbox_incident ON inbox (incident_id)',
    ],
  ],
};

/** The alert apart from its status: firing and resolved of one episode share it. groupKey and endsAt differ by route and peer. */
export const alertKey = (alert: Alert): string => [alert.cluster ?? '', alert.fingerprint, alert.startsAt].join('|');

/** One episode's message: what a sender repeats is the same row. */
const episodeOf = (alert: Alert): string => `${alertKey(alert)}|${alert.status}`;

/** Events are over when they happen: they never resolve, and so they keep no incident open. */
const statusOf = (alert: Alert): string => (alert.sender === 'kubernetes-event' ? 'event' : alert.status);

/** Writes an alert; false when this episode was there before (a repeat is counted, not stored). */
export function addAlert(store: Store, alert: Alert, now: number): boolean {
  const episode = episodeOf(alert);
  const known = store.sql('SELECT id FROM inbox WHERE episode = ?', episode)[0];
  if (known) {
    store.sql('UPDATE inbox SET repeats = repeats + 1 WHERE id = ?', known.id ?? null);
    return false;
  }
  store.sql(
    `INSERT INTO inbox (episode, alert_key, status, received_at, due_at, state, body) VALUES (?, ?, ?, ?, ?, 'waiting', ?)`,
    episode,
    alertKey(alert),
    statusOf(alert),
    now,
    now,
    bodyOf(alert),
  );
  return true;
}

/** Keeps an alert that could not be parsed, with the reason; `id` makes repeats one row. */
export function addRejected(store: Store, id: string, reason: string, raw: string, now: number): void {
  store.sql(
    `INSERT INTO inbox (episode, alert_key, status, received_at, state, reason, body) VALUES (?, '', '', ?, 'rejected', ?, ?)
     ON CONFLICT (episode) DO UPDATE SET repeats = repeats + 1`,
    `rejected|${id}`,
    now,
    reason,
    cut(raw),
  );
}

/** A claimed row: nobody else works on it until its claim runs out. */
export type Claimed = { id: number; tries: number; receivedAt: number; alert: Alert };

/**
 * Claims due rows, oldest first: they become due again when the claim runs out, so that a crash loses nothing. A row that cannot be
 * read back is set aside, for no later try would read it either.
 */
export function claimAlerts(store: Store, now: number, limit: number, claimMs: number): Claimed[] {
  const rows = store.sql<Row & { id: number; tries: number; received_at: number; body: string }>(
    'SELECT id, tries, received_at, body FROM inbox WHERE due_at <= ? ORDER BY id LIMIT ?',
    now,
    limit,
  );
  return rows.flatMap((row): Claimed[] => {
    const alert = alertIn(row.body);
    if (alert === null) {
      finishAlert(store, row.id, 'set-aside', 'its row in the store cannot be read', null);
      return [];
    }
    store.sql('UPDATE inbox SET due_at = ?, tries = tries + 1 WHERE id = ?', now + claimMs, row.id);
    return [{ id: row.id, tries: row.tries + 1, receivedAt: row.received_at, alert }];
  });
}

/** Ends a row's work: what became of it, why, and the incident it belongs to. */
export function finishAlert(
  store: Store,
  id: number,
  state: 'done' | 'set-aside',
  reason: string,
  incident: number | null,
): void {
  store.sql(
    'UPDATE inbox SET state = ?, reason = ?, incident_id = ?, due_at = NULL WHERE id = ?',
    state,
    reason,
    incident,
    id,
  );
}

/** The incident that the firing side of an alert opened or joined; undefined when it was not explained yet. */
export function incidentOf(store: Store, key: string): number | null | undefined {
  const row = store.sql(
    `SELECT incident_id FROM inbox WHERE alert_key = ? AND status = 'firing' AND state = 'done'`,
    key,
  )[0];
  return row ? (row.incident_id as number | null) : undefined;
}

/** When the alert ended (RFC 3339), if its end came in; an end without a time counts from its arrival. */
export function resolvedAt(store: Store, key: string): string | null {
  const row = store.sql<Row & { received_at: number; body: string }>(
    `SELECT received_at, body FROM inbox WHERE alert_key = ? AND status = 'resolved'`,
    key,
  )[0];
  return row ? (alertIn(row.body)?.endsAt ?? new Date(row.received_at).toISOString()) : null;
}

/** How many alerts of an incident still fire (events never resolve and do not count). */
export function stillFiring(store: Store, incident: number): number {
  return Number(
    store.sql(
      `SELECT count(*) AS n FROM inbox f WHERE f.incident_id = ? AND f.status = 'firing'
       AND NOT EXISTS (SELECT 1 FROM inbox r WHERE r.alert_key = f.alert_key AND r.status = 'resolved' AND r.id <> f.id)`,
      incident,
    )[0]?.n ?? 0,
  );
}

/** The earliest moment at which a row wants work; null when none does. */
export function inboxDue(store: Store): number | null {
  return store.sql<{ due: number | null }>('SELECT min(due_at) AS due FROM inbox')[0]?.due ?? null;
}

/** Alerts that were set aside or could not be parsed, newest first. */
export function asideAlerts(store: Store, limit: number): { at: number; reason: string }[] {
  return store
    .sql<Row & { received_at: number; reason: string }>(
      `SELECT received_at, reason FROM inbox WHERE state IN ('rejected', 'set-aside') ORDER BY id DESC LIMIT ?`,
      limit,
    )
    .map((row) => ({ at: row.received_at, reason: row.reason }));
}
