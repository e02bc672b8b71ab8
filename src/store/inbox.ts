/** The inbox: one row an alert, and what became of it. Times are milliseconds. */
import { bodyOf, cut } from '../facts/alert-body.ts';
import { alertKey, episodeOf } from '../facts/episodes.ts';
import type { Alert, Decision } from '../types.ts';
import { count } from './counters.ts';
import { endEpisode } from './episodes.ts';
import type { Migrations, Store } from './store.ts';

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
    [
      // Of an incident's alerts those are asked for that fire; what belongs to none need not be written there.
      'DROP INDEX inbox_incident',
      'CREATE INDEX inbox_incident ON inbox (incident_id, status) WHERE incident_id IS NOT NULL',
      // The page lists the few that were set aside or refused, among all the others.
      `CREATE INDEX inbox_aside ON inbox (id) WHERE state IN ('rejected', 'set-aside')`,
    ],
    [
      // In which place of its group an alert came in: numbers are put into order for less than the hints, which are not written any more.
      'ALTER TABLE inbox ADD COLUMN place INTEGER NOT NULL DEFAULT 0',
      'DROP INDEX inbox_due',
      'CREATE INDEX inbox_due ON inbox (due_at, place) WHERE due_at IS NOT NULL',
    ],
  ],
};

/** Events are over when they happen: they never resolve, and so they keep no incident open. */
const statusOf = (alert: Alert): string => (alert.sender === 'kubernetes-event' ? 'event' : alert.status);

/** The keys of some alerts that the inbox holds: an alert of any other key is new. */
export function heldKeys(store: Store, alerts: Alert[]): Set<string> {
  const rows = store.sql<{ key: string }>(
    'SELECT DISTINCT i.alert_key AS key FROM json_each(?) AS asked JOIN inbox i ON i.alert_key = asked.value',
    JSON.stringify(alerts.map(alertKey)),
  );
  return new Set(rows.map(({ key }) => key));
}

/**
 * Writes an alert that is new.
 * @param place so many of its group came in before it: of what is due, those with the lowest go first
 */
export function addNew(store: Store, alert: Alert, now: number, place: number): void {
  store.sql(
    `INSERT INTO inbox (episode, alert_key, status, received_at, heard_at, due_at, state, place, body)
     VALUES (?1, ?2, ?3, ?4, ?4, ?4, 'waiting', ?5, ?6)`,
    episodeOf(alert),
    alertKey(alert),
    statusOf(alert),
    now,
    place,
    bodyOf(alert),
  );
}

/** Writes an alert; false when this episode was there before (a repeat is counted, not stored). */
export function addAlert(store: Store, alert: Alert, now: number, place = 0): boolean {
  endEpisode(store, alert, now);
  const known = store.sql('SELECT id FROM inbox WHERE episode = ?', episodeOf(alert))[0];
  if (known) store.sql('UPDATE inbox SET repeats = repeats + 1, heard_at = ? WHERE id = ?', now, known.id ?? null);
  else addNew(store, alert, now, place);
  return !known;
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

/** The earliest moment at which a row wants work; null when none does. */
export function inboxDue(store: Store): number | null {
  return (
    store.sql<{ due: number | null }>('SELECT min(due_at) AS due FROM inbox WHERE due_at IS NOT NULL')[0]?.due ?? null
  );
}
