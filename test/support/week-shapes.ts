/** The objects of a made-up cluster, in the shape that recorded ones have: each is a recorded object with other names, times and numbers. */
import { readFileSync } from 'node:fs';
import { isList, type Recorded, type Snapshot } from '../../src/demo/snapshot.ts';
import { whole } from './week-ledger.ts';

const recordings = new Map<string, Snapshot>();

function recordingOf(name: string): Snapshot {
  const file = `${import.meta.dirname}/../fixtures/corpus/${name}/cluster.json`;
  const read = recordings.get(name) ?? (JSON.parse(readFileSync(file, 'utf8')) as Snapshot);
  recordings.set(name, read);
  return read;
}

/** An object of a recording, by its list and its place in it. */
export function recordedOne(name: string, list: string, at = 0): Recorded {
  const found = Object.entries(recordingOf(name).resources).find(([path]) => path.endsWith(`/${list}`))?.[1];
  const item = found && isList(found) ? found.items?.at(at) : undefined;
  if (!item) throw new Error(`the recording ${name} has no ${list} ${at}`);
  const {
    managedFields: _fields,
    annotations = {},
    ...metadata
  } = item.metadata as Recorded['metadata'] & {
    annotations?: Record<string, string>;
  };
  const { 'kubectl.kubernetes.io/last-applied-configuration': _applied, ...kept } = annotations;
  return { ...item, metadata: { ...metadata, ...(Object.keys(kept).length > 0 && { annotations: kept }) } };
}

export type Container = { name: string; image: string; [field: string]: unknown };
export type PodSpec = {
  containers: Container[];
  initContainers?: Container[];
  terminationGracePeriodSeconds: number;
  [field: string]: unknown;
};
export type Template = {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: PodSpec;
};
export type Owner = { kind: string; name: string; uid: string };

/** What makes one release differ from the next. */
export type Look = { app: string; image: string; grace: number; restartedAt: string | null };

const template = (recorded: Recorded): Template => (recorded['spec'] as { template: Template }).template;
const ofService = template(recordedOne('rollout-image', 'deployments'));
const ofJob = template(recordedOne('job-finished-sidecar', 'jobs'));

/** The template of a release; a job's has a sidecar `proxy` beside its `app`. */
export function templateOf({ app, image, grace, restartedAt }: Look, job = false): Template {
  const model = job ? ofJob : ofService;
  const annotations = restartedAt === null ? {} : { annotations: { 'kubectl.kubernetes.io/restartedAt': restartedAt } };
  return {
    metadata: { labels: { app }, ...annotations },
    spec: {
      ...model.spec,
      containers: model.spec.containers.map((container) => ({ ...container, image })),
      terminationGracePeriodSeconds: grace,
    },
  };
}

export const ownedBy = (owner: Owner): object[] => [
  {
    apiVersion: ['Job', 'CronJob'].includes(owner.kind) ? 'batch/v1' : 'apps/v1',
    ...owner,
    controller: true,
    blockOwnerDeletion: true,
  },
];

/** Who a pod is, before anything happened to it. */
export type PodParts = {
  name: string;
  namespace: string;
  uid: string;
  node: string;
  labels: Record<string, string>;
  owner: Owner;
  bornAt: number;
};

/** A pod as its template makes it. What lastword lets go of unread (volumes, tolerations) is not made: the week has thousands of pods. */
export function podObject({ name, namespace, uid, node, labels, owner, bornAt }: PodParts, spec: PodSpec): Recorded {
  return {
    metadata: {
      name,
      namespace,
      uid,
      generation: 1,
      creationTimestamp: whole(bornAt),
      labels,
      ownerReferences: ownedBy(owner),
    },
    spec: { ...spec, nodeName: node },
    status: { observedGeneration: 1, phase: 'Pending', qosClass: 'Burstable' },
  };
}

type Condition = { type: string; status: string; reason?: string; message?: string };

/** A pod's condition. Recorded ones have nulls where there was no probe. */
export const podCondition = (condition: Condition, since: string): object => ({
  observedGeneration: 1,
  lastProbeTime: null,
  lastTransitionTime: since,
  ...condition,
});

export type State = { running: object } | { waiting: object } | { terminated: object };

/** A container's status. */
export const containerStatus = (
  container: Container,
  state: State,
  lastState: object,
  restartCount: number,
  ready: boolean,
): object => ({ name: container.name, state, lastState, ready, restartCount, image: container.image, started: ready });

/** A node that is well; `unschedulableSince` is set while it is cordoned. */
export function nodeObject(name: string, uid: string, unschedulableSince: number | null): Recorded {
  const model = recordedOne('rollout-image', 'nodes');
  const taint = (since: number) => ({
    unschedulable: true,
    taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: whole(since) }],
  });
  return {
    ...model,
    metadata: { ...model.metadata, name, uid, labels: { 'kubernetes.io/hostname': name } },
    spec: unschedulableSince === null ? {} : taint(unschedulableSince),
  };
}

export type About = {
  kind: string;
  name: string;
  uid?: string;
  namespace: string | null;
  resourceVersion?: string;
  fieldPath?: string;
};
export type Said = { reason: string; message: string; component: string; host?: string; type?: 'Normal' | 'Warning' };

/** An Event as a controller or a kubelet writes one. */
export function eventObject(
  uid: string,
  { namespace, ...about }: About,
  said: Said,
  at: number,
  first = at,
  count = 1,
): Recorded {
  const { reason, message, component, host, type = 'Normal' } = said;
  const place = namespace === null ? {} : { namespace };
  const apiVersion = ['Pod', 'Node'].includes(about.kind) ? 'v1' : 'apps/v1';
  return {
    metadata: {
      name: `${about.name}.${uid.slice(0, 8)}${uid.slice(-8)}`,
      namespace: namespace ?? 'default',
      uid,
      creationTimestamp: whole(first),
    },
    involvedObject: { ...about, ...place, apiVersion },
    reason,
    message,
    source: { component, ...(host !== undefined && { host }) },
    firstTimestamp: whole(first),
    lastTimestamp: whole(at),
    count,
    type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host ?? '',
  };
}
