/** Deployment windows, announced and observed, with what is still to be done about each. Times are milliseconds. */
import type { DeploymentWindow } from '../types.ts';
import type { Migrations, Row, Store } from './store.ts';

export const windowsSchema: Migrations = {
  table: 'windows',
  steps: [
    [
      `CREATE TABLE windows (
        id TEXT PRIMARY KEY,
        namespace TEXT NOT NULL,
        state TEXT NOT NULL,
        opened_at INTEGER NOT NULL,
        closes_at INTEGER NOT NULL,
        due_at INTEGER,
        thread_id INTEGER,
        resource_version TEXT,
        next_version TEXT,
        selectors TEXT,
        ttl_ms INTEGER,
        settle_ms INTEGER NOT NULL,
        reported INTEGER NOT NULL,
        body TEXT NOT NULL
      )`,
      // Of a namespace's windows few are open, and many were.
      'CREATE INDEX windows_namespace ON windows (namespace, closes_at)',
      'CREATE INDEX windows_due ON windows (due_at) WHERE due_at IS NOT NULL',
      'CREATE INDEX windows_closed ON windows (closes_at) WHERE reported = 1',
    ],
    // Retention asks for the few that are still to be told, among all that were.
    ['CREATE INDEX windows_untold ON windows (thread_id) WHERE reported = 0'],
  ],
};

/**
 * A window as it is kept. `dueAt`: when it is to be looked at again, null for never. `threadId`: whose thread tells it. `resourceVersion`:
 * where its pods' history begins; `nextVersion`: a newer one that is known already, so that the next look need not ask. `selectors`: which pods are
 * its own, a record of labels for each workload; null as long as nobody has read them. `ttlMs`: how long a notice prolongs a lease. `reported`: there is nothing more to tell of it.
 */
export type StoredWindow = {
  window: DeploymentWindow;
  dueAt: number | null;
  threadId: number | null;
  resourceVersion: string | null;
  nextVersion: string | null;
  selectors: Record<string, string>[] | null;
  ttlMs: number | null;
  settleMs: number;
  reported: boolean;
};

type WindowRow = Row & {
  due_at: number | null;
  thread_id: number | null;
  resource_version: string | null;
  next_version: string | null;
  selectors: string | null;
  ttl_ms: number | null;
  settle_ms: number;
  reported: number;
  body: string;
};

const stored = (row: WindowRow): StoredWindow => ({
  window: JSON.parse(row.body) as DeploymentWindow,
  dueAt: row.due_at,
  threadId: row.thread_id,
  resourceVersion: row.resource_version,
  nextVersion: row.next_version,
  selectors: row.selectors === null ? null : (JSON.parse(row.selectors) as Record<string, string>[]),
  ttlMs: row.ttl_ms,
  settleMs: row.settle_ms,
  reported: row.reported === 1,
});

const columns = 'due_at, thread_id, resource_version, next_version, selectors, ttl_ms, settle_ms, reported, body';

/** Writes a window as it is now, in place of what was kept under its id. */
export function putWindow(store: Store, { window, ...kept }: StoredWindow): void {
  store.sql(
    `INSERT OR REPLACE INTO windows (id, namespace, state, opened_at, closes_at, ${columns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    window.id,
    window.namespace,
    window.state,
    Date.parse(window.openedAt),
    Date.parse(window.closesAt),
    kept.dueAt,
    kept.threadId,
    kept.resourceVersion,
    kept.nextVersion,
    kept.selectors === null ? null : JSON.stringify(kept.selectors),
    kept.ttlMs,
    kept.settleMs,
    kept.reported ? 1 : 0,
    JSON.stringify(window),
  );
}

export function getWindow(store: Store, id: string): StoredWindow | null {
  const row = store.sql<WindowRow>(`SELECT ${columns} FROM windows WHERE id = ?`, id)[0];
  return row ? stored(row) : null;
}

/** The windows of a namespace, over or not, that are open at that moment; the one opened first comes first. */
export const windowsAround = (store: Store, namespace: string, at: number): StoredWindow[] =>
  store
    .sql<WindowRow>(
      `SELECT ${columns} FROM windows WHERE namespace = ?1 AND opened_at <= ?2 AND closes_at >= ?2 ORDER BY opened_at, id`,
      namespace,
      at,
    )
    .map(stored);

/** The windows of a namespace whose deployment has not ended yet, as far as anybody said. */
export const runningIn = (store: Store, namespace: string): StoredWindow[] =>
  store
    .sql<WindowRow>(
      `SELECT ${columns} FROM windows WHERE namespace = ? AND state = 'running' ORDER BY opened_at, id`,
      namespace,
    )
    .map(stored);

/** What of a namespace is due so soon after another is looked at with it: one watch answers for both. */
const togetherMs = 20_000;

/** Claims what is due, the longest due first: it becomes due again when the claim runs out, so that a crash loses none. */
export function claimWindows(store: Store, now: number, limit: number, claimMs: number): StoredWindow[] {
  const rows = store.sql<WindowRow & { id: string }>(
    `SELECT id, ${columns} FROM windows WHERE due_at <= ?1
       OR (due_at <= ?2 AND namespace IN (SELECT namespace FROM windows WHERE due_at <= ?1))
     ORDER BY due_at, id LIMIT ?3`,
    now,
    now + togetherMs,
    limit,
  );
  for (const { id } of rows) store.sql('UPDATE windows SET due_at = ? WHERE id = ?', now + claimMs, id);
  return rows.map(stored);
}

export function windowsDue(store: Store): number | null {
  return (
    store.sql<{ due: number | null }>('SELECT min(due_at) AS due FROM windows WHERE due_at IS NOT NULL')[0]?.due ?? null
  );
}

/** Those that close last come first, and so those that are open. Ends that came before their start are none that anybody would look for. */
export const newestWindows = (store: Store, limit: number): StoredWindow[] =>
  store
    .sql<WindowRow>(
      `SELECT ${columns} FROM windows WHERE namespace <> '' ORDER BY closes_at DESC, id DESC LIMIT ?`,
      limit,
    )
    .map(stored);

/** Remembers whose thread tells of a window. */
export function setWindowThread(store: Store, id: string, threadId: number): void {
  store.sql('UPDATE windows SET thread_id = ? WHERE id = ?', threadId, id);
}

/** All of a window was told. */
export function setReported(store: Store, id: string): void {
  store.sql('UPDATE windows SET reported = 1, due_at = NULL WHERE id = ?', id);
}

/** How many are open at that moment, settling ones too. */
export const countOpenWindows = (store: Store, now: number): number =>
  Number(
    store.sql(`SELECT count(*) AS n FROM windows WHERE namespace <> '' AND opened_at <= ?1 AND closes_at >= ?1`, now)[0]
      ?.n,
  );

/** Retention: windows that closed before that moment, and of which all was told and arrived, go; so many at most. Returns how many went. */
export const oldWindows = (store: Store, before: number, step: number): number =>
  store.sql(
    `DELETE FROM windows WHERE id IN (
       SELECT id FROM windows w WHERE reported = 1 AND closes_at < ?
         AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.thread_id = w.thread_id AND o.state <> 'posted')
       ORDER BY closes_at LIMIT ?
     ) RETURNING id`,
    before,
    step,
  ).length;

/** When the first of them closed; null when there is none. */
export const oldestWindow = (store: Store): number | null =>
  store.sql<{ closed: number | null }>('SELECT min(closes_at) AS closed FROM windows WHERE reported = 1')[0]?.closed ??
  null;
