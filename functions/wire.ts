/** From settings to ports: what a Desk and the app work with. */
import { kubernetesCluster } from '../src/adapters/kubernetes.ts';
import { type Connection, connections } from '../src/adapters/kubernetes-connection.ts';
import { unreadable } from '../src/adapters/no-cluster.ts';
import { pageNotifier } from '../src/adapters/page-notifier.ts';
import { prometheusMetrics } from '../src/adapters/prometheus.ts';
import type { AppPorts } from '../src/app.ts';
import { clusterFor, milliseconds, parseSettings, policyOf, secret, type Settings } from '../src/config/config.ts';
import { markOf } from '../src/facts/marks.ts';
import type { DeskApi } from '../src/desk/desk.ts';
import { turns } from '../src/desk/turns.ts';
import type { Pass, WiredPorts, Wiring } from '../src/desk/ports.ts';
import type { Cluster, Metrics } from '../src/ports.ts';
import { exposition, redactor, slackNotifier } from './later.ts';
import { log, type SettingsEnv, settingsOf } from './settings.ts';

export type Env = SettingsEnv & { DESK: DurableObjectNamespace };

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
        : `cluster ${name} is not in lastword.yaml (it has ${names}): add it, or make it one of a cluster's aliases`,
    );
  if (!cluster.api) return unreadable(`lastword.yaml gives no api address for cluster ${cluster.name}`);
  return kubernetesCluster({
    api: cluster.api,
    token: () => (cluster.token ? secret(env, cluster.token) : null),
    connection: connection(cluster.name),
    ...pass,
  });
}

/** When lastword speaks anew, and when it speaks once for many. */
export function calmOf({ incidents, storms }: Settings): WiredPorts['calm'] {
  return {
    reopenMs: milliseconds(incidents.reopen_within),
    joinMs: milliseconds(incidents.join_within),
    silentMs: milliseconds(incidents.silent_after),
    stormThreshold: storms.threshold,
    stormWindowMs: milliseconds(storms.window),
  };
}

function keepOf({ retention: { alerts, incidents, store_mib } }: Settings): WiredPorts['keep'] {
  return { alertsMs: milliseconds(alerts), incidentsMs: milliseconds(incidents), bytes: store_mib * 1024 * 1024 };
}

/** What is measured in the cluster that an alert names; null where nothing is, or nobody knows which cluster that is. */
function metricsOf(settings: Settings, env: Env, name: string | null, { signal, onRequest }: Pass): Metrics | null {
  const prometheus = clusterFor(settings, name)?.prometheus;
  if (!prometheus) return null;
  const { url, token, labels } = prometheus;
  return prometheusMetrics({ url, token: () => (token ? secret(env, token) : null), labels, signal, onRequest });
}

type Lasting = { connection: (cluster: string) => Connection } & Pick<WiredPorts, 'redact' | 'turns'>;

function portsOf(settings: Settings, env: Env, { connection, redact, turns }: Lasting): WiredPorts {
  const { slack } = settings;
  const token = slack ? secret(env, slack.token) : null;
  return {
    cluster: (name, pass) => clusterOf(settings, env, name, pass, connection),
    metrics: (name, pass) => metricsOf(settings, env, name, pass),
    notifier: slack && token ? slackNotifier({ token, api: slack.api }) : pageNotifier(),
    bot: slack && token ? { mark: markOf(`${slack.api} ${token}`), tokenName: slack.token, api: slack.api } : null,
    redact,
    turns,
    channel: slack?.channel ?? 'page',
    gapMs: slack ? 1000 / slack.messages_per_second : 0,
    policy: policyOf(settings),
    calm: calmOf(settings),
    keep: keepOf(settings),
    log,
  };
}

let none: Settings | null = null;
/** Until there are settings nothing comes in and nothing is worked on: these are never asked for. */
const nothing = (): Settings => (none ??= parseSettings('clusters: [{ name: default }]'));

/** Ports that follow the settings. What a Desk learned of a cluster's health lasts from pass to pass, and from file to file. */
export function wire(env: Env): Wiring {
  const live = settingsOf(env);
  const taking = turns(() => Date.now());
  const lasting = { connection: connections(), redact: redactor(taking.between), turns: taking };
  let made: { of: Settings; ports: WiredPorts } | null = null;
  return {
    ports: () => {
      const settings = live.state().settings ?? nothing();
      if (made?.of !== settings) made = { of: settings, ports: portsOf(settings, env, lasting) };
      return made.ports;
    },
    renew: async () => {
      await live.renew();
      return live.state().settings !== null;
    },
  };
}

/** @param settings null while there are none: `problem` is then the answer to all */
export function appPorts(env: Env, settings: Settings | null): AppPorts {
  const live = settingsOf(env);
  const names = settings?.clusters.map((c) => c.name) ?? [];
  const desk = (name: string) => env.DESK.getByName(name) as unknown as DeskApi;
  return {
    problem: () =>
      settings === null ? (live.state().refused?.problems.join('\n') ?? 'there are no settings yet') : null,
    settings: live.state,
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
