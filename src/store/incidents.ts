/** Incidents: one workload's or node's episode each, and the Slack message that tells it. A storm's own row lies here too, for it has a thread. */
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
    [
      `ALTER TABLE incidents ADD COLUMN kind TEXT NOT NULL DEFAULT 'incident'`,
      'ALTER TABLE incidents ADD COLUMN opened_at INTEGER NOT NULL DEFAULT 0',
      // The storm that an incident belongs to; `own` is 0 where only the storm's message tells it, `detailed` 1 once its thread does.
      'ALTER TABLE incidents ADD COLUMN storm_id INTEGER',
      'ALTER TABLE incidents ADD COLUMN own INTEGER NOT NULL DEFAULT 1',
      'ALTER TABLE incidents ADD COLUMN detailed INTEGER NOT NULL DEFAULT 0',
      'UPDATE incidents SET opened_at = last_seen_at',
      // What an incident of the first version did not know.
      `UPDATE incidents SET body = json_set(body, '$.podCount', json_array_length(body, '$.pods'), '$.workloads', json('[]'),
        '$.told', json('[]'), '$.reopened', 0, '$.diagnosis.meant', NULL, '$.diagnosis.scope', 'workload',
        '$.diagnosis.shared', NULL, '$.diagnosis.revision', NULL, '$.workloadCount', 0) WHERE json_valid(body)`,
      // What cannot be read back must not stop the rest.
      'DELETE FROM incidents WHERE NOT json_valid(body)',
      'DROP INDEX incidents_open',
      'CREATE INDEX incidents_key ON incidents (key, id)',
      'CREATE INDEX incidents_opened ON incidents (opened_at)',
      'CREATE INDEX incidents_seen ON incidents (last_seen_at)',
      'CREATE INDEX incidents_storm ON incidents (storm_id) WHERE storm_id IS NOT NULL',
    ],
    [
      // What a diagnosis of the second version did not know. A storm's row has none.
      `UPDATE incidents SET body = json_set(body, '$.diagnosis.rollout', NULL, '$.diagnosis.restarts', NULL, '$.diagnosis.wishes',
        json('{"channel":null,"suppress":null,"settle":null,"because":[]}')) WHERE kind = 'incident'`,
    ],
  ],
};

/** An incident with where it is told: its channel (null: the default one), ts once its own message was posted, and the storm that tells it. */
export type StoredIncident = {
  id: number;
  incident: Incident;
  channel: string | null;
  ts: string | null;
  stormId: number | null;
  /** It has a message of its own. */
  own: boolean;
};
export type IncidentRow = Row & {
  id: number;
  body: string;
  channel: string | null;
  ts: string | null;
  storm_id: number | null;
  own: number;
};

export const incidentColumns = 'id, body, channel, ts, storm_id, own';
export const stored = (row: IncidentRow): StoredIncident => ({
  id: row.id,
  incident: JSON.parse(row.body) as Incident,
  channel: row.channel,
  ts: row.ts,
  stormId: row.storm_id,
  own: row.own === 1,
});

/** Whose message tells an incident: its own row, or its storm's. */
export const threadOf = ({ id, own, stormId }: StoredIncident): number => (own || stormId === null ? id : stormId);

/** Which incidents a new alert may still join. Times are milliseconds. */
export type Openness = {
  /** Unresolved ones that were seen since then … */
  seenSince: number;
  /** … or of which an alert still fires, … */
  isLive: (id: number) => boolean;
  /** … and ones that resolved no longer ago. */
  resolvedSince: number;
};

/** So many incidents of a key are looked at: in an outage each pod is told by itself, and all of them are their workload's when it is over. */
const lookedAt = 20;

type Times = { id: number; last_seen_at: number; resolved_at: number | null };

/** Of incidents of one key, the newest first, the one that is open still, else the one that is opened again. */
function joined(rows: Times[], { seenSince, isLive, resolvedSince }: Openness): number | null {
  const open = rows.filter((row) => row.resolved_at === null);
  const found =
    open.find((row) => row.last_seen_at >= seenSince) ??
    open.find(({ id }) => isLive(id)) ??
    rows.find((row) => row.resolved_at !== null && row.resolved_at >= resolvedSince);
  return found?.id ?? null;
}

/** The incident of any of these keys that is open still, or resolved so lately that it is opened again; earlier keys first. */
export function openIncident(store: Store, keys: string[], open: Openness): StoredIncident | null {
  const query = 'SELECT id, last_seen_at, resolved_at FROM incidents WHERE key = ? ORDER BY id DESC LIMIT ?';
  for (const key of keys) {
    const id = joined(store.sql<Times>(query, key, lookedAt), open);
    if (id !== null) return getIncident(store, id);
  }
  return null;
}

/**
 * Writes an incident: a new one without an id, else its next state. Returns the id.
 * @param openedAt milliseconds by the Desk's clock; the incident itself says it by its cluster's
 * @param channel where a new one is told; null for the default channel
 */
export function putIncident(
  store: Store,
  id: number | null,
  incident: Incident,
  openedAt = Date.parse(incident.openedAt),
  channel: string | null = null,
): number {
  const values = [
    incident.key,
    Date.parse(incident.lastSeenAt),
    incident.resolvedAt ? Date.parse(incident.resolvedAt) : null,
    JSON.stringify(incident),
  ] as const;
  if (id !== null) {
    store.sql('UPDATE incidents SET key = ?, last_seen_at = ?, resolved_at = ?, body = ? WHERE id = ?', ...values, id);
    return id;
  }
  const row = store.sql<{ id: number }>(
    'INSERT INTO incidents (key, last_seen_at, resolved_at, body, opened_at, channel) VALUES (?, ?, ?, ?, ?, ?) RETURNING id',
    ...values,
    openedAt,
    channel,
  )[0];
  return Number(row?.id);
}

/** Counts an alert that says nothing new: most of a storm's do, and the story need not be written again for them. */
export function countAlert(store: Store, id: number, { alerts, lastSeenAt, resolvedAt }: Incident): void {
  store.sql(
    `UPDATE incidents SET last_seen_at = ?, resolved_at = ?,
      body = json_set(body, '$.alerts', ?, '$.lastSeenAt', ?, '$.resolvedAt', ?) WHERE id = ?`,
    Date.parse(lastSeenAt),
    resolvedAt ? Date.parse(resolvedAt) : null,
    alerts,
    lastSeenAt,
    resolvedAt,
    id,
  );
}

/** Remembers where a message stands: an incident's, or a storm's. */
export function threadPosted(store: Store, id: number, channel: string, ts: string): void {
  store.sql('UPDATE incidents SET channel = ?, ts = ? WHERE id = ?', channel, ts, id);
}

/** Where a thread stands or is to stand: a channel of null is the default one, a ts of null says that its parent was not posted yet. */
export function placeOf(store: Store, id: number): { channel: string | null; ts: string | null } {
  const query = 'SELECT channel, ts FROM incidents WHERE id = ?';
  return store.sql<{ channel: string | null; ts: string | null }>(query, id)[0] ?? { channel: null, ts: null };
}

export function getIncident(store: Store, id: number): StoredIncident | null {
  const row = store.sql<IncidentRow>(
    `SELECT ${incidentColumns} FROM incidents WHERE id = ? AND kind = 'incident'`,
    id,
  )[0];
  return row ? stored(row) : null;
}

/** The newest incidents first. */
export function newestIncidents(store: Store, limit: number): StoredIncident[] {
  return store
    .sql<IncidentRow>(
      `SELECT ${incidentColumns} FROM incidents WHERE kind = 'incident' ORDER BY id DESC LIMIT ?`,
      limit,
    )
    .map(stored);
}
