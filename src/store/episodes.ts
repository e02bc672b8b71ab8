/** Which alerts are known, and when one begins anew. Times are milliseconds. */
import { alertKey } from '../facts/episodes.ts';
import type { Alert } from '../types.ts';
import type { Store } from './store.ts';

/**
 * For so long after its end an alert that fires is what a twin says late. One that lost its peers and its Prometheus lets the alert end
 * after four minutes of silence, and says so within its `group_interval` (5 minutes).
 */
const twinMs = 10 * 60_000;

/**
 * An alert can fire again with the very start it had: its sender was away and restored its state, or joined what overlaps. Where its end
 * came in long enough ago, what is kept of it gets a key of its own, so that it begins anew; not while any of it waits, for that is told
 * by the key.
 */
export function endEpisode(store: Store, alert: Alert, now: number): void {
  if (alert.status !== 'firing') return;
  const key = alertKey(alert);
  const [end] = store.sql<{ id: number }>(
    `SELECT id FROM inbox WHERE alert_key = ?1 AND status = 'resolved' AND received_at < ?2
     AND NOT EXISTS (SELECT 1 FROM inbox WHERE alert_key = ?1 AND state = 'waiting')`,
    key,
    now - twinMs,
  );
  if (end)
    store.sql(
      'UPDATE inbox SET episode = episode || ?2, alert_key = alert_key || ?2 WHERE alert_key = ?1',
      key,
      `|${end.id}`,
    );
}

/** Those of some episodes that the inbox holds, but for firing ones that begin anew. @param now milliseconds */
export function knownEpisodes(store: Store, episodes: string[], now: number): Set<string> {
  const rows = store.sql<{ episode: string }>(
    `SELECT i.episode FROM json_each(?1) AS asked JOIN inbox i ON i.episode = asked.value
     WHERE i.status <> 'firing'
       OR NOT EXISTS (SELECT 1 FROM inbox WHERE alert_key = i.alert_key AND status = 'resolved' AND received_at < ?2)
       OR EXISTS (SELECT 1 FROM inbox WHERE alert_key = i.alert_key AND state = 'waiting')`,
    JSON.stringify(episodes),
    now - twinMs,
  );
  return new Set(rows.map(({ episode }) => episode));
}
