/**
 * Lives of pods: changes with the moment each was seen. A life gives the cluster as the API showed it at any moment: lists as of then,
 * changes and events up to then. Works in Node and in workerd.
 */
import { route } from '../../src/demo/route.ts';
import type { Recorded, RecordedList, Snapshot } from '../../src/demo/snapshot.ts';
import { mergeSnapshots, newer } from '../../src/demo/world.ts';

/** One change. `at` is RFC 3339 with milliseconds. */
export type LifeLine = { at: string; resource: 'pods' | 'events'; type: string; object: Recorded };

/** Changes in the order in which they were seen. */
export type Life = LifeLine[];

type Meta = { ownerReferences?: { kind: string; name: string }[]; creationTimestamp?: string };

const list = (kind: string, resourceVersion: string, items: Recorded[]): RecordedList => ({
  kind,
  apiVersion: 'v1',
  metadata: { resourceVersion },
  items,
});

/** The objects that stand after these changes. */
function standing(lines: LifeLine[], resource: LifeLine['resource']): Recorded[] {
  const objects = new Map<string, Recorded>();
  for (const { type, object } of lines.filter((line) => line.resource === resource)) {
    const key = object.metadata.uid ?? object.metadata.name;
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, object);
  }
  return [...objects.values()];
}

/** The rollout behind the pods, which a life does not record: a ReplicaSet for each owner, revisions in order of appearance. */
function rollout(life: Life): { sets: Recorded[]; deployments: Recorded[] } {
  const pods = life.filter((line) => line.resource === 'pods').map((line) => line.object);
  const firsts = new Map(
    pods.toReversed().map((pod) => [(pod.metadata as Meta).ownerReferences?.[0]?.name ?? '', pod]),
  );
  const born = (name: string) => (firsts.get(name)?.metadata as Meta | undefined)?.creationTimestamp ?? '';
  const names = [...firsts.keys()].filter((name) => name !== '').toSorted((a, b) => (born(a) < born(b) ? -1 : 1));
  const templates = names.map((name) => ({ spec: firsts.get(name)?.['spec'] }));
  const workload = (names[0] ?? '').replace(/-[^-]+$/, '');
  const sets = names.map((name, at) => ({
    metadata: {
      name,
      uid: `set-${name}`,
      creationTimestamp: born(name),
      annotations: { 'deployment.kubernetes.io/revision': String(at + 1) },
      ownerReferences: [{ kind: 'Deployment', name: workload, controller: true }],
    },
    spec: { replicas: at === names.length - 1 ? 3 : 0, template: templates[at] },
  }));
  const deployments = [{ metadata: { name: workload }, spec: { template: templates.at(-1), strategy: {} } }];
  return { sets, deployments: workload === '' ? [] : deployments };
}

/** What the API shows at a moment (Unix milliseconds) of its clock. */
export function snapshotAt(life: Life, moment: number): Snapshot {
  const until = life.filter((line) => Date.parse(line.at) <= moment);
  const namespace = life[0]?.object.metadata.namespace ?? '';
  const version = until.map((line) => line.object.metadata.resourceVersion ?? '0').reduce(newer, '1');
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const { sets, deployments } = rollout(life);
  return {
    now: new Date(moment).toISOString(),
    resources: {
      [pods]: list('PodList', version, standing(until, 'pods')),
      [`/api/v1/namespaces/${namespace}/events`]: list('EventList', version, standing(until, 'events')),
      [`/apis/apps/v1/namespaces/${namespace}/replicasets`]: list('ReplicaSetList', version, sets),
      [`/apis/apps/v1/namespaces/${namespace}/deployments`]: list('DeploymentList', version, deployments),
    },
    logs: {},
    changes: { [pods]: until.filter((line) => line.resource === 'pods') },
  };
}

/** `watchRefused`: the status that a watch gets. `historyMs`: how much of the past the watch cache keeps. */
export type LifeOptions = { watchRefused?: () => number | null; historyMs?: number; onRequest?: (url: URL) => void };

/**
 * A `fetch` that is the test API server's answer, without a socket, for an API that lives this life.
 * @param clock the cluster's clock, Unix milliseconds; `Date` is cut to whole seconds, as HTTP has it
 */
export function lifeFetch(life: Life, clock: () => number, options: LifeOptions = {}): typeof fetch {
  return async (input) => {
    const url = new URL(input instanceof Request ? input.url : input);
    options.onRequest?.(url);
    const moment = clock();
    const headers = { date: new Date(Math.floor(moment / 1000) * 1000).toUTCString() };
    const refused = url.searchParams.has('watch') ? (options.watchRefused?.() ?? null) : null;
    if (refused !== null) return new Response('{"kind":"Status"}', { status: refused, headers });
    const forgotten = snapshotAt(life, moment - (options.historyMs ?? 75_000));
    const oldestKept = Object.values(forgotten.resources)
      .map((entry) => (entry as RecordedList).metadata.resourceVersion)
      .reduce(newer, '0');
    const world = mergeSnapshots([snapshotAt(life, moment)]);
    const asked = { method: 'GET', path: decodeURIComponent(url.pathname), query: url.searchParams };
    const answer = route({ world, generation: 1, options: { oldestKept } }, asked);
    return new Response(answer.body, { status: answer.status, headers });
  };
}
