/** The inbox: one row an alert, written before the sender gets its 202. Times are milliseconds. */
import type { Alert, Decision } from '../types.ts';
import { alertIn, bodyOf, cut } from './alert-body.ts';
import { count } from './counters.ts';
import { alertKey, endEpisode, episodeOf } from './episodes.ts';
import type { Migrations, Row, Store } from './store.ts';

export { alertKey } from './episodes.ts';

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
    [
      // When the sender last said it: one that falls silent does not fire for ever.
      'ALTER TABLE inbox ADD COLUMN heard_at INTEGER NOT NULL DEFAULT 0',
      'UPDATE inbox SET heard_at = received_at',
      // What was made of it: posted, updated or suppressed; and the delivery that tells it.
      'ALTER TABLE inbox ADD COLUMN outcome TEXT',
      'ALTER TABLE inbox ADD COLUMN delivery_id INTEGER',
      'CREATE INDEX inbox_delivery ON inbox (delivery_id) WHERE delivery_id IS NOT NULL',
      // When the cluster is asked again, after it could not be read.
      'ALTER TABLE inbox ADD COLUMN again_at INTEGER',
      'CREATE INDEX inbox_again ON inbox (again_at) WHERE again_at IS NOT NULL',
      'CREATE INDEX inbox_heard ON inbox (heard_at)',
      // What alerts that came together have in common: of each such group the first goes first.
      `ALTER TABLE inbox ADD COLUMN hint TEXT NOT NULL DEFAULT ''`,
      // A claim sorts all that is due by its hint: it need not read the alerts for that.
      'DROP INDEX inbox_due',
      'CREATE INDEX inbox_due ON inbox (due_at, hint) WHERE due_at IS NOT NULL',
    ],
    [
      // What was decided, by which rule and on which evidence; and the hidden stop that the alert tells of.
      'ALTER TABLE inbox ADD COLUMN decision TEXT',
      'ALTER TABLE inbox ADD COLUMN hidden_id INTEGER',
      'CREATE INDEX inbox_hidden ON inbox (hidden_id) WHERE hidden_id IS NOT NULL',
    ],
  ],
};

/** Events are over when they happen: they never resolve, and so they keep no incident open. */
const statusOf = (alert: Alert): string => (alert.sender === 'kubernetes-event' ? 'event' : alert.status);

/** Writes an alert; false when this episode was there before (a repeat is counted, not stored). */
export function addAlert(store: Store, alert: Alert, now: number): boolean {
  endEpisode(store, alert, now);
  const episode = episodeOf(alert);
  const known = store.sql('SELECT id FROM inbox WHERE episode = ?', episode)[0];
  if (known) {
    store.sql('UPDATE inbox SET repeats = repeats + 1, heard_at = ? WHERE id = ?', now, known.id ?? null);
    return false;
  }
  store.sql(
    `INSERT INTO inbox (episode, alert_key, status, received_at, heard_at, due_at, state, hint, body)
     VALUES (?1, ?2, ?3, ?4, ?4, ?4, 'waiting', ?5, ?6)`,
    episode,
    alertKey(alert),
    statusOf(alert),
    now,
    alert.groupKey ?? '',
    bodyOf(alert),
  );
  return true;
}

/** Keeps an alert that could not be parsed, with the reason; `id` makes repeats one row. */
export function addRejected(store: Store, id: string, reason: string, raw: string, now: number): void {
  store.sql(
    `INSERT INTO inbox (episode, alert_key, status, received_at, heard_at, state, reason, body)
     VALUES (?1, '', '', ?2, ?2, 'rejected', ?3, ?4) ON CONFLICT (episode) DO UPDATE SET repeats = repeats + 1, heard_at = ?2`,
    `rejected|${id}`,
    now,
    reason,
    cut(raw),
  );
}

/** What became of an alert: what was said because of it, and the delivery that says it. */
export type Fate = {
  state: 'done' | 'set-aside';
  reason: string;
  incident: number | null;
  outcome?: 'posted' | 'updated' | 'suppressed';
  delivery?: number | null;
  hidden?: number | null;
  decision?: Decision;
};

/** Ends a row's work. */
export function finishAlert(store: Store, id: number, fate: Fate): void {
  const { state, reason, incident, outcome, delivery, hidden, decision } = fate;
  store.sql(
    `UPDATE inbox SET state = ?, reason = ?, incident_id = ?, outcome = ?, delivery_id = ?, hidden_id = ?, decision = ?, due_at = NULL
     WHERE id = ?`,
    state,
    reason,
    incident,
    outcome ?? null,
    delivery ?? null,
    hidden ?? null,
    decision ? JSON.stringify(decision) : null,
    id,
  );
  if (state === 'set-aside') count(store, 'lastword_alerts_rejected_total', { reason: state });
}

/** Where the firing side of an alert is told or hidden; null when it was not explained yet. */
export function placesOf(store: Store, key: string): { incident: number | null; hidden: number | null } | null {
  const query = `SELECT incident_id AS incident, hidden_id AS hidden FROM inbox WHERE alert_key = ? AND status = 'firing' AND state = 'done'`;
  return store.sql<{ incident: number | null; hidden: number | null }>(query, key)[0] ?? null;
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

/** The earliest moment at which a row wants work; null when none does. */
export function inboxDue(store: Store): number | null {
  return (
    store.sql<{ due: number | null }>('SELECT min(due_at) AS due FROM inbox WHERE due_at IS NOT NULL')[0]?.due ?? null
  );
}
