/** A cluster of a few workloads whose containers stopped, each for a reason of its own, that can be out of reach. */
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { connections } from '../../src/adapters/kubernetes-connection.ts';
import { route } from '../../src/demo/route.ts';
import { mergeSnapshots } from '../../src/demo/world.ts';
import type { Pass } from '../../src/desk/ports.ts';
import type { Cluster } from '../../src/ports.ts';
import { clusterOf } from './gathering.ts';
import { at, event, killing, pod } from './stories.ts';

/** What happened to a workload's pods: they crash, or somebody scaled it down. */
export const happens = (workload: number): 'crash' | 'scale-down' => (workload % 3 === 2 ? 'scale-down' : 'crash');

export const workloadName = (workload: number): string => `w${workload}`;
export const podNamed = (workload: number, n: number): string => `w${workload}-a-${n}`;

/** When the containers stopped, in seconds after 14:00. */
const stoppedAt = 60;

function podOf(workload: number, n: number): object {
  const name = podNamed(workload, n);
  const metadata = { ownerReferences: [{ kind: 'ReplicaSet', name: `w${workload}-a`, controller: true }] };
  const times = { startedAt: at(0), finishedAt: at(stoppedAt) };
  if (happens(workload) === 'crash') {
    const before = { exitCode: 1, reason: 'Error', ...times };
    return pod({ name, uid: `uid-${name}`, metadata, containers: [{ restarts: 1, before }] });
  }
  const ended = { exitCode: 0, reason: 'Completed', ...times };
  return pod({ name, uid: `uid-${name}`, metadata, deletion: [stoppedAt + 28, 30], containers: [{ ended }] });
}

const toldAt = stoppedAt - 2;

/** What the kubelet and the ReplicaSet say of a pod that a scale-down took away. */
function endOf(workload: number, name: string): object[] {
  const set = { kind: 'ReplicaSet', name: `w${workload}-a`, container: null };
  return [
    killing(toldAt, 'Stopping container app', { name, uid: `uid-${name}` }),
    event('SuccessfulDelete', toldAt, {
      ...set,
      message: `Deleted pod: ${name}`,
      fields: { metadata: { name: `${name}.del` } },
    }),
  ].map((seen) => seen.object);
}

const scaledDown = (workload: number, pods: number): object =>
  event('ScalingReplicaSet', toldAt, {
    kind: 'Deployment',
    name: `w${workload}`,
    container: null,
    message: `Scaled down replica set w${workload}-a from ${pods} to 0`,
  }).object;

/** The API's answers, made once: nothing in this cluster moves. */
function answersOf(workloads: number, pods: number): (url: string) => { status: number; body: string } {
  const all = Array.from({ length: workloads }, (_, w) => w);
  const each = all.flatMap((w) => Array.from({ length: pods }, (_, n) => [w, n] as const));
  const killed = each.filter(([w]) => happens(w) === 'scale-down');
  const snapshot = clusterOf({
    pods: each.map(([w, n]) => podOf(w, n)),
    events: [
      ...killed.flatMap(([w, n]) => endOf(w, podNamed(w, n))),
      ...all.filter((w) => happens(w) === 'scale-down').map((w) => scaledDown(w, pods)),
    ],
    replicasets: all.map((w) => ({
      metadata: {
        name: `w${w}-a`,
        namespace: 'shop',
        uid: `set-${w}`,
        annotations: { 'deployment.kubernetes.io/revision': '1' },
        ownerReferences: [{ kind: 'Deployment', name: `w${w}`, controller: true }],
      },
      spec: { replicas: pods, template: {} },
    })),
    deployments: all.map((w) => ({ metadata: { name: `w${w}`, namespace: 'shop' }, spec: { template: {} } })),
  });
  const served = { world: mergeSnapshots([snapshot]), generation: 1, options: {} };
  const made = new Map<string, { status: number; body: string }>();
  return (url) => {
    const known = made.get(url);
    if (known) return known;
    const { pathname, searchParams } = new URL(url);
    const answer = route(served, { method: 'GET', path: decodeURIComponent(pathname), query: searchParams });
    made.set(url, answer);
    return answer;
  };
}

/** How many pods each workload has. */
export const podsEach = 24;
export const workloads = 6;
const answers = answersOf(workloads, podsEach);

/** A Response's own stream is read in turns of Node's loop, which no fake clock knows of: this one's bytes are there at once. */
export function responseOf(status: number, body: string, date?: Date): Response {
  const parts = [new TextEncoder().encode(body)];
  const read = () => Promise.resolve({ done: parts.length === 0, value: parts.shift() });
  return {
    status,
    headers: new Headers(date && { date: date.toUTCString() }),
    body: { getReader: () => ({ read }) },
  } as unknown as Response;
}

/** Such a cluster. */
export function shop(): { down: boolean; fetch: typeof fetch } {
  const state = {
    down: false,
    fetch: (input: Parameters<typeof fetch>[0]) => {
      if (state.down) return Promise.reject(new TypeError('connection refused'));
      const { status, body } = answers(input instanceof Request ? input.url : String(input));
      return Promise.resolve(responseOf(status, body));
    },
  };
  return state;
}

/** One life's way to ask it: its circuit breaker is forgotten with it. */
export function askingShop(fetch: typeof globalThis.fetch): (name: string | null, pass: Pass) => Cluster {
  const connectionOf = connections();
  return (name, { signal, onRequest, deadline }) =>
    kubernetesCluster({
      api: 'http://cluster.test',
      token: () => null,
      fetch,
      signal,
      onRequest,
      deadline,
      connection: connectionOf(name ?? ''),
    });
}
