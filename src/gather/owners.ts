/** The owner chain: from a pod (or what is left of it) to its controller and on to the top workload. */
import { mentions } from '../facts/events.ts';
import type { Cluster } from '../ports.ts';
import type { Alert, KubeEvent, Pod, Reading, Seen, Subject, Workload } from '../types.ts';

type OwnerRef = { kind: string; name: string; controller?: boolean | undefined };

const controllerIn = (refs: OwnerRef[] | undefined): Workload | null => {
  const ref = refs?.find((r) => r.controller) ?? refs?.[0];
  return ref ? { kind: ref.kind, name: ref.name } : null;
};

/** Owner references that kubernetes-event-exporter adds to the object an Event is about. */
function refsInEvent(alert: Alert): OwnerRef[] | undefined {
  return (alert.event?.involvedObject as { ownerReferences?: OwnerRef[] } | undefined)?.ownerReferences;
}

/** Controllers say which pods they made and deleted: "Created pod: web-1", "delete Pod web-1 in StatefulSet web successful". */
function controllerInEvents(events: Reading<Seen<KubeEvent>[]>, pod: string): Workload | null {
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
  events: Reading<Seen<KubeEvent>[]>,
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
 * The top workload of a controller: a ReplicaSet's Deployment (or Rollout), a Job's CronJob, else the controller itself.
 * When the list cannot be read the direct owner is the answer: true, if less.
 */
export async function workloadOf(cluster: Cluster, namespace: string, controller: Workload): Promise<Workload> {
  const kind = middle[controller.kind as keyof typeof middle] as 'replicasets' | 'jobs' | undefined;
  const listed = kind ? await cluster.list(kind, { namespace }) : null;
  if (!listed?.known) return controller;
  const items: { metadata?: { name?: string; ownerReferences?: unknown } }[] = listed.value.items;
  const found = items.find((item) => item.metadata?.name === controller.name);
  return controllerIn(found?.metadata?.ownerReferences as OwnerRef[] | undefined) ?? controller;
}

/** The controllers through which a workload owns pods: itself, and a Deployment's ReplicaSets or a CronJob's Jobs. */
export async function controllersOf(cluster: Cluster, namespace: string, workload: Workload): Promise<Workload[]> {
  const kind = workload.kind === 'Deployment' ? 'replicasets' : workload.kind === 'CronJob' ? 'jobs' : null;
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
