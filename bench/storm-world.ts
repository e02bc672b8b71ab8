/** A cluster in a bad hour, made of recorded objects: 50 Deployments whose new release cannot reach its database, 40 pods each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KubernetesApi, startKubernetesApi } from '../src/demo/kubernetes-api.ts';
import { isList, type Recorded, type RecordedList, type Snapshot } from '../src/demo/snapshot.ts';
import { recorded } from './bodies.ts';

/** What must be told of a workload, and its pods as alerts name them. */
export type StormWorkload = {
  namespace: string;
  name: string;
  revision: number;
  /** The line of its log that says why. */
  telling: string;
  pods: { name: string; uid: string }[];
};
export type StormWorld = { snapshots: Snapshot[]; workloads: StormWorkload[]; now: string };

const namespaces = 10;
const workloadsEach = 5;
const podsEach = 40;
const nodes = 20;

/** What is copied: the Deployment `orders` of two revisions, one of its new pods, what happened to them, and a node. */
const model = JSON.parse(readFileSync(join(recorded('rollout-bad-release'), 'cluster.json'), 'utf8')) as Snapshot;
const api = (path: string): string => path.replace('NS', 'team-17');
const listAt = (path: string): RecordedList => {
  const entry = model.resources[api(path)];
  if (entry === undefined || !isList(entry)) throw new Error(`the recording has no ${path}`);
  return entry;
};
const itemsAt = (path: string): Recorded[] => listAt(path).items ?? [];
const paths = {
  pods: '/api/v1/namespaces/NS/pods',
  events: '/api/v1/namespaces/NS/events',
  replicasets: '/apis/apps/v1/namespaces/NS/replicasets',
  deployments: '/apis/apps/v1/namespaces/NS/deployments',
};
const [pod, podName] = [itemsAt(paths.pods)[0] as Recorded, 'orders-5847fc58bf-65lgl'];
const eventsOf = (about: (name: string) => boolean): Recorded[] =>
  itemsAt(paths.events).filter((e) => about((e['involvedObject'] as { name: string }).name));
const podEvents = eventsOf((name) => name === podName);
const ownerEvents = eventsOf((name) => name === 'orders' || name === 'orders-5847fc58bf');

/** A UUID that is the same in every run. */
const uuid = (...numbers: number[]): string => {
  const [a = 0, b = 0, c = 0] = numbers;
  return `${a.toString(16).padStart(8, '0')}-${b.toString(16).padStart(4, '0')}-4000-8000-${c.toString(16).padStart(12, '0')}`;
};
const letters = 'bcdfghjklmnpqrstvwxz2456789';
/** Five characters as the pods of a ReplicaSet end in. */
const suffix = (n: number): string =>
  [0, 1, 2, 3, 4].map((i) => letters[Math.floor(n / letters.length ** i + i * 7) % letters.length]).join('');

/** A copy of an object with other texts in it, longer ones first. */
function copy<T>(object: T, texts: Record<string, string>): T {
  let json = JSON.stringify(object);
  for (const [from, to] of Object.entries(texts)) json = json.replaceAll(from, to);
  return JSON.parse(json) as T;
}

type Names = { namespace: string; name: string; revision: number; texts: Record<string, string>; index: number };

function namesOf(index: number): Names {
  const namespace = `shop-${String(Math.floor(index / workloadsEach) + 1).padStart(2, '0')}`;
  const name = `payments-${String(index + 1).padStart(2, '0')}`;
  const hash = (n: number): string => `${(0x5f00000 + index * 64 + n).toString(16)}d8`;
  const texts = {
    'orders-5847fc58bf': `${name}-${hash(2)}`,
    'orders-5bf7ccb794': `${name}-${hash(1)}`,
    '5847fc58bf': hash(2),
    '5bf7ccb794': hash(1),
    orders: name,
    'team-17': namespace,
    'a5845c21-ccc9-4a33-a5dd-ae1742ed4fc1': uuid(index, 1),
    '6ef24063-1ba5-4385-9973-acc3cb763fc5': uuid(index, 2),
    '82b66514-c36c-48be-9999-70daa4e1fa19': uuid(index, 3),
    // Every workload has been released another number of times.
    'deployment.kubernetes.io/revision":"2"': `deployment.kubernetes.io/revision":"${index + 3}"`,
    'deployment.kubernetes.io/revision":"1"': `deployment.kubernetes.io/revision":"${index + 2}"`,
  };
  return { namespace, name, revision: index + 3, texts, index };
}

/** One pod that waits to be restarted, and its events. */
function podOf({ texts, index }: Names, n: number): { pod: Recorded; events: Recorded[] } {
  const own = {
    '65lgl': suffix(index * podsEach + n),
    [String(pod.metadata.uid)]: uuid(index, 4, n),
    'lab-node-1': `node-${((index * podsEach + n) % nodes) + 1}`,
    ...texts,
  };
  const made = copy(pod, own);
  const [container] = (made['status'] as { containerStatuses: Record<string, unknown>[] }).containerStatuses;
  const message = `back-off 40s restarting failed container=app pod=${made.metadata.name}_${made.metadata.namespace}(${made.metadata.uid})`;
  const waiting = { waiting: { reason: 'CrashLoopBackOff', message } };
  Object.assign(container ?? {}, { state: waiting, ready: false, started: false, restartCount: 3 });
  const events = podEvents.map((event, k) =>
    copy(event, { [String(event.metadata.uid)]: uuid(index, 5, n * 16 + k), ...own }),
  );
  return { pod: made, events };
}

const listOf = (path: string, items: Recorded[]): RecordedList => ({ ...listAt(path), items });

/** What a namespace holds, and what a reader should be told of its workloads. */
function namespaceOf(all: Names[]): { snapshot: Snapshot; workloads: StormWorkload[] } {
  const [resources, logs]: [Snapshot['resources'], Record<string, string>] = [{}, {}];
  const workloads = all.map((names): StormWorkload => {
    const { namespace, name, revision, texts, index } = names;
    const telling = `psycopg2.OperationalError: connection to server at "10.96.4.${index + 20}", port 5432 failed`;
    const made = Array.from({ length: podsEach }, (_, n) => podOf(names, n));
    const add = (path: string, items: Recorded[]): void => {
      const at = path.replace('NS', namespace);
      const before = resources[at];
      resources[at] = listOf(path, [...(before && isList(before) ? (before.items ?? []) : []), ...items]);
    };
    add(
      paths.pods,
      made.map((one) => one.pod),
    );
    add(paths.events, [
      ...made.flatMap((one) => one.events),
      ...ownerEvents.map((event, k) => copy(event, { [String(event.metadata.uid)]: uuid(index, 6, k), ...texts })),
    ]);
    add(
      paths.replicasets,
      itemsAt(paths.replicasets).map((set) => copy(set, texts)),
    );
    add(
      paths.deployments,
      itemsAt(paths.deployments).map((deployment) => copy(deployment, texts)),
    );
    for (const one of made) logs[`${one.pod.metadata.name}/app/current`] = logOf(telling);
    const pods = made.map((one) => ({ name: one.pod.metadata.name, uid: one.pod.metadata.uid ?? '' }));
    return { namespace, name, revision, telling, pods };
  });
  resources['/api/v1/nodes'] = nodeList();
  // Where events about nodes are; the nodes are well.
  resources['/api/v1/namespaces/default/events'] = listOf(paths.events, []);
  return { snapshot: { now: model.now, resources, logs, changes: {} }, workloads };
}

/** A start of a Python service that ends for want of its database, with the time stamps that the API puts in front. */
function logOf(telling: string): string {
  const lines = [
    'INFO payments: starting, release v2 (build 4712)',
    'INFO payments: connecting to the database',
    'Traceback (most recent call last):',
    '  File "/app/main.py", line 41, in <module>',
    '    main()',
    '  File "/app/db.py", line 12, in connect',
    '    return psycopg2.connect(dsn)',
    `${telling}: Connection refused`,
  ];
  return lines.map((line, i) => `2026-11-22T19:40:15.${100 + i}000000Z ${line}\n`).join('');
}

function nodeList(): RecordedList {
  const node = itemsAt('/api/v1/nodes')[0] as Recorded;
  const made = Array.from({ length: nodes }, (_, n) =>
    copy(node, { 'lab-node-1': `node-${n + 1}`, [String(node.metadata.uid)]: uuid(99, n) }),
  );
  return listOf('/api/v1/nodes', made);
}

/** The same world in every run. */
export function stormWorld(): StormWorld {
  const names = Array.from({ length: namespaces * workloadsEach }, (_, index) => namesOf(index));
  const made = [...Map.groupBy(names, ({ namespace }) => namespace).values()].map(namespaceOf);
  return {
    snapshots: made.map(({ snapshot }) => snapshot),
    workloads: made.flatMap(({ workloads }) => workloads),
    now: model.now,
  };
}

/** The API of the storm's cluster, its clock going on from when it was recorded. */
export async function startStormCluster(world: StormWorld): Promise<KubernetesApi> {
  const ahead = Date.parse(world.now) - Date.now();
  return startKubernetesApi({
    snapshots: world.snapshots,
    clock: () => new Date(Date.now() + ahead).toISOString(),
  });
}
