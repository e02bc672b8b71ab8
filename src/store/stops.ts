/** The stops and pods that an incident has told of: what an alert about one of them is, is a repeat. */
import type { Migrations, Store } from './store.ts';

export const stopsSchema: Migrations = {
  table: 'stops',
  steps: [
    [
      `CREATE TABLE stops (
        incident_id INTEGER NOT NULL,
        stop TEXT NOT NULL,
        pod TEXT,
        workload TEXT,
        PRIMARY KEY (incident_id, stop)
      ) WITHOUT ROWID`,
      'CREATE INDEX stops_pod ON stops (incident_id, pod)',
      'CREATE INDEX stops_workload ON stops (incident_id, workload)',
    ],
    ['CREATE INDEX stops_stop ON stops (stop)', 'CREATE INDEX stops_of_workload ON stops (workload)'],
    [
      // A pod was known by its name alone.
      `UPDATE stops SET pod = substr(workload, 1, instr(workload, '/')) || pod WHERE workload LIKE '%/%'`,
    ],
  ],
};

/** `pod` and `workload` are `namespace/name`. */
export type Stop = { stop: string; pod: string | null; workload: string | null };

export function addStop(store: Store, incident: number, { stop, pod, workload }: Stop): void {
  store.sql(
    'INSERT OR IGNORE INTO stops (incident_id, stop, pod, workload) VALUES (?, ?, ?, ?)',
    incident,
    stop,
    pod,
    workload,
  );
}

export const knowsStop = (store: Store, incident: number, stop: string): boolean =>
  store.sql('SELECT 1 FROM stops WHERE incident_id = ? AND stop = ?', incident, stop).length > 0;

export const knowsPod = (store: Store, incident: number, pod: string): boolean =>
  store.sql('SELECT 1 FROM stops WHERE incident_id = ? AND pod = ? LIMIT 1', incident, pod).length > 0;

export const knowsWorkload = (store: Store, incident: number, workload: string): boolean =>
  store.sql('SELECT 1 FROM stops WHERE incident_id = ? AND workload = ? LIMIT 1', incident, workload).length > 0;

/** When stops of a workload happened since a moment, RFC 3339 as far as it is known: those told and those hidden. */
export function stopTimes(store: Store, workload: string, since: number, apart: string): string[] {
  const rows = store.sql<{ stop: string }>(
    `SELECT stop FROM hidden WHERE workload = ?1 AND at >= ?2
     UNION SELECT s.stop FROM stops s JOIN incidents i ON i.id = s.incident_id WHERE s.workload = ?1 AND i.last_seen_at >= ?2`,
    workload,
    since,
  );
  return rows.flatMap(({ stop }) => (stop === apart ? [] : [stop.slice(stop.lastIndexOf('/') + 1)]));
}
