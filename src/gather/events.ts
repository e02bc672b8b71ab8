/** Events about the pod, its owners and its workload. */
import { byTime, isAboutPod, mentions } from '../facts/events.ts';
import type { Cluster } from '../ports.ts';
import type { KubeEvent, Reading, Seen, Subject } from '../types.ts';

/** All events of a namespace, oldest first. */
export async function readEvents(cluster: Cluster, namespace: string): Promise<Reading<Seen<KubeEvent>[]>> {
  const listed = await cluster.list('events', { namespace });
  if (!listed.known) return listed;
  const { path, items, truncated } = listed.value;
  // A list with holes would turn "not among them" into "did not happen".
  if (truncated) return { known: false, why: 'the namespace has more events than lastword reads' };
  return {
    known: true,
    value: byTime(items.map((object) => ({ path: `${path}/${object.metadata?.name ?? ''}`, object }))),
  };
}

const isAbout = (event: KubeEvent, kind: string, name: string): boolean =>
  event.involvedObject?.kind === kind && event.involvedObject.name === name;

/** The events that belong to a subject's story: its pod, its controller and workload, and scalers that could have asked. */
export function eventsAbout(events: Seen<KubeEvent>[], subject: Subject): Seen<KubeEvent>[] {
  const owners = [subject.controller, subject.workload].filter((owner) => owner !== null);
  return events.filter(
    ({ object: e }) =>
      isAboutPod(e, subject) ||
      owners.some(({ kind, name }) => isAbout(e, kind, name)) ||
      e.reason === 'SuccessfulRescale' ||
      (subject.pod !== null && e.involvedObject?.kind !== 'Pod' && mentions(e, subject.pod)),
  );
}
