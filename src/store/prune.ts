/**
 * Retention: what is over and old enough goes, a few rows at a time, so that no alarm is held up. What waits, fires or has died lately stays.
 */
import { oldestHidden, oldHidden } from './hidden.ts';
import { pruneShutdowns } from './shutdowns.ts';
import type { Store } from './store.ts';
import { oldestWindow, oldWindows } from './windows.ts';

/** Rows of one kind that one step takes. */
const step = 500;

/**
 * Moments before which alerts with their messages, and incidents, may go. Whatever their age, alerts that fire and
 * were `heard` of since then stay, and messages that died since `spare`. Milliseconds.
 */
export type Before = { alerts: number; incidents: number; heard: number; spare: number };

const removed = (rows: unknown[]): number => rows.length;

/** An alert that fires, as far as its sender said. */
const fires = (alert: string): string =>
  `${alert}.status = 'firing' AND ${alert}.heard_at >= ?2
   AND NOT EXISTS (SELECT 1 FROM inbox r WHERE r.alert_key = ${alert}.alert_key AND r.status = 'resolved')`;

/** Alerts that are done with; one that still fires is needed to know when its incident is over, and one whose end is looked for to tell it. */
const oldAlerts = (store: Store, { alerts, heard }: Before): number =>
  removed(
    store.sql(
      `DELETE FROM inbox WHERE id IN (
         SELECT i.id FROM inbox i WHERE i.heard_at < ?1 AND i.state <> 'waiting' AND i.again_at IS NULL AND NOT (${fires('i')})
           AND i.id NOT IN (SELECT inbox_id FROM looks)
         ORDER BY i.heard_at LIMIT ?3
       ) RETURNING id`,
      alerts,
      heard,
      step,
    ),
  );

/** Messages that arrived. Dead ones stay as long as their incident: somebody may send them again. */
const oldDeliveries = (store: Store, { alerts }: Before): number =>
  removed(
    store.sql(
      `DELETE FROM outbox WHERE id IN (
         SELECT id FROM outbox WHERE state = 'posted' AND created_at < ? AND kind <> 'parent' ORDER BY created_at LIMIT ?
       ) RETURNING id`,
      alerts,
      step,
    ),
  );

/** A row of the incidents that has something to say, or had until lately, that is looked at, or of which an alert fires. */
const lives = (incident: string): string =>
  `(EXISTS (SELECT 1 FROM outbox o WHERE o.thread_id = ${incident}.id
       AND (o.state IN ('waiting', 'sending') OR (o.state = 'dead' AND o.died_at >= ?4)))
     OR EXISTS (SELECT 1 FROM looks l WHERE l.incident_id = ${incident}.id)
     OR EXISTS (SELECT 1 FROM inbox a WHERE a.incident_id = ${incident}.id AND ${fires('a')}))`;

/** Storms of which none is needed any more. Until then all of their incidents are: each edit of the message counts them. */
const pastStorms = `SELECT s.id FROM incidents s WHERE s.key = 'storm' AND s.last_seen_at < ?1 AND NOT ${lives('s')}
  AND NOT EXISTS (SELECT 1 FROM incidents m WHERE m.storm_id = s.id AND (m.last_seen_at >= ?1 OR ${lives('m')}))`;

/**
 * Incidents and storms that nothing was heard of. One that lives stays, a storm with all of its own as long as any of them does, and a
 * deployment's thread until its window is told.
 */
const forgotten = (store: Store, { incidents, heard, spare }: Before): number[] =>
  store
    .sql<{ id: number }>(
      `SELECT id FROM incidents i WHERE last_seen_at < ?1 AND NOT ${lives('i')}
         AND (storm_id IS NULL OR storm_id IN (${pastStorms}))
         AND NOT EXISTS (SELECT 1 FROM incidents m WHERE m.storm_id = i.id)
         AND i.id NOT IN (SELECT thread_id FROM windows WHERE reported = 0 AND thread_id IS NOT NULL)
       ORDER BY last_seen_at LIMIT ?3`,
      incidents,
      heard,
      step,
      spare,
    )
    .map(({ id }) => id);

/** With all that is theirs: an incident of very many stops goes over several steps. */
function oldIncidents(store: Store, before: Before): number {
  let gone = 0;
  const take = (query: string, id: number): void =>
    void (gone += removed(store.sql(query, id, Math.max(0, step - gone))));
  for (const id of forgotten(store, before)) {
    take(
      'DELETE FROM stops WHERE incident_id = ?1 AND stop IN (SELECT stop FROM stops WHERE incident_id = ?1 LIMIT ?2) RETURNING 1',
      id,
    );
    take('DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE thread_id = ?1 LIMIT ?2) RETURNING 1', id);
    if (gone >= step) break;
    take('DELETE FROM incidents WHERE id = ?1 AND ?2 > 0 RETURNING 1', id);
  }
  return gone;
}

/** One step; returns how many rows went: 0 when there is nothing more to do. */
export function prune(store: Store, before: Before): number {
  return store.transaction(() => {
    // The id of a deployment that ended within a day is known, however full the store is.
    const windows = oldWindows(store, Math.min(before.incidents, before.spare), step);
    if (windows > 0) pruneShutdowns(store);
    const told = oldAlerts(store, before) + oldDeliveries(store, before) + oldIncidents(store, before);
    return windows + told + oldHidden(store, before.alerts, step);
  });
}

/** When the next row will be old enough (milliseconds); null for an empty store. */
export function pruneDue(store: Store, kept: Pick<Before, 'alerts' | 'incidents'>): number | null {
  const oldest = store.sql<{ alert: number | null; incident: number | null }>(
    'SELECT (SELECT min(heard_at) FROM inbox) AS alert, (SELECT min(last_seen_at) FROM incidents) AS incident',
  )[0];
  const [alert, incident, window] = [oldest?.alert ?? null, oldest?.incident ?? null, oldestWindow(store)];
  const hidden = oldestHidden(store);
  const times = [
    alert === null ? null : alert + kept.alerts,
    incident === null ? null : incident + kept.incidents,
    window === null ? null : window + kept.incidents,
    hidden === null ? null : hidden + kept.alerts,
  ].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}
