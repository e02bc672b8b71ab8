/** The owner chain: from a pod (or what is left of it) to its controller and on to the top workload. */
import { mentions } from '../facts/events.ts';
import { notAllRead } from '../facts/lists.ts';
import type { Cluster } from '../ports.ts';
import type { Alert, KubeEvent, Owner, Owners, Pod, Reading, Seen, Subject, Workload } from '../types.ts';

type Events = Reading<Seen<KubeEvent>[]>;
type OwnerRef = { kind: string; name: string; controller?: boolean | undefined };

const controllerIn = (refs: OwnerRef[] | undefined): Workload | null => {
  const ref = refs?.find((r) => r.controller) ?? refs?.[0];
  // A static pod is owned by its node: as far as anybody can act on it, it is a bare pod.
  return ref?.kind && ref.name && ref.kind !== 'Node' ? { kind: ref.kind, name: ref.name } : null;
};

/** Owner references that kubernetes-event-exporter adds to the object an Event is about. */
function refsInEvent(alert: Alert): OwnerRef[] | undefined {
  return (
    (alert.event?.involvedObject as { ownerReferences?: OwnerRef[] | null } | undefined)?.ownerReferences ?? undefined
  );
}

/** Controllers say which pods they made and deleted: "Created pod: web-1", "delete Pod web-1 in StatefulSet web successful". */
function controllerInEvents(events: Events, pod: string): Workload | null {
  if (!events.known) return null;
  const said = events.value.find(
    ({ object: e }) => (e.reason === 'SuccessfulCreate' || e.reason === 'SuccessfulDelete') && mentions(e, pod),
  )?.object.involvedObject;
  return said?.kind && said.name ? { kind: said.kind, name: said.name } : null;
}

/** A ReplicaSet's pods are called after it plus five characters: the last way to find the set of a pod that is gone. */
async function controllerByName(cluster: Cluster, namespace: string, pod: string): Promise<Workload | null> {
  const name = /^(.+)-[a-z0-9]{5}$/.exec(pod)?.[1];
  const sets = name ? await cluster.list('replicasets', { namespace }) : null;
  return sets?.known && sets.value.items.some((set) => set.metadata?.name === name)
    ? { kind: 'ReplicaSet', name: name as string }
    : null;
}

/** The pod's direct owner; a bare pod has none. */
export async function controllerOf(
  cluster: Cluster,
  pod: Pod | null,
  events: Events,
  alert: Alert,
  subject: Subject & { namespace: string; pod: string },
): Promise<Workload | null> {
  if (pod) return controllerIn(pod.metadata?.ownerReferences);
  return (
    controllerIn(refsInEvent(alert)) ??
    controllerInEvents(events, subject.pod) ??
    (await controllerByName(cluster, subject.namespace, subject.pod))
  );
}

/** Controllers that others own, and the list in which the owner is read. */
const middle = { ReplicaSet: 'replicasets', Job: 'jobs' } as const;

/**
 * The top workload of a controller that is gone from its list: what its owner said of it in an event, else, for a ReplicaSet, the
 * Deployment it is called after (its name is the Deployment's and the pod's `pod-template-hash`).
 */
function workloadOfGone(controller: Workload, events: Events, pod: Pod | null): Workload {
  const owner = controller.kind === 'Job' ? 'CronJob' : 'Deployment';
  const said = events.known
    ? events.value.find(({ object: e }) => e.involvedObject?.kind === owner && mentions(e, controller.name))?.object
        .involvedObject?.name
    : undefined;
  const hash = pod?.metadata?.labels?.['pod-template-hash'];
  const called =
    hash && controller.kind === 'ReplicaSet' && controller.name.endsWith(`-${hash}`)
      ? controller.name.slice(0, -hash.length - 1)
      : undefined;
  const name = said ?? called;
  return name ? { kind: owner, name } : controller;
}

/**
 * The top workload of a controller: a ReplicaSet's Deployment (or Rollout), a Job's CronJob, else the controller itself.
 * When the list cannot be read, events and labels may name it; else the direct owner is the answer: true, if less.
 */
export async function workloadOf(
  cluster: Cluster,
  namespace: string,
  controller: Workload,
  events: Events,
  pod: Pod | null,
): Promise<Workload> {
  const kind = middle[controller.kind as keyof typeof middle] as 'replicasets' | 'jobs' | undefined;
  const listed = kind ? await cluster.list(kind, { namespace }) : null;
  if (!kind) return controller;
  const items: { metadata?: { name?: string; ownerReferences?: unknown } }[] = listed?.known ? listed.value.items : [];
  const found = items.find((item) => item.metadata?.name === controller.name);
  if (!found) return workloadOfGone(controller, events, pod);
  return controllerIn(found.metadata?.ownerReferences as OwnerRef[] | undefined) ?? controller;
}

/** The controllers through which a workload owns pods: itself, and a Deployment's ReplicaSets or a CronJob's Jobs. */
export async function controllersOf(cluster: Cluster, namespace: string, workload: Workload): Promise<Workload[]> {
  const kind = ['Deployment', 'Rollout'].includes(workload.kind)
    ? 'replicasets'
    : workload.kind === 'CronJob'
      ? 'jobs'
      : null;
  const listed = kind ? await cluster.list(kind, { namespace }) : null;
  if (!listed?.known) return [workload];
  const items: { metadata?: { name?: string; ownerReferences?: unknown } }[] = listed.value.items;
  const owned = items.filter((item) => {
    const owner = controllerIn(item.metadata?.ownerReferences as OwnerRef[] | undefined);
    return owner?.kind === workload.kind && owner.name === workload.name;
  });
  const middleKind = kind === 'replicasets' ? 'ReplicaSet' : 'Job';
  return [workload, ...owned.map((item) => ({ kind: middleKind, name: item.metadata?.name ?? '' }))];
}

/** Lists in which an owner of a kind stands. Others (a Rollout, an operator's own kinds) are not read. */
const ownerLists = {
  ReplicaSet: 'replicasets',
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  Job: 'jobs',
  CronJob: 'cronjobs',
} as const;

async function readOwner(cluster: Cluster, namespace: string, owner: Workload | null): Promise<Reading<Owner | null>> {
  const kind = owner ? ownerLists[owner.kind as keyof typeof ownerLists] : undefined;
  if (!owner || !kind) return { known: true, value: null };
  const listed = await cluster.list<(typeof ownerLists)[keyof typeof ownerLists]>(kind, { namespace });
  if (!listed.known) return listed;
  const { path, items, truncated } = listed.value;
  const object = items.find((item) => item.metadata?.name === owner.name) ?? null;
  if (object === null && truncated) return notAllRead(kind);
  return { known: true, value: { ...owner, path: `${path}/${owner.name}`, object } };
}

/** The subject's controller and workload as they are now, or the absence of them. */
export async function readOwners(cluster: Cluster, subject: Subject & { namespace: string }): Promise<Reading<Owners>> {
  const [controller, workload] = await Promise.all([
    readOwner(cluster, subject.namespace, subject.controller),
    readOwner(cluster, subject.namespace, subject.workload),
  ]);
  if (!controller.known) return controller;
  return workload.known ? { known: true, value: { controller: controller.value, workload: workload.value } } : workload;
}
