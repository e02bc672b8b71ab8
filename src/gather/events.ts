/** Events about the pod, its owners and its workload. */
import { eventTime, isAboutPod, mentions } from '../facts/events.ts';
import { millis } from '../facts/time.ts';
import type { Cluster } from '../ports.ts';
import type { KubeEvent, Reading, Seen, Subject } from '../types.ts';

/** All events of a namespace, oldest first. */
export async function readEvents(cluster: Cluster, namespace: string): Promise<Reading<Seen<KubeEvent>[]>> {
  const listed = await cluster.list('events', { namespace });
  if (!listed.known) return listed;
  const { path, items } = listed.value;
  const seen = items.map((object) => ({ path: `${path}/${object.metadata?.name ?? ''}`, object }));
  return {
    known: true,
    value: seen.toSorted((a, b) => (millis(eventTime(a.object)) ?? 0) - (millis(eventTime(b.object)) ?? 0)),
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
