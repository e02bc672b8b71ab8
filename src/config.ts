/**
 * lastword.yaml: parsed once, refused with a sentence that says what, where and what to do.
 * Secrets never stand in the file: it names the environment variables (Workers: secrets) that hold them.
 */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDuration } from './facts/durations.ts';

const secretName = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, 'must be the NAME of an environment variable, like KUBE_TOKEN, not the secret itself');

const prometheus = z.strictObject({
  /** Base address of Prometheus, or of what answers as it does (Thanos, Mimir, VictoriaMetrics). */
  url: z.url({ protocol: /^https?$/ }),
  /** Name of the secret that holds the bearer token for `url`. */
  token: secretName.optional(),
  /** Labels that tell this cluster's series apart, where one address has those of several clusters. */
  labels: z.record(z.string().regex(/^[a-zA-Z_]\w*$/, 'must be the name of a label'), z.string()).default({}),
});

const cluster = z.strictObject({
  /** As alerts name it in their `cluster` label, and events in `clusterName`. */
  name: z.string().min(1).max(63),
  /** Other names by which alerts may call this cluster. */
  aliases: z.array(z.string()).default([]),
  /** Base address of the Kubernetes API. Without it, `npm start` uses the kubeconfig. */
  api: z.url({ protocol: /^https?$/ }).optional(),
  /** Name of the secret that holds the bearer token for `api`. */
  token: secretName.optional(),
  /** Path of the cluster's CA certificate (PEM), for an API with a private certificate. Read by the launcher. */
  certificate_authority: z.string().optional(),
  /** Kubeconfig file and context; read by the launcher only. */
  kubeconfig: z.string().optional(),
  context: z.string().optional(),
  /** Absent: nobody is asked what containers used before they stopped. */
  prometheus: prometheus.optional(),
});

const slack = z.strictObject({
  /** ID of the channel the messages go to: `conversations.history` and `chat.update` take no names. */
  channel: z
    .string()
    .regex(
      /^[CG][A-Z0-9]{5,}$/,
      "must be the channel's ID (C…), which Slack shows at the end of the channel's details, not its name",
    ),
  /** Name of the secret that holds the bot token (xoxb-…). */
  token: secretName.default('SLACK_BOT_TOKEN'),
  /** Slack's Web API; another address only in tests and behind proxies. */
  api: z.url({ protocol: /^https?$/ }).default('https://slack.com/api/'),
  /** Calls a second at most. Slack allows one a channel (https://docs.slack.dev/apis/web-api/rate-limits/). */
  messages_per_second: z.number().min(0.1).max(50).default(1),
});

const webhooks = z.strictObject({
  /** Names of the secrets that senders may present, as bearer token or basic-auth password. Several, so that they can be rotated. */
  tokens: z.array(secretName).min(1).default(['LASTWORD_WEBHOOK_TOKEN']),
  /** Local use only: accept webhooks and show the page without any secret. */
  allow_unauthenticated: z.boolean().default(false),
});

/** A duration as Alertmanager writes it. */
const duration = z
  .string()
  .refine(
    (text) => parseDuration(text) !== null,
    'is no duration: write it as Alertmanager does, like 90s, 5m or 1h30m',
  );

/** How long a duration of the settings is. */
export const milliseconds = (text: string): number => parseDuration(text) ?? 0;

const incidents = z.strictObject({
  /** One that resolved no longer ago is opened again, in its own thread, instead of posted anew. */
  reopen_within: duration.default('15m'),
});

const storms = z.strictObject({
  /** So many incidents that open within the window are told by one message. */
  threshold: z.int().min(2).max(1000).default(10),
  window: duration.default('1m'),
});

const retention = z.strictObject({
  /** What is kept of an alert, and of a message that was sent. A repeat within this time is recognised as one. */
  alerts: duration.default('3d'),
  /** What is kept of an incident after it was last seen. */
  incidents: duration.default('30d'),
  /** The store is kept below this, in MiB: the oldest goes first, however young it is. */
  store_mib: z.int().min(16).max(8192).default(512),
});

const settingsFile = z.strictObject({
  clusters: z.array(cluster).min(1, 'name at least one cluster'),
  /** Absent: messages stay on the web page. */
  slack: slack.optional(),
  webhooks: webhooks.prefault({}),
  incidents: incidents.prefault({}),
  storms: storms.prefault({}),
  retention: retention.prefault({}),
});

export type Settings = z.infer<typeof settingsFile>;
export type ClusterSettings = Settings['clusters'][number];

/** Environment of the worker: bindings by name. Only text ones are read here. */
export type Secrets = Record<string, unknown>;

/** A sentence for the person who set lastword up. */
export class ConfigError extends Error {}

/**
 * Reads lastword.yaml (or its JSON form).
 * @throws ConfigError with one line per problem: where in the file, what is wrong.
 */
export function parseSettings(text: string): Settings {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    throw new ConfigError(
      `lastword.yaml is not YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
    );
  }
  const result = settingsFile.safeParse(raw ?? {});
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues
      .map((i) => `lastword.yaml: ${i.path.length > 0 ? i.path.join('.') : 'top level'}: ${i.message}`)
      .join('\n'),
  );
}

/** The value of a secret, or null when it is not set or empty. */
export function secret(secrets: Secrets, name: string): string | null {
  const value = secrets[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/**
 * The configured cluster that an alert means. An alert that names no cluster means the only one; null when it names one
 * that is not configured, or none where there are several: evidence of the wrong cluster would be worse than none.
 */
export function clusterFor(settings: Settings, name: string | null): ClusterSettings | null {
  if (name === null) return settings.clusters.length === 1 ? (settings.clusters[0] ?? null) : null;
  return settings.clusters.find((c) => c.name === name || c.aliases.includes(name)) ?? null;
}
