/** Incidents: one workload's episode each, and the Slack message that tells it. */
import type { Incident } from '../types.ts';
import type { Migrations, Row, Store } from './store.ts';

export const incidentsSchema: Migrations = {
  table: 'incidents',
  steps: [
    [
      `CREATE TABLE incidents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        last_seen_at INTEGER NOT NULL,
        resolved_at INTEGER,
        channel TEXT,
        ts TEXT,
        body TEXT NOT NULL
      )`,
      'CREATE INDEX incidents_open ON incidents (key, last_seen_at) WHERE resolved_at IS NULL',
    ],
  ],
};

/** An incident with where it is told: channel and ts once its message was posted. */
export type StoredIncident = { id: number; incident: Incident; channel: string | null; ts: string | null };
type IncidentRow = Row & { id: number; body: string; channel: string | null; ts: string | null };

const columns = 'id, body, channel, ts';
const stored = (row: IncidentRow): StoredIncident => ({
  id: row.id,
  incident: JSON.parse(row.body) as Incident,
  channel: row.channel,
  ts: row.ts,
});

/** The newest unresolved incident of a key that was seen since `since` (milliseconds) or that `isLive` says still fires. */
export function openIncident(
  store: Store,
  key: string,
  since: number,
  isLive: (id: number) => boolean,
): StoredIncident | null {
  const row = store.sql<IncidentRow & { last_seen_at: number }>(
    `SELECT ${columns}, last_seen_at FROM incidents WHERE key = ? AND resolved_at IS NULL ORDER BY id DESC LIMIT 1`,
    key,
  )[0];
  return row && (row.last_seen_at >= since || isLive(row.id)) ? stored(row) : null;
}

/** Writes an incident: a new one without an id, else its next state. Returns the id. */
export function putIncident(store: Store, id: number | null, incident: Incident): number {
  const values = [
    Date.parse(incident.lastSeenAt),
    incident.resolvedAt ? Date.parse(incident.resolvedAt) : null,
    JSON.stringify(incident),
  ] as const;
  if (id !== null) {
    store.sql('UPDATE incidents SET last_seen_at = ?, resolved_at = ?, body = ? WHERE id = ?', ...values, id);
    return id;
  }
  const row = store.sql<{ id: number }>(
    'INSERT INTO incidents (key, last_seen_at, resolved_at, body) VALUES (?, ?, ?, ?) RETURNING id',
    incident.key,
    ...values,
  )[0];
  return Number(row?.id);
}

/** Remembers where an incident's message stands. */
export function incidentPosted(store: Store, id: number, channel: string, ts: string): void {
  store.sql('UPDATE incidents SET channel = ?, ts = ? WHERE id = ?', channel, ts, id);
}

export function getIncident(store: Store, id: number): StoredIncident | null {
  const row = store.sql<IncidentRow>(`SELECT ${columns} FROM incidents WHERE id = ?`, id)[0];
  return row ? stored(row) : null;
}

/** The newest incidents first. */
export function newestIncidents(store: Store, limit: number): StoredIncident[] {
  return store.sql<IncidentRow>(`SELECT ${columns} FROM incidents ORDER BY id DESC LIMIT ?`, limit).map(stored);
}
