/** Scheduled looks: containers that were told to stop and not seen to end. Times are milliseconds; a row is gone when its work is. */
import type { Alert } from '../types.ts';
import { alertIn } from '../facts/alert-body.ts';
import type { Migrations, Row, Store } from './store.ts';

export const looksSchema: Migrations = {
  table: 'looks',
  steps: [
    [
      `CREATE TABLE looks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        inbox_id INTEGER NOT NULL,
        incident_id INTEGER NOT NULL,
        stop TEXT NOT NULL,
        due_at INTEGER NOT NULL,
        claimed INTEGER NOT NULL DEFAULT 0,
        tries INTEGER NOT NULL DEFAULT 0,
        how TEXT NOT NULL,
        resource_version TEXT,
        read_at INTEGER NOT NULL,
        deadline INTEGER NOT NULL,
        body TEXT NOT NULL,
        UNIQUE (incident_id, stop)
      )`,
      'CREATE INDEX looks_due ON looks (due_at)',
    ],
    // The hidden stop that it is about, where no incident tells of it: that is 0 then.
    ['ALTER TABLE looks ADD COLUMN hidden_id INTEGER'],
    ['CREATE INDEX looks_hidden ON looks (hidden_id) WHERE hidden_id IS NOT NULL'],
  ],
};

/** How the next look goes about it. `readAt` is our clock when the resource version was learned; `deadline` is the cluster's clock. */
export type Plan<Body> = {
  dueAt: number;
  how: 'watch' | 'list';
  resourceVersion: string | null;
  readAt: number;
  deadline: number;
  /** What the look is about, as JSON. */
  body: Body;
};
/** Whom a look is about: an incident that tells of the stop, or a hidden stop. */
export type LookOf = { inbox: number; incident: number | null; hidden: number | null };
export type Look<Body> = Plan<Body> & { id: number; of: LookOf; tries: number; alert: Alert };

/** Schedules a look for an alert that is told or hidden; the same stop of an incident is looked at once. */
export function addLook<Body>(store: Store, { inbox, incident, hidden }: LookOf, stop: string, plan: Plan<Body>): void {
  const { dueAt, how, resourceVersion, readAt, deadline, body } = plan;
  store.sql(
    `INSERT OR IGNORE INTO looks (inbox_id, incident_id, hidden_id, stop, due_at, how, resource_version, read_at, deadline, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    inbox,
    incident ?? 0,
    hidden,
    stop,
    dueAt,
    how,
    resourceVersion,
    readAt,
    deadline,
    JSON.stringify(body),
  );
}

type LookRow = Row & {
  id: number;
  inbox_id: number;
  incident_id: number;
  hidden_id: number | null;
  due_at: number;
  tries: number;
  how: 'watch' | 'list';
  resource_version: string | null;
  read_at: number;
  deadline: number;
  body: string;
  alert: string | null;
};

/** A look whose alert cannot be read back is forgotten: its incident stands as it was told. */
function toLook<Body>(store: Store, row: LookRow): Look<Body>[] {
  const alert = row.alert === null ? null : alertIn(row.alert);
  if (alert === null) {
    finishLook(store, row.id);
    return [];
  }
  const { id, due_at, tries, how, resource_version, read_at, deadline } = row;
  const of = { inbox: row.inbox_id, incident: row.incident_id || null, hidden: row.hidden_id };
  const body = JSON.parse(row.body) as Body;
  const when = { dueAt: due_at, readAt: read_at, deadline };
  return [{ id, of, tries: tries + 1, how, resourceVersion: resource_version, ...when, body, alert }];
}

/** Claims due looks, the longest due first: they become due again when the claim runs out, so that a crash loses none. */
export function claimLooks<Body>(store: Store, now: number, limit: number, claimMs: number): Look<Body>[] {
  const rows = store.sql<LookRow>(
    `SELECT l.*, i.body AS alert FROM looks l LEFT JOIN inbox i ON i.id = l.inbox_id WHERE l.due_at <= ? ORDER BY l.due_at LIMIT ?`,
    now,
    limit,
  );
  return rows.flatMap((row) => {
    store.sql('UPDATE looks SET claimed = 1, tries = tries + 1, due_at = ? WHERE id = ?', now + claimMs, row.id);
    return toLook<Body>(store, row);
  });
}

/** Puts a claimed look off until its next time, with what it learned. */
export function putOffLook<Body>(store: Store, id: number, plan: Omit<Plan<Body>, 'deadline'>): void {
  const { dueAt, how, resourceVersion, readAt, body } = plan;
  store.sql(
    'UPDATE looks SET claimed = 0, tries = 0, due_at = ?, how = ?, resource_version = ?, read_at = ?, body = ? WHERE id = ?',
    dueAt,
    how,
    resourceVersion,
    readAt,
    JSON.stringify(body),
    id,
  );
}

/** There is nothing more to look for. */
export function finishLook(store: Store, id: number): void {
  store.sql('DELETE FROM looks WHERE id = ?', id);
}

/** Claims that a life left behind are due at once; the others keep their time. */
export function releaseLooks(store: Store, now: number): void {
  store.sql('UPDATE looks SET due_at = ? WHERE claimed = 1', now);
}

export function looksDue(store: Store): number | null {
  return store.sql<{ due: number | null }>('SELECT min(due_at) AS due FROM looks')[0]?.due ?? null;
}
