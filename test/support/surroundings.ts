/** What the real service stands in: a recorded cluster's API, a Slack, and a folder for its state, all on loopback. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KubernetesApi, readSnapshot, startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { type Service, startService, stateFolder } from './service.ts';
import { type Slack, startSlack } from './slack.ts';

export type Surroundings = {
  slack: Slack;
  api: KubernetesApi;
  /** The recording's webhook body, as Alertmanager sends it. */
  alert: string;
  /** Starts the service on the same state; `settings` replace what its cluster is told of. */
  start: (cluster?: { api?: string; token?: string }, secrets?: Record<string, string>) => Promise<Service>;
  /** Ends all of it, the newest first. */
  close: () => Promise<void>;
};

/**
 * Around a recording of the corpus.
 * @param api what the cluster's API is told besides
 */
export async function startSurroundings(recording: string, api: { token?: string } = {}): Promise<Surroundings> {
  const recorded = join(import.meta.dirname, '../fixtures/corpus', recording);
  const snapshot = await readSnapshot(join(recorded, 'cluster.json'));
  const slack = await startSlack();
  const cluster = await startKubernetesApi({ snapshots: [snapshot], clock: () => snapshot.now, ...api });
  const state = stateFolder();
  const cleanups: (() => Promise<void> | void)[] = [state.remove, () => slack.close(), () => cluster.close()];
  const start: Surroundings['start'] = async (changes = {}, secrets = {}) => {
    const settings = {
      clusters: [{ name: 'lab-eu-1', api: cluster.url, ...changes }],
      slack: { channel: slack.channel, api: slack.url },
    };
    const all = { SLACK_BOT_TOKEN: slack.token, ...secrets };
    const service = await startService({ settings, secrets: all, directory: state.directory });
    cleanups.push(() => service.stop());
    return service;
  };
  const close = async (): Promise<void> => {
    for (const clean of cleanups.splice(0).toReversed()) await clean();
  };
  return { slack, api: cluster, alert: readFileSync(join(recorded, 'alert.json'), 'utf8'), start, close };
}
