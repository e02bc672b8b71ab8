/** What the Desk counts of its work; metrics.ts says what each means. One call where something happens, and nothing else there. */
import { type CounterName, type GaugeName, type HistogramName, type Labels, metrics, type Sample } from '../metrics.ts';
import { countArrivals } from '../store/arrivals.ts';
import { count, counters, put } from '../store/counters.ts';
import type { DeliveryKind } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { countOpenWindows } from '../store/windows.ts';
import type { Alert, Decision, Diagnosis } from '../types.ts';

const add = (store: Store, name: CounterName, labels: Labels = {}, by = 1): void => count(store, name, labels, by);

const boundsOf = (name: HistogramName): readonly number[] =>
  metrics.flatMap((metric) => (metric.name === name && 'buckets' in metric ? metric.buckets : []));

function observe(store: Store, name: HistogramName, seconds: number): void {
  const bound = boundsOf(name).find((le) => seconds <= le);
  count(store, `${name}_bucket`, { le: bound === undefined ? '+Inf' : String(bound) });
  count(store, `${name}_sum`, {}, seconds);
  count(store, `${name}_count`);
}

/** Alerts that came in, those of them that were known, and how many were rejected, by reason. */
export function countArrival(
  store: Store,
  { alerts, repeated, rejected }: { alerts: Alert[]; repeated: Alert[]; rejected: Record<string, number> },
): void {
  for (const [key, { length }] of Map.groupBy(alerts, ({ sender, status }) => `${sender} ${status}`)) {
    const [sender = '', status = ''] = key.split(' ');
    add(store, 'lastword_alerts_received_total', { sender, status }, length);
  }
  for (const [sender, { length }] of Map.groupBy(repeated, (alert) => alert.sender))
    add(store, 'lastword_alerts_repeated_total', { sender }, length);
  for (const [reason, n] of Object.entries(rejected))
    if (n > 0) add(store, 'lastword_alerts_rejected_total', { reason }, n);
}

/** An Event that is no stop. */
export const countIgnored = (store: Store, reason: string): void =>
  add(store, 'lastword_events_ignored_total', { reason });

/** Webhooks that were refused at the door, by reason. */
export function countRefused(store: Store, refused: Record<string, number>): void {
  for (const [reason, n] of Object.entries(refused)) add(store, 'lastword_requests_rejected_total', { reason }, n);
}

export function countDiagnosis(store: Store, { cause, verdict }: Diagnosis, { action, rule }: Decision): void {
  add(store, 'lastword_diagnoses_total', { cause: cause ?? 'none', verdict });
  if (action !== 'notify') add(store, 'lastword_notifications_suppressed_total', { reason: rule });
}

/** A hidden stop was told after all. */
export const countTold = (store: Store): void => add(store, 'lastword_hidden_told_total');

/** An error's code: what stands before a colon is one of a few, what comes after it can be anything. */
const codeOf = (error: string): string => error.split(':')[0] ?? '';

/** What became of one try to say something. The first message of an incident ends its wait, which began with its first webhook. */
export function countOutcome(
  store: Store,
  row: { id: number; kind: DeliveryKind },
  outcome: { state: 'posted' } | { state: 'dead' | 'waiting'; error: string },
  now: number,
): void {
  if (outcome.state === 'dead')
    return add(store, 'lastword_notifications_dead_total', { reason: codeOf(outcome.error) });
  if (outcome.state === 'waiting')
    return add(store, 'lastword_notifications_retried_total', { reason: codeOf(outcome.error) });
  add(store, 'lastword_notifications_total', { kind: row.kind });
  if (row.kind !== 'parent') return;
  const query = 'SELECT min(received_at) AS at FROM inbox WHERE delivery_id = ?';
  const since = store.sql<{ at: number | null }>(query, row.id)[0]?.at ?? null;
  if (since !== null) observe(store, 'lastword_notification_latency_seconds', Math.max(0, now - since) / 1000);
}

/** One request to a cluster. `status` is null when no answer came. */
export function countRequest(store: Store, { kind, status }: { kind: string; status: number | null }, n: number): void {
  add(store, 'lastword_cluster_requests_total', { kind }, n);
  if (status === null || (status >= 400 && status !== 404))
    add(store, 'lastword_cluster_request_errors_total', { kind, reason: String(status ?? 'unreachable') }, n);
}

/** An alarm that was due at `due` ran at `now` (milliseconds). */
export function countAlarm(store: Store, due: number | undefined, now: number): void {
  if (due === undefined) return;
  const lag = Math.max(0, now - due) / 1000;
  observe(store, 'lastword_alarm_lag_seconds', lag);
  put(store, 'lastword_alarm_last_lag_seconds' satisfies GaugeName, lag);
}

/**
 * Everything the Desk tells of itself.
 * @param due when its next work is due, null without any; `now` (milliseconds), `bytes` of its store
 */
export function samplesOf(store: Store, due: number | null, now: number, bytes: number): Sample[] {
  const gauge = (name: GaugeName, value: number): Sample => ({ name, labels: {}, value });
  const rows = (query: string): number => Number(store.sql(`SELECT count(*) AS n FROM ${query}`)[0]?.n);
  return [
    ...counters(store),
    gauge('lastword_alerts_waiting', countArrivals(store) + rows('inbox WHERE due_at IS NOT NULL')),
    // A digest that is not due yet does not wait.
    gauge(
      'lastword_notifications_waiting',
      rows(`outbox WHERE due_at <= ${now} OR (due_at IS NOT NULL AND tries > 0)`),
    ),
    gauge('lastword_deployment_windows_open', countOpenWindows(store, now)),
    gauge('lastword_dead_letters', rows(`outbox WHERE state = 'dead'`)),
    gauge('lastword_work_overdue_seconds', due === null ? 0 : Math.max(0, now - due) / 1000),
    gauge('lastword_store_bytes', bytes),
  ];
}
