/**
 * What `/metrics` tells: names, types and labels, in the manner of Alertmanager's own. Labels are of low cardinality: never a pod, a
 * namespace or a workload. docs/metrics.md is made from this list.
 */

export type Labels = Record<string, string>;
/** A value of a metric; of a histogram a part of it, as `name_bucket` (not cumulated), `name_sum` or `name_count`. */
export type Sample = { name: string; labels: Labels; value: number };

export type Metric = {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  /** Beside `cluster`, which all have. */
  labels: readonly string[];
  /** True for what is lastword's own and of no cluster: without the label \`cluster\`. */
  own?: true;
  /** Upper bounds, in the metric's unit. */
  buckets?: readonly number[];
  /** Label values that are shown as 0 before the first of them is counted, so that an increase from nothing is seen. */
  expected?: readonly Labels[];
};

const all = (label: string, ...values: string[]): Labels[] => values.map((value) => ({ [label]: value }));

export const metrics = [
  {
    name: 'lastword_alerts_received_total',
    type: 'counter',
    help: 'Alerts that were received, repeats too.',
    labels: ['sender', 'status'],
    expected: [
      { sender: 'alertmanager', status: 'firing' },
      { sender: 'alertmanager', status: 'resolved' },
      { sender: 'kubernetes-event', status: 'firing' },
    ],
  },
  {
    name: 'lastword_alerts_repeated_total',
    type: 'counter',
    help: 'Alerts that were known already: nothing is done about them.',
    labels: ['sender'],
    expected: all('sender', 'alertmanager', 'kubernetes-event'),
  },
  {
    name: 'lastword_alerts_rejected_total',
    type: 'counter',
    help: 'Alerts that were kept and not understood: malformed ones, and those on which lastword failed (set-aside). They are on the page.',
    labels: ['reason'],
    expected: all('reason', 'malformed', 'set-aside'),
  },
  {
    name: 'lastword_requests_rejected_total',
    type: 'counter',
    help: 'Webhooks that were answered 401 (unauthorized), 413 (too-large), 400 or 415 (malformed). Counted with the first cluster.',
    labels: ['reason'],
    expected: all('reason', 'unauthorized', 'too-large', 'malformed'),
  },
  {
    name: 'lastword_events_ignored_total',
    type: 'counter',
    help: 'Kubernetes Events that tell of no stop, by their reason.',
    labels: ['reason'],
  },
  {
    name: 'lastword_alerts_waiting',
    type: 'gauge',
    help: 'Alerts that were kept and not yet explained.',
    labels: [],
  },
  {
    name: 'lastword_diagnoses_total',
    type: 'counter',
    help: 'Explained alerts by cause (docs/causes.md; none where nothing decides) and verdict.',
    labels: ['cause', 'verdict'],
  },
  {
    name: 'lastword_notifications_total',
    type: 'counter',
    help: 'Messages that were posted (parent, reply) or edited (update).',
    labels: ['kind'],
    expected: all('kind', 'parent', 'reply', 'update'),
  },
  {
    name: 'lastword_notifications_suppressed_total',
    type: 'counter',
    help: 'Explained alerts that are not told, by the rule that decided: of the settings, or deployments, expected (a digest lists them), repeat.',
    labels: ['reason'],
  },
  {
    name: 'lastword_hidden_told_total',
    type: 'counter',
    help: 'Hidden stops that were told after all: they fired still when their deployment was over, ended badly, or somebody asked.',
    labels: [],
    expected: [{}],
  },
  {
    name: 'lastword_deployment_windows_open',
    type: 'gauge',
    help: 'Deployment windows that are open, announced or observed.',
    labels: [],
  },
  {
    name: 'lastword_notifications_retried_total',
    type: 'counter',
    help: 'Tries to post or edit that are made again, by the error.',
    labels: ['reason'],
  },
  {
    name: 'lastword_notifications_dead_total',
    type: 'counter',
    help: 'Messages that were given up, by the error; what would have gone under one of them is not counted.',
    labels: ['reason'],
  },
  {
    name: 'lastword_notifications_waiting',
    type: 'gauge',
    help: 'Messages that are still to be posted or edited.',
    labels: [],
  },
  {
    name: 'lastword_dead_letters',
    type: 'gauge',
    help: 'Messages that will never arrive, and stand on the page.',
    labels: [],
  },
  {
    name: 'lastword_slack_problems',
    type: 'gauge',
    help: 'What is wrong with the Slack token (1) as auth.test told: token (refused), chat:write or channels:history (scopes that it lacks), api (no Slack there), unanswered (Slack did not say). Nothing before it was asked, and without Slack.',
    labels: ['reason'],
  },
  {
    name: 'lastword_notification_latency_seconds',
    type: 'histogram',
    help: 'From the webhook to the first message of its incident.',
    labels: [],
    buckets: [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
  },
  {
    name: 'lastword_cluster_requests_total',
    type: 'counter',
    help: 'Requests to the Kubernetes API, by what was asked for.',
    labels: ['kind'],
  },
  {
    name: 'lastword_cluster_request_errors_total',
    type: 'counter',
    help: 'Those without an answer (unreachable) and those refused, by status; 404 is an answer.',
    labels: ['kind', 'reason'],
  },
  {
    name: 'lastword_alarm_lag_seconds',
    type: 'histogram',
    help: 'How late the alarm ran that does the work.',
    labels: [],
    buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 300],
  },
  {
    name: 'lastword_alarm_last_lag_seconds',
    type: 'gauge',
    help: 'How late the alarm ran the last time.',
    labels: [],
  },
  {
    name: 'lastword_work_overdue_seconds',
    type: 'gauge',
    help: 'For how long the oldest work has been due, now; it grows when the alarm no longer runs.',
    labels: [],
  },
  {
    name: 'lastword_store_bytes',
    type: 'gauge',
    help: 'Size of the store.',
    labels: [],
  },
  {
    name: 'lastword_config_last_reload_successful',
    type: 'gauge',
    help: 'Whether the newest lastword.yaml is in force (1), or was refused (0): then the one before still is.',
    labels: [],
    own: true,
  },
  {
    name: 'lastword_config_last_reload_success_timestamp_seconds',
    type: 'gauge',
    help: 'When the lastword.yaml that is in force was read.',
    labels: [],
    own: true,
  },
] as const satisfies readonly Metric[];

type Named<M> = M extends { name: infer N extends string } ? N : never;
type Typed<T> = Named<Extract<(typeof metrics)[number], { type: T }>>;
export type CounterName = Typed<'counter'>;
export type GaugeName = Typed<'gauge'>;
export type HistogramName = Typed<'histogram'>;
