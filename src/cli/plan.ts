/** What is about to be started: the worker's settings and secrets, and the servers that it needs on this machine. */
import { dirname, resolve } from 'node:path';
import { ConfigError, secret, type Secrets, type Settings } from '../config/config.ts';
import { recordedCluster } from '../demo/recordings.ts';
import { readyCluster, type ReadyCluster } from './clusters.ts';
import { startDemoCluster, type DemoCluster } from './demo.ts';
import { probeCluster } from './probe.ts';
import { allIsWell, type Found } from './network.ts';
import { demoSettings, doubledNames, missingSecrets, namedSecrets, sameClusters } from './settings.ts';

export type Plan = {
  settings: Settings;
  /** Secrets by name, for the worker's environment. */
  secrets: Record<string, string>;
  /** Authorities to trust, PEM. */
  certificates: string[];
  /** For the terminal: what is used, and what should be known about it. */
  notes: string[];
  warnings: string[];
  demo: DemoCluster | null;
};

/** A recorded cluster served on this machine, no Slack, open webhooks. What it starts is left to `stack`. */
export async function planDemo(toldFile: string, stack: AsyncDisposableStack): Promise<Plan> {
  const demo = await startDemoCluster(toldFile);
  stack.defer(() => demo.api.close());
  const token = 'LASTWORD_DEMO_TOKEN';
  return {
    settings: demoSettings(recordedCluster, demo.api.url, token),
    secrets: { [token]: demo.token },
    certificates: [],
    notes: [`Cluster   ${recordedCluster}: recorded, served at ${demo.api.url}`],
    warnings: [],
    demo,
  };
}

/**
 * The clusters and the Slack of a settings file, each tried once; of what may pass by itself it is only warned. What it starts is left to
 * `stack`.
 * @throws ConfigError with one sentence a line for everything that would not work.
 */
export async function planReal(
  { settings, file }: { settings: Settings; file: string },
  environment: Secrets,
  stack: AsyncDisposableStack,
): Promise<Plan> {
  refuse([...doubledNames(settings), ...sameClusters(settings), ...missingSecrets(settings, environment)]);
  const clusters = await readyClusters(settings, dirname(resolve(file)), environment, stack);
  const found = await Promise.all([
    ...clusters.map((cluster) => probeCluster(cluster.probe)),
    checkSlack(settings, environment),
  ]);
  refuse(found.flatMap(({ problem }) => problem ?? []));
  const { channel } = settings.slack ?? { channel: 'not set up: messages stay on the page' };
  return {
    settings: { ...settings, clusters: clusters.map((cluster) => cluster.settings) },
    secrets: Object.fromEntries(
      [namedSecrets(settings, environment), ...clusters.map((cluster) => cluster.secrets)].flatMap(
        Object.entries<string>,
      ),
    ),
    certificates: clusters.flatMap((cluster) => cluster.certificate ?? []),
    notes: [...clusters.map(({ settings: { name }, from }) => `Cluster   ${name}: ${from}`), `Slack     ${channel}`],
    warnings: found.flatMap(({ warning }) => warning ?? []),
    demo: null,
  };
}

function refuse(problems: string[]): void {
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
}

async function readyClusters(
  { clusters }: Settings,
  base: string,
  environment: Secrets,
  stack: AsyncDisposableStack,
): Promise<ReadyCluster[]> {
  const made: ReadyCluster[] = [];
  for (const [index, cluster] of clusters.entries()) {
    const ready = await readyCluster(cluster, index, base, environment);
    stack.defer(() => ready.close());
    made.push(ready);
  }
  return made;
}

async function checkSlack({ slack }: Settings, environment: Secrets): Promise<Found> {
  if (slack === undefined) return allIsWell;
  const { probeSlack } = await import('./probe-slack.ts');
  return probeSlack({ api: slack.api, tokenName: slack.token, token: secret(environment, slack.token) ?? '' });
}
