/** Gathering as the product does it, over HTTP: the real adapter, a batch's reader, and a demo API that answers from a snapshot. */
import { onTestFinished } from 'vitest';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import {
  startKubernetesApi,
  type KubernetesApi,
  type KubernetesApiOptions,
  type Snapshot,
} from '../../src/demo/kubernetes-api.ts';
import { gather, type Gathered } from '../../src/gather/gather.ts';
import { batchReader } from '../../src/gather/reader.ts';
import { identify } from '../../src/identify/identify.ts';
import type { Cluster } from '../../src/ports.ts';
import { receive } from '../../src/receive/receive.ts';
import type { Alert, KubeEvent, Seen } from '../../src/types.ts';
import { recording, type Recording } from './recordings.ts';

type Options = Partial<KubernetesApiOptions> & { timeoutMs?: number };
export type Connected = { api: KubernetesApi; cluster: Cluster };

/** A batch's reader of a cluster that answers from a snapshot until the test is over. */
export async function connect(
  snapshot: Snapshot,
  { timeoutMs = 30_000, ...options }: Options = {},
): Promise<Connected> {
  const api = await startKubernetesApi({ snapshots: [snapshot], ...options });
  onTestFinished(() => api.close());
  return { api, cluster: batchReader(kubernetesCluster({ api: api.url, token: () => null, timeoutMs })) };
}

/** The alert that a recording's webhook brought. */
export function alertOf({ name, sender, body }: Recording): Alert {
  const received = receive(sender, body);
  const alert = received.ok ? received.alerts[0] : undefined;
  if (!alert) throw new Error(`${name} holds no alert`);
  return alert;
}

/** What was gathered for an alert, and the cluster it came from. */
export async function gatherFor(
  story: Recording,
  alert: Alert = alertOf(story),
  options: Options = {},
): Promise<Gathered & Connected> {
  const connected = await connect(story.snapshot, options);
  return { ...connected, ...(await gather(identify(alert), alert, connected.cluster)) };
}

/** The same from a recording's name, with a change of the recording before. */
export async function gatherRecorded(name: string, change: (story: Recording) => void = () => undefined) {
  const story = await recording(name);
  change(story);
  return { ...(await gatherFor(story)), story };
}

const groups = {
  pods: '/api/v1',
  events: '/api/v1',
  deployments: '/apis/apps/v1',
  replicasets: '/apis/apps/v1',
  statefulsets: '/apis/apps/v1',
  daemonsets: '/apis/apps/v1',
  controllerrevisions: '/apis/apps/v1',
  jobs: '/apis/batch/v1',
  cronjobs: '/apis/batch/v1',
  services: '/api/v1',
} as const;
type Lists = Partial<Record<keyof typeof groups, object[]>> & {
  nodes?: object[];
  nodeEvents?: object[];
  allPods?: object[];
};

/** A cluster of which no list is read whole. */
export const crowded = (cluster: Cluster): Cluster => ({
  ...cluster,
  list: async (kind, where) => {
    const read = await cluster.list(kind, where);
    return read.known ? { known: true, value: { ...read.value, truncated: true } } : read;
  },
});

const listOf = (items: object[]) => ({ kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '900' }, items });

/** A made-up cluster whose objects are in the namespace `shop`; `allPods` are those of all namespaces, where they were recorded. */
export function clusterOf(
  { nodes = [], nodeEvents = [], allPods, ...lists }: Lists,
  logs: Snapshot['logs'] = {},
  changes: Snapshot['changes'][string] = [],
): Snapshot {
  const resources = Object.entries(lists).map(([plural, items]) => [
    `${groups[plural as keyof typeof groups]}/namespaces/shop/${plural}`,
    listOf(items),
  ]);
  return {
    now: '',
    resources: {
      ...Object.fromEntries(resources),
      ...(allPods && { '/api/v1/pods': listOf(allPods) }),
      '/api/v1/nodes': listOf(nodes),
      '/api/v1/namespaces/default/events': listOf(nodeEvents),
    } as Snapshot['resources'],
    logs,
    changes: { '/api/v1/namespaces/shop/pods': changes },
  };
}

/** Made-up events as a list of them holds them. */
export const objectsOf = (events: Seen<KubeEvent>[]): KubeEvent[] => events.map((seen) => seen.object);

/** How often each path was asked for, with what makes it a question of its own. */
export function asked(api: KubernetesApi): Record<string, number> {
  const keys = api.requests().map(({ path, query }) => `${path}${/watch=1/.test(query) ? ' watch' : ''}`);
  return Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));
}
