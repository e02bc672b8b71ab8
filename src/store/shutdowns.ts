/** How the pods of a deployment ended, read back while its window is open: one row a container, alert or none. */
import type { Shutdown } from '../types.ts';
import type { Migrations, Row, Store } from './store.ts';

export const shutdownsSchema: Migrations = {
  table: 'shutdowns',
  steps: [
    [
      `CREATE TABLE shutdowns (
        window_id TEXT NOT NULL,
        uid TEXT NOT NULL,
        container TEXT NOT NULL,
        -- It was told to stop, and its end may still be seen.
        pending INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (window_id, uid, container)
      ) WITHOUT ROWID`,
      // Stops inside of it that were told.
      'CREATE TABLE told_stops (window_id TEXT NOT NULL, stop TEXT NOT NULL, PRIMARY KEY (window_id, stop)) WITHOUT ROWID',
    ],
  ],
};

/** `uid`: the pod's. */
export type SeenShutdown = Shutdown & { uid: string };

/** A later look at the same container replaces an earlier one, but not by less: an end that was seen stays seen. */
export function putShutdown(
  store: Store,
  windowId: string,
  { uid, pending, ...shutdown }: SeenShutdown & { pending: boolean },
): void {
  store.sql(
    `INSERT INTO shutdowns (window_id, uid, container, pending, body) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT DO UPDATE SET pending = ?4, body = ?5 WHERE shutdowns.pending = 1 OR ?6 = 1`,
    windowId,
    uid,
    shutdown.container,
    pending ? 1 : 0,
    JSON.stringify(shutdown),
    shutdown.ending === 'unknown' ? 0 : 1,
  );
}

/** A container of the window is told to stop and may still be seen to end. */
export const awaitsShutdowns = (store: Store, windowId: string): boolean =>
  store.sql('SELECT 1 FROM shutdowns WHERE window_id = ? AND pending = 1 LIMIT 1', windowId).length > 0;

export const shutdownsIn = (store: Store, windowId: string): SeenShutdown[] =>
  store
    .sql<Row & { uid: string; body: string }>(
      'SELECT uid, body FROM shutdowns WHERE window_id = ? ORDER BY uid',
      windowId,
    )
    .map(({ uid, body }) => ({ uid, ...(JSON.parse(body) as Shutdown) }));

/** Those of an incident's telling: the very containers that people were told of. */
export const toldOf = (store: Store, uid: string, container: string): boolean =>
  store.sql(
    'SELECT 1 FROM stops WHERE stop >= ?1 AND stop < ?2 LIMIT 1',
    `${uid}/${container}/`,
    `${uid}/${container}0`,
  ).length > 0;

export const toldInWindow = (store: Store, windowId: string, stop: string): void =>
  void store.sql('INSERT OR IGNORE INTO told_stops (window_id, stop) VALUES (?, ?)', windowId, stop);

/** How many stops of a window were told. */
export const toldIn = (store: Store, windowId: string): number =>
  Number(store.sql('SELECT count(*) AS n FROM told_stops WHERE window_id = ?', windowId)[0]?.['n'] ?? 0);

/** Forgets what is kept of a window: another deployment has its id. */
export const forgetShutdowns = (store: Store, windowId: string): void => {
  for (const table of ['shutdowns', 'told_stops']) store.sql(`DELETE FROM ${table} WHERE window_id = ?`, windowId);
};

/** Forgets what is kept of windows that are no more. */
export const pruneShutdowns = (store: Store): void => {
  for (const table of ['shutdowns', 'told_stops'])
    store.sql(`DELETE FROM ${table} WHERE window_id NOT IN (SELECT id FROM windows)`);
};
