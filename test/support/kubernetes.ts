/** The cluster that the contract suite is about: recordings, a made-up namespace or two, and namespaces whose answers go wrong. */
import {
  startKubernetesApi,
  readSnapshot,
  type Faults,
  type KubernetesApi,
  type Snapshot,
} from '../../src/demo/kubernetes-api.ts';
import { contractToken } from '../contract/cluster.ts';

const recordings = ['crash-exit-1', 'rollout-image', 'two-containers-one-oom', 'image-pull'];

/** A recording of the corpus. */
export function recording(name: string): Promise<Snapshot> {
  return readSnapshot(`${import.meta.dirname}/../fixtures/corpus/${name}/cluster.json`);
}

/** A namespace of that many small pods, one container each, with a log for the first one. */
export function crowd(namespace: string, pods: number, log = ''): Snapshot {
  const items = Array.from({ length: pods }, (_, at) => ({
    metadata: {
      name: `pod-${String(at).padStart(5, '0')}`,
      namespace,
      uid: `uid-${at}`,
      resourceVersion: String(at + 1),
    },
    spec: { containers: [{ name: 'app' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'app', state: { running: {} } }] },
  }));
  const list = { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '99999' }, items };
  return {
    now: '',
    resources: { [`/api/v1/namespaces/${namespace}/pods`]: list },
    logs: { 'pod-00000/app/current': log },
    changes: {},
  };
}

/** 200 lines of 1,000 characters: a tail that the kubelet would cut at its end. */
const longLog = Array.from(
  { length: 200 },
  (_, at) => `2026-11-22T19:40:18.000000${String(at).padStart(3, '0')}Z ${'x'.repeat(1000)} line ${at}\n`,
).join('');

/** `status-503` answers every request with 503, `expires-once` refuses every other page, the others are what they are called. */
function faultsByNamespace(): Faults {
  let refused = false;
  return ({ path, query }) => {
    const namespace = /\/namespaces\/([^/]+)/.exec(path)?.[1] ?? '';
    const status = /^status-(\d+)$/.exec(namespace)?.[1];
    if (status !== undefined) return { status: Number(status) };
    if (namespace === 'late') return { delayMs: 60_000 };
    if (namespace === 'garbage') return { garbage: true };
    if (namespace === 'cut' && path.endsWith('/pods')) return { cut: true };
    if (namespace === 'expires-always' && query.has('continue')) return { status: 410 };
    if (namespace !== 'expires-once' || !query.has('continue')) return undefined;
    refused = !refused;
    return refused ? { status: 410 } : undefined;
  };
}

export async function startContractCluster(): Promise<KubernetesApi> {
  const made = [
    crowd('many', 1234),
    crowd('endless', 10_001),
    crowd('expires-once', 600),
    crowd('expires-always', 600),
    crowd('cut', 3),
    crowd('chatty', 1, longLog),
  ];
  const snapshots = [...(await Promise.all(recordings.map(recording))), ...made];
  return startKubernetesApi({ snapshots, token: contractToken, faults: faultsByNamespace() });
}
