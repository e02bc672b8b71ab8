/** Which rows of the inbox are one alert: its firing side with its repeats, and its end; and when it begins anew. Times are milliseconds. */
import { joined } from '../facts/keys.ts';
import type { Alert } from '../types.ts';
import type { Store } from './store.ts';

/** The alert apart from its status: firing and resolved of one episode share it. groupKey and endsAt differ by route and peer. */
export const alertKey = (alert: Alert): string => joined(alert.cluster ?? '', alert.fingerprint, alert.startsAt);

/** One episode's message: what a sender repeats is the same row. */
export const episodeOf = (alert: Alert): string => `${alertKey(alert)}|${alert.status}`;

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
