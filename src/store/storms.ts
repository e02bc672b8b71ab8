/** Storms: many incidents at once, told by one message. A storm is a row among the incidents, because it has a thread as they have. */
import { incidentColumns, type IncidentRow, stored, type StoredIncident } from './incidents.ts';
import type { Store } from './store.ts';

/** Times are milliseconds. */
export type Storm = { id: number; openedAt: number; lastSeenAt: number };

/** Opens a storm: each channel has its own. */
export function openStorm(store: Store, now: number, channel: string | null): number {
  const row = store.sql<{ id: number }>(
    `INSERT INTO incidents (key, kind, last_seen_at, opened_at, channel, body) VALUES ('storm', 'storm', ?1, ?1, ?2, '{}') RETURNING id`,
    now,
    channel,
  )[0];
  return Number(row?.id);
}

/** The storm that an incident joins which opens now: one that took one in since `since`. */
export function currentStorm(store: Store, since: number, channel: string | null): Storm | null {
  const row = store.sql(
    `SELECT id, opened_at, last_seen_at FROM incidents WHERE key = 'storm' AND resolved_at IS NULL AND last_seen_at >= ? AND channel IS ?
     ORDER BY id DESC LIMIT 1`,
    since,
    channel,
  )[0];
  return row ? toStorm(row) : null;
}

const toStorm = (row: Record<string, unknown>): Storm => ({
  id: Number(row['id']),
  openedAt: Number(row['opened_at']),
  lastSeenAt: Number(row['last_seen_at']),
});

export function getStorm(store: Store, id: number): Storm | null {
  const row = store.sql(`SELECT id, opened_at, last_seen_at FROM incidents WHERE id = ? AND kind = 'storm'`, id)[0];
  return row ? toStorm(row) : null;
}

/** Incidents of a channel that opened since then and belong to no storm, oldest first. */
export function openedSince(store: Store, since: number, channel: string | null): StoredIncident[] {
  return store
    .sql<IncidentRow>(
      `SELECT ${incidentColumns} FROM incidents WHERE opened_at >= ? AND kind = 'incident' AND storm_id IS NULL AND channel IS ? ORDER BY id`,
      since,
      channel,
    )
    .map(stored);
}

/** How many there are of them. */
export const countOpenedSince = (store: Store, since: number, channel: string | null): number =>
  Number(
    store.sql(
      `SELECT count(*) AS n FROM incidents WHERE opened_at >= ? AND kind = 'incident' AND storm_id IS NULL AND channel IS ?`,
      since,
      channel,
    )[0]?.['n'] ?? 0,
  );

/** An incident becomes part of a storm; `own`: with a message of its own beside it. */
export function joinStorm(store: Store, storm: number, incident: number, own: boolean, now: number): void {
  store.sql('UPDATE incidents SET storm_id = ?, own = ? WHERE id = ?', storm, own ? 1 : 0, incident);
  store.sql('UPDATE incidents SET last_seen_at = max(last_seen_at, ?) WHERE id = ?', now, storm);
}

/** Storms of the future take nothing in: the clock was wrong. Nor do its incidents begin one, for nobody knows when they opened. */
export function endStorms(store: Store, now: number): void {
  store.sql(`UPDATE incidents SET resolved_at = ?1 WHERE key = 'storm' AND last_seen_at > ?1`, now);
  store.sql(`UPDATE incidents SET opened_at = CASE kind WHEN 'incident' THEN 0 ELSE ?1 END WHERE opened_at > ?1`, now);
}

/** Whether anything of a storm is open. */
export const isOpen = (store: Store, storm: number): boolean =>
  store.sql('SELECT 1 FROM incidents WHERE storm_id = ? AND resolved_at IS NULL LIMIT 1', storm).length > 0;

/** All incidents of a storm, oldest first. */
export function incidentsOf(store: Store, storm: number): StoredIncident[] {
  return store
    .sql<IncidentRow>(`SELECT ${incidentColumns} FROM incidents WHERE storm_id = ? ORDER BY id`, storm)
    .map(stored);
}

/** Those of them that have a message of their own. */
export function ownOf(store: Store, storm: number): StoredIncident[] {
  return store
    .sql<IncidentRow>(`SELECT ${incidentColumns} FROM incidents WHERE storm_id = ? AND own = 1 ORDER BY id`, storm)
    .map(stored);
}

/** Those that its thread has not told yet, and that have no message of their own. */
export function undetailedOf(store: Store, storm: number): StoredIncident[] {
  return store
    .sql<IncidentRow>(
      `SELECT ${incidentColumns} FROM incidents WHERE storm_id = ? AND own = 0 AND detailed = 0 ORDER BY id`,
      storm,
    )
    .map(stored);
}

export function markDetailed(store: Store, ids: number[]): void {
  for (const id of ids) store.sql('UPDATE incidents SET detailed = 1 WHERE id = ?', id);
}

/** What a storm's thread told of an incident is out of date. */
export function forgetDetails(store: Store, incident: number): void {
  store.sql('UPDATE incidents SET detailed = 0 WHERE id = ?', incident);
}
