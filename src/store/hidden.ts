/** Stops that were not told, one row each: what digests are made of, what the page lists with its reason, and what can be told after all. */
import { secondsBetween } from '../facts/time.ts';
import type { Decision, Diagnosis } from '../types.ts';
import type { Migrations, Row, Store } from './store.ts';

export const hiddenSchema: Migrations = {
  table: 'hidden',
  steps: [
    [
      `CREATE TABLE hidden (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        stop TEXT NOT NULL,
        pod TEXT,
        workload TEXT NOT NULL,
        -- The digest or the deployment that lists it; null for what a rule wants to see on the page alone.
        thread_id INTEGER,
        window_id TEXT,
        inbox_id INTEGER NOT NULL,
        alerts INTEGER NOT NULL DEFAULT 1,
        at INTEGER NOT NULL,
        hidden_at INTEGER NOT NULL,
        raised TEXT,
        incident_id INTEGER,
        body TEXT NOT NULL
      )`,
      'CREATE INDEX hidden_stop ON hidden (stop)',
      'CREATE INDEX hidden_workload ON hidden (workload, at)',
      'CREATE INDEX hidden_thread ON hidden (thread_id)',
      'CREATE INDEX hidden_window ON hidden (window_id)',
      'CREATE INDEX hidden_age ON hidden (hidden_at)',
    ],
  ],
};

/** A hidden stop with what it takes to tell it. `at` and `hiddenAt` are milliseconds. */
export type Hidden = {
  id: number;
  stop: string;
  threadId: number | null;
  windowId: string | null;
  inboxId: number;
  alerts: number;
  at: number;
  hiddenAt: number;
  raised: string | null;
  incidentId: number | null;
  diagnosis: Diagnosis;
  decision: Decision;
};
export type HiddenRow = Row & {
  id: number;
  stop: string;
  thread_id: number | null;
  window_id: string | null;
  inbox_id: number;
  alerts: number;
  at: number;
  hidden_at: number;
  raised: string | null;
  incident_id: number | null;
  body: string;
};

export function toHidden(row: HiddenRow): Hidden {
  const { diagnosis, decision } = JSON.parse(row.body) as Pick<Hidden, 'diagnosis' | 'decision'>;
  const { id, stop, alerts, at, raised } = row;
  return {
    id,
    stop,
    alerts,
    at,
    raised,
    diagnosis,
    decision,
    threadId: row.thread_id,
    windowId: row.window_id,
    inboxId: row.inbox_id,
    hiddenAt: row.hidden_at,
    incidentId: row.incident_id,
  };
}

type New = Pick<Hidden, 'stop' | 'threadId' | 'windowId' | 'inboxId' | 'at' | 'hiddenAt' | 'diagnosis' | 'decision'> & {
  pod: string | null;
  workload: string;
};

/** Keeps a stop that is not told; returns its id. */
export function addHidden(store: Store, of: New): number {
  const { stop, pod, workload, threadId, windowId, inboxId, at, hiddenAt, diagnosis, decision } = of;
  const row = store.sql<{ id: number }>(
    `INSERT INTO hidden (stop, pod, workload, thread_id, window_id, inbox_id, at, hidden_at, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    stop,
    pod,
    workload,
    threadId,
    windowId,
    inboxId,
    at,
    hiddenAt,
    JSON.stringify({ diagnosis, decision }),
  )[0];
  return Number(row?.id);
}

const one = (rows: HiddenRow[]): Hidden | null => (rows[0] ? toHidden(rows[0]) : null);

export const getHidden = (store: Store, id: number): Hidden | null =>
  one(store.sql<HiddenRow>('SELECT * FROM hidden WHERE id = ?', id));

/** The same order to stop is told by an Event, by the pod and by its deadline, each in whole seconds. */
const slackSeconds = 2;
const isSameOrder = (a: string | null, b: string | null): boolean =>
  Math.abs(secondsBetween(a, b) ?? Infinity) <= slackSeconds;

/**
 * The row of a very stop, told after all or not: one of the same end, or, where an end was not seen, of the same order to stop.
 * @param stop `uid/container/when`
 */
export function hiddenLike(store: Store, stop: string, { ending }: Diagnosis): Hidden | null {
  const whose = stop.slice(0, stop.lastIndexOf('/'));
  const rows = store.sql<HiddenRow>(
    'SELECT * FROM hidden WHERE stop >= ? AND stop < ? ORDER BY id DESC LIMIT 20',
    `${whose}/`,
    `${whose}0`,
  );
  const same = rows.map(toHidden).find((row) => {
    if (row.stop === stop) return true;
    const before = row.diagnosis.ending;
    return (before.id === 'unknown' || ending.id === 'unknown') && isSameOrder(before.toldAt, ending.toldAt);
  });
  return same ?? null;
}

/** Another alert tells of it. */
export const countHiddenAlert = (store: Store, id: number): void =>
  void store.sql('UPDATE hidden SET alerts = alerts + 1 WHERE id = ?', id);

/** It is on the page alone, and another alert of it is to be listed. */
export const listHidden = (store: Store, id: number, threadId: number): void =>
  void store.sql('UPDATE hidden SET thread_id = ? WHERE id = ?', threadId, id);

/** A later look knows more of it. */
export function putHidden(store: Store, id: number, stop: string, diagnosis: Diagnosis, decision: Decision): void {
  store.sql('UPDATE hidden SET stop = ?, body = ? WHERE id = ?', stop, JSON.stringify({ diagnosis, decision }), id);
}

/** It is told after all, by that incident: its alerts belong to it from now on. */
export function raiseHidden(store: Store, id: number, why: string, incident: number): void {
  store.sql('UPDATE hidden SET raised = ?, incident_id = ? WHERE id = ?', why, incident, id);
  store.sql('UPDATE inbox SET incident_id = ? WHERE hidden_id = ?', incident, id);
}

/** A look at one of a window's hidden stops is still to come. */
export const awaitsLooks = (store: Store, windowId: string): boolean =>
  store.sql('SELECT 1 FROM looks l JOIN hidden h ON h.id = l.hidden_id WHERE h.window_id = ? LIMIT 1', windowId)
    .length > 0;

/**
 * Retention: what was hidden before that moment goes, so many at most, but for what is still looked at or to be listed; a dead letter can
 * still list it, and what one message lists goes together. Returns how many went.
 */
export const oldHidden = (store: Store, before: number, step: number): number =>
  store.sql(
    `DELETE FROM hidden WHERE id IN (
       SELECT id FROM hidden h WHERE hidden_at < ?1 AND NOT EXISTS (SELECT 1 FROM looks l WHERE l.hidden_id = h.id)
         AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.thread_id = h.thread_id AND o.state IN ('waiting', 'sending', 'dead'))
         AND NOT EXISTS (SELECT 1 FROM hidden n WHERE n.thread_id = h.thread_id AND n.hidden_at >= ?1)
         AND NOT EXISTS (SELECT 1 FROM windows w WHERE w.id = h.window_id AND w.reported = 0)
       ORDER BY hidden_at LIMIT ?2
     ) RETURNING id`,
    before,
    step,
  ).length;

export const oldestHidden = (store: Store): number | null =>
  store.sql<{ at: number | null }>('SELECT min(hidden_at) AS at FROM hidden')[0]?.at ?? null;
