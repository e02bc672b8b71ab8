/** Events about the pod, its owners and its workload. */
import { byTime, isAboutPod, mentions } from '../facts/events.ts';
import { once } from '../facts/once.ts';
import type { Cluster, Listing } from '../ports.ts';
import type { KubeEvent, Reading, Seen, Subject } from '../types.ts';

const inOrder = once(({ path, items }: Listing<KubeEvent>): Seen<KubeEvent>[] =>
  byTime(items.map((object) => ({ path: `${path}/${object.metadata?.name ?? ''}`, object }))),
);

/** All events of a namespace, oldest first. */
export async function readEvents(cluster: Cluster, namespace: string): Promise<Reading<Seen<KubeEvent>[]>> {
  const listed = await cluster.list('events', { namespace });
  if (!listed.known) return listed;
  // A list with holes would turn "not among them" into "did not happen".
  if (listed.value.truncated) return { known: false, why: 'the namespace has more events than lastword reads' };
  return { known: true, value: inOrder(listed.value) };
}

const key = (kind: string | undefined, name: string | null | undefined): string => `${kind ?? ''}/${name ?? ''}`;

/** A namespace's events by what they are about, and those that may speak of a pod without being about it; with their place in time. */
const indexed = once((events: Seen<KubeEvent>[]) => {
  const all = events.map((seen, at) => ({ seen, at }));
  const about = ({ seen }: (typeof all)[number]): string =>
    key(seen.object.involvedObject?.kind, seen.object.involvedObject?.name);
  return {
    about: Map.groupBy(all, about),
    others: all.filter(({ seen }) => seen.object.involvedObject?.kind !== 'Pod'),
    scalers: all.filter(({ seen }) => seen.object.reason === 'SuccessfulRescale'),
  };
});

/** The events that belong to a subject's story: its pod, its controller and workload, and scalers that could have asked. */
export function eventsAbout(events: Seen<KubeEvent>[], subject: Subject): Seen<KubeEvent>[] {
  const { about, others, scalers } = indexed(events);
  const { pod, controller, workload } = subject;
  const own = (about.get(key('Pod', pod)) ?? []).filter(({ seen }) => isAboutPod(seen.object, subject));
  const owners = [controller, workload].flatMap((owner) =>
    owner ? (about.get(key(owner.kind, owner.name)) ?? []) : [],
  );
  const naming = pod === null ? [] : others.filter(({ seen }) => mentions(seen.object, pod));
  const found = new Map([...own, ...owners, ...naming, ...scalers].map(({ seen, at }) => [at, seen]));
  return [...found].toSorted(([a], [b]) => a - b).map(([, seen]) => seen);
}
