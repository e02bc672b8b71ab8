/** Threads that are no incident's: a digest's and a deployment's. Their rows lie among the incidents', because messages are sent to those. */
import type { Store } from './store.ts';

/** `own`: the deployment has a message of its own, and its digest is a reply. Times are milliseconds. */
export type Thread = {
  id: number;
  kind: 'digest' | 'deployment';
  key: string;
  title: string;
  own: boolean;
  openedAt: number;
  /** When a digest was first put into words, and took in no more; not set before that. */
  endedAt?: number;
};

export function openThread(
  store: Store,
  { kind, key, title, own, openedAt }: Omit<Thread, 'id'>,
  channel: string | null,
): number {
  const row = store.sql<{ id: number }>(
    `INSERT INTO incidents (key, kind, last_seen_at, opened_at, channel, body) VALUES (?1, ?2, ?3, ?3, ?4, ?5) RETURNING id`,
    key,
    kind,
    openedAt,
    channel,
    JSON.stringify({ title, own }),
  )[0];
  return Number(row?.id);
}

const toThread = (row: Record<string, unknown>): Thread => ({
  id: Number(row['id']),
  kind: row['kind'] as Thread['kind'],
  key: String(row['key']),
  ...(JSON.parse(String(row['body'])) as Pick<Thread, 'title' | 'own' | 'endedAt'>),
  openedAt: Number(row['opened_at']),
});

export function getThread(store: Store, id: number): Thread | null {
  const row = store.sql(
    `SELECT id, kind, key, body, opened_at FROM incidents WHERE id = ? AND kind IN ('digest', 'deployment')`,
    id,
  )[0];
  return row ? toThread(row) : null;
}

/** A digest is put into words: what it is of ends here, however often it is edited. */
export const endDigest = (store: Store, id: number, now: number): void =>
  void store.sql(`UPDATE incidents SET body = json_set(body, '$.endedAt', ?) WHERE id = ?`, now, id);

/** The digest of a key that still takes in stops: nobody has tried to send it yet. */
export function openDigest(store: Store, key: string): number | null {
  const row = store.sql<{ id: number }>(
    `SELECT i.id FROM incidents i JOIN outbox o ON o.thread_id = i.id AND o.kind = 'parent' AND o.state = 'waiting' AND o.tries = 0 AND o.unsure = 0
     WHERE i.key = ? AND i.kind = 'digest' ORDER BY i.id DESC LIMIT 1`,
    key,
  )[0];
  return row?.id ?? null;
}

/** True once something of a thread was sent, or tried. */
export const wasSaid = (store: Store, id: number): boolean =>
  store.sql('SELECT 1 FROM outbox WHERE thread_id = ? AND tries > 0 LIMIT 1', id).length > 0;
