/** `deploy/NAME`: which pod of a workload has the newest story, be it there still or gone. */
import { couldNotStart, endIn, workersOf } from '../facts/containers.ts';
import { eventTime } from '../facts/events.ts';
import { millis } from '../facts/time.ts';
import type { Cluster } from '../ports.ts';
import type { KubeEvent, Pod } from '../types.ts';

export type PodNamed = { name: string; uid: string | null };
type Owned = { metadata?: { name?: string; ownerReferences?: { kind: string; name: string }[] } };

const isOwnedBy = ({ metadata }: Owned, owners: { kind: string; name: string }[]): boolean =>
  (metadata?.ownerReferences ?? []).some((ref) => owners.some((o) => o.kind === ref.kind && o.name === ref.name));

/** A Deployment owns pods through its ReplicaSets; the others own theirs themselves. */
async function controllersOf(
  cluster: Cluster,
  namespace: string,
  workload: { kind: string; name: string },
): Promise<{ kind: string; name: string }[]> {
  if (workload.kind !== 'Deployment') return [workload];
  const sets = await cluster.list('replicasets', { namespace });
  const owned = sets.known ? sets.value.items.filter((set) => isOwnedBy(set, [workload])) : [];
  return owned.map((set) => ({ kind: 'ReplicaSet', name: set.metadata?.name ?? '' }));
}

/** When a pod's newest end was, or when it was told to go, milliseconds; 1 for one that cannot start, null for one without a story. */
function newestEnd(pod: Pod): number | null {
  const times = workersOf(pod).flatMap(({ status, list }) => {
    const end = endIn(pod, status.name)?.terminated;
    if (list === 'initContainerStatuses' && end?.exitCode === 0) return [];
    if (end !== undefined) return [millis(end.finishedAt) ?? 1];
    return couldNotStart(status.state?.waiting?.reason) ? [1] : [];
  });
  const going = millis(pod.metadata?.deletionTimestamp);
  const all = going === null ? times : [...times, going - (pod.metadata?.deletionGracePeriodSeconds ?? 0) * 1000];
  return all.length === 0 ? null : Math.max(...all);
}

/** Pods are called after their controller: `-` and five characters, or a StatefulSet's ordinal. */
const isCalledAfter = (pod: string, controller: string): boolean =>
  pod.startsWith(`${controller}-`) && /^(?:[a-z0-9]{5}|\d+)$/.test(pod.slice(controller.length + 1));

type Story = { at: number; pod: PodNamed };

/** Pods that a `Killing` event speaks of and that are not there any more. */
function goneIn(events: KubeEvent[], present: Pod[], controllers: { name: string }[]): Story[] {
  const there = new Set(present.map((pod) => pod.metadata?.uid));
  return events.flatMap((event) => {
    const { kind, name = '', uid } = event.involvedObject ?? {};
    const told = event.reason === 'Killing' && kind === 'Pod' && uid !== undefined && !there.has(uid);
    if (!told || !controllers.some((controller) => isCalledAfter(name, controller.name))) return [];
    return [{ at: millis(eventTime(event)) ?? 0, pod: { name, uid } }];
  });
}

/** The pod of a workload whose story is the newest; null when no pod of it has one, as far as could be read. */
export async function podThatTells(
  cluster: Cluster,
  namespace: string,
  workload: { kind: string; name: string },
): Promise<PodNamed | null> {
  const controllers = await controllersOf(cluster, namespace, workload);
  const [pods, events] = await Promise.all([
    cluster.list('pods', { namespace }),
    cluster.list('events', { namespace }),
  ]);
  const present = pods.known ? pods.value.items : [];
  const there = present
    .filter((pod) => isOwnedBy(pod, controllers))
    .flatMap((pod): Story[] => {
      const at = newestEnd(pod);
      const { name = '', uid = null } = pod.metadata ?? {};
      return at === null ? [] : [{ at, pod: { name, uid } }];
    });
  const gone = pods.known && events.known ? goneIn(events.value.items, present, controllers) : [];
  // Of several with one time the first is taken, so that the same cluster always gives the same answer.
  const [newest] = [...there, ...gone].toSorted((a, b) => b.at - a.at);
  return newest?.pod ?? null;
}
