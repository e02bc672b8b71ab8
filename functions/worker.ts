/** The Workers entry: the only place that wires. Environment → settings and ports; exports the Durable Object's class. */
import { exposition } from '../src/adapters/exposition.ts';
import { kubernetesCluster } from '../src/adapters/kubernetes.ts';
import { type Connection, connections } from '../src/adapters/kubernetes-connection.ts';
import { unreadable } from '../src/adapters/no-cluster.ts';
import { pageNotifier } from '../src/adapters/page-notifier.ts';
import { prometheusMetrics } from '../src/adapters/prometheus.ts';
import { redactor } from '../src/adapters/redaction.ts';
import { slackNotifier } from '../src/adapters/slack.ts';
import { type AppPorts, createApp } from '../src/app.ts';
import {
  clusterFor,
  ConfigError,
  milliseconds,
  parseSettings,
  secret,
  type Secrets,
  type Settings,
} from '../src/config/config.ts';
import { deskClass, type DeskApi } from '../src/desk/desk.ts';
import type { Pass, WiredPorts } from '../src/desk/ports.ts';
import type { Cluster, Metrics } from '../src/ports.ts';

export type Env = Secrets & { LASTWORD_CONFIG?: string; DESK: DurableObjectNamespace };

/** Settings, or the sentence that says why there are none. */
function settingsOf(env: Env): { settings: Settings; problem: null } | { settings: null; problem: string } {
  try {
    return { settings: parseSettings(env.LASTWORD_CONFIG ?? ''), problem: null };
  } catch (error) {
    return { settings: null, problem: error instanceof ConfigError ? error.message : 'the settings could not be read' };
  }
}

/** What stands in the way of work although the settings are well-formed; null when nothing does. */
function missingSecrets(settings: Settings, env: Env): string | null {
  const { tokens, allow_unauthenticated: open } = settings.webhooks;
  if (!open && tokens.every((name) => secret(env, name) === null)) {
    return `no webhook secret is set: set ${tokens[0]} and give it to the senders as a bearer token`;
  }
  const bot = settings.slack?.token;
  return bot && secret(env, bot) === null ? `the Slack token is not set: set ${bot}` : null;
}

function clusterOf(
  settings: Settings,
  env: Env,
  name: string | null,
  pass: Pass,
  connection: (cluster: string) => Connection,
): Cluster {
  const cluster = clusterFor(settings, name);
  const names = settings.clusters.map((c) => c.name).join(', ');
  if (!cluster)
    return unreadable(
      name === null
        ? `the alert does not say which of the clusters it is from (${names})`
        : `cluster ${name} is not in lastword.yaml (it has ${names})`,
    );
  if (!cluster.api) return unreadable(`lastword.yaml gives no api address for cluster ${cluster.name}`);
  return kubernetesCluster({
    api: cluster.api,
    token: () => (cluster.token ? secret(env, cluster.token) : null),
    connection: connection(cluster.name),
    ...pass,
  });
}

/** Without settings nothing comes in, and these are never asked for. */
const defaults = parseSettings('clusters: [{ name: default }]');

function calmOf(settings: Settings | null): WiredPorts['calm'] {
  const { incidents, storms } = settings ?? defaults;
  return {
    reopenMs: milliseconds(incidents.reopen_within),
    stormThreshold: storms.threshold,
    stormWindowMs: milliseconds(storms.window),
  };
}

function keepOf(settings: Settings | null): WiredPorts['keep'] {
  const { alerts, incidents, store_mib } = (settings ?? defaults).retention;
  return { alertsMs: milliseconds(alerts), incidentsMs: milliseconds(incidents), bytes: store_mib * 1024 * 1024 };
}

/** What is measured in the cluster that an alert names; null where nothing is, or nobody knows which cluster that is. */
function metricsOf(settings: Settings, env: Env, name: string | null, { signal, onRequest }: Pass): Metrics | null {
  const prometheus = clusterFor(settings, name)?.prometheus;
  if (!prometheus) return null;
  const { url, token, labels } = prometheus;
  return prometheusMetrics({ url, token: () => (token ? secret(env, token) : null), labels, signal, onRequest });
}

/** What the settings ask for of windows and rules. Until the settings can say it: what they ask for when they ask for nothing. */
const policy: WiredPorts['policy'] = {
  never: [],
  rules: [],
  windows: {
    settleMs: milliseconds('5m'),
    observed: true,
    longestMs: milliseconds('2h'),
    hide: 'expected',
    announced: { ttlMs: milliseconds('30m'), longestMs: milliseconds('4h') },
    rules: [],
  },
  digestEveryMs: milliseconds('1h'),
  routes: [],
  wishes: { channels: [], suppress: 'expected', settleMs: milliseconds('5m') },
  verdicts: {
    grave: new Set(['grace-too-short', 'prestop-failed', '143-then-137', 'restart-loop', 'users-affected']),
    causes: new Map(),
  },
};

function wire(env: Env): WiredPorts {
  const { settings, problem } = settingsOf(env);
  const token = settings?.slack ? secret(env, settings.slack.token) : null;
  // A Desk is wired once: what it learned of a cluster's health lasts from pass to pass.
  const connection = connections();
  return {
    cluster: (name, pass) => (settings ? clusterOf(settings, env, name, pass, connection) : unreadable(problem)),
    metrics: (name, pass) => (settings ? metricsOf(settings, env, name, pass) : null),
    notifier: settings?.slack && token ? slackNotifier({ token, api: settings.slack.api }) : pageNotifier(),
    redact: redactor(),
    channel: settings?.slack?.channel ?? 'page',
    gapMs: settings?.slack ? 1000 / settings.slack.messages_per_second : 0,
    calm: calmOf(settings),
    keep: keepOf(settings),
    policy,
    log: (msg, fields) => console.log(JSON.stringify({ at: new Date().toISOString(), msg, ...fields })),
  };
}

function appPorts(env: Env): AppPorts {
  const { settings, problem } = settingsOf(env);
  const names = settings?.clusters.map((c) => c.name) ?? [];
  const desk = (name: string) => env.DESK.getByName(name) as unknown as DeskApi;
  return {
    problem: problem ?? missingSecrets(settings, env),
    tokens: (settings?.webhooks.tokens ?? []).flatMap((name) => secret(env, name) ?? []),
    allowUnauthenticated: settings?.webhooks.allow_unauthenticated ?? false,
    // An alert of an unknown cluster is kept by the first Desk, which says that it cannot read it.
    keeper: (cluster) => (settings && clusterFor(settings, cluster)?.name) ?? names[0] ?? 'default',
    clusterOf: (cluster) => (settings && clusterFor(settings, cluster)?.name) ?? null,
    desk,
    desks: () => names.map((name) => ({ name, desk: desk(name) })),
    slack: settings?.slack ?? null,
    exposition,
  };
}

export const Desk = deskClass<Env>(wire);

/** The app of an environment: settings are parsed once, not on every request. */
const apps = new WeakMap<Env, ReturnType<typeof createApp>>();

function appOf(env: Env): ReturnType<typeof createApp> {
  const app = apps.get(env) ?? createApp(appPorts(env));
  apps.set(env, app);
  return app;
}

export default {
  fetch: (request: Request, env: Env, ctx: ExecutionContext) => appOf(env).fetch(request, env, ctx),
};
