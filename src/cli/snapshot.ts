/** `lastword snapshot`: a namespace as the API shows it now, in the form that `explain` and the tests read. */
import { redactor } from '../adapters/redaction.ts';
import { isStatus, type Snapshot } from '../demo/snapshot.ts';
import { statusesOf } from '../facts/containers.ts';
import type { Pod } from '../types.ts';
import { InputError } from './explain-input.ts';
import { liveCluster, type LiveCluster } from './explain-live.ts';
import type { Io } from './lastword.ts';
import { readChanges } from './snapshot-changes.ts';
import { cleaned } from './snapshot-clean.ts';
import { help, snapshotFlags } from './snapshot-flags.ts';
import { itemsOf, list } from './snapshot-lists.ts';
import { nodesOf, podsOfNodes } from './snapshot-nodes.ts';

/** The lists of a namespace, the nodes, the events about nodes, and what `kubectl top` shows. */
const pathsFor = (namespace: string): string[] => [
  ...['pods', 'events', 'services'].map((kind) => `/api/v1/namespaces/${namespace}/${kind}`),
  ...['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'controllerrevisions'].map(
    (kind) => `/apis/apps/v1/namespaces/${namespace}/${kind}`,
  ),
  ...['jobs', 'cronjobs'].map((kind) => `/apis/batch/v1/namespaces/${namespace}/${kind}`),
  '/api/v1/nodes',
  ...(namespace === 'default' ? [] : ['/api/v1/namespaces/default/events']),
  `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`,
];

/**
 * Prints the recording. Exit status 0.
 * @throws UsageError, InputError when the cluster does not answer or its pods may not be read
 */
export async function snapshot(args: string[], io: Io): Promise<number> {
  const flags = snapshotFlags(args);
  if (flags === null) {
    io.out(help);
    return 0;
  }
  const live = await liveCluster(flags.kubeconfig, flags.context);
  const recorded = await record(live, flags.namespace, () => io.now().toISOString());
  io.out(`${JSON.stringify(await cleaned(recorded, redactor()), null, 1)}\n`);
  io.err(`${summary(recorded, flags.namespace)}\n`);
  return 0;
}

async function record(live: LiveCluster, namespace: string, ownClock: () => string): Promise<Snapshot> {
  const paths = pathsFor(namespace);
  const lists = await Promise.all(paths.map(async (path) => [path, await list(live, path)] as const));
  // A cluster without metrics-server, say, does not know that list (404).
  const resources: Snapshot['resources'] = Object.fromEntries(
    lists.filter(([, entry]) => !isStatus(entry) || entry.code !== 404),
  );
  const podsPath = paths[0] ?? '';
  const pods = lists[0]?.[1];
  if (pods === undefined || isStatus(pods))
    throw new InputError(
      `The pods of namespace ${namespace} cannot be read: ${pods?.message ?? `status ${pods?.code}`}.`,
    );
  const [logs, changes] = await Promise.all([
    readLogs(live, namespace, itemsOf(pods) as unknown as Pod[]),
    readChanges(live.cluster, namespace, itemsOf(pods), itemsOf(resources[paths[1] ?? ''])),
  ]);
  const replayed = changes.length > 0 ? { [podsPath]: changes } : {};
  const beside = await podsOfNodes(live, nodesOf([...itemsOf(pods), ...changes.map(({ object }) => object)]));
  return { now: live.now() ?? ownClock(), resources: { ...resources, ...beside }, logs, changes: replayed };
}

/** The logs that `explain` asks for: of containers that restarted, do not run, or are on their way out. */
async function readLogs(live: LiveCluster, namespace: string, pods: Pod[]): Promise<Snapshot['logs']> {
  const wanted = pods.flatMap((pod) =>
    statusesOf(pod)
      .filter(({ status }) => status.restartCount > 0 || !status.state?.running || pod.metadata?.deletionTimestamp)
      .flatMap(({ status }) => {
        const name = { namespace, pod: pod.metadata?.name ?? '', container: status.name };
        const both = status.restartCount > 0 || status.lastState?.terminated !== undefined;
        return (both ? [false, true] : [false]).map((previous) => ({ ...name, previous }));
      }),
  );
  const read = await Promise.all(
    wanted.map(async (request): Promise<[string, string][]> => {
      const log = await live.cluster.log(request);
      const key = `${request.pod}/${request.container}/${request.previous ? 'previous' : 'current'}`;
      // None, and an empty one, are told apart from one that may not be read.
      return log.known ? [[key, log.value.text ?? '']] : [];
    }),
  );
  return Object.fromEntries(read.flat());
}

function summary({ resources, logs, changes }: Snapshot, namespace: string): string {
  const count = (plural: string): number => itemsOf(resources[`/api/v1/namespaces/${namespace}/${plural}`]).length;
  const refused = Object.entries(resources).flatMap(([path, entry]) =>
    'items' in entry ? [] : [(path.split('/').at(-1) ?? '').replace('?fieldSelector=spec.nodeName=', ' of node ')],
  );
  const replayed = Object.values(changes).flat().length;
  return [
    `Recorded ${namespace}: ${count('pods')} pods, ${count('events')} events, ${Object.keys(logs).length} logs, ${replayed} changes of pods.`,
    ...(refused.length === 0 ? [] : [`Could not be read: ${refused.join(', ')}.`]),
    'Env values and known secrets are left out; read it before you give it away.',
  ].join(' ');
}
