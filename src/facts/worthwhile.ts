/** Which evidence is worth a request of its own: what was read already tells whether it can decide or add anything. */
import type { Evidence, PodStory, Subject } from '../types.ts';
import { endOf } from './containers.ts';
import { disruptionOf, statusReasonOf } from './disruption.ts';
import { eventsOf } from './events.ts';
import { inTrouble } from './node-trouble.ts';
import { specSeen } from './pod-spec.ts';
import { deletedAt, splitOf } from './split.ts';

/** Whether owners still stand as they were decides only for a pod that goes, and for a job's. */
export const ownersMatter = (subject: Subject, pod: Evidence['pod']): boolean =>
  splitOf(pod) === 'pod-gone' || subject.controller?.kind === 'Job';

/** True for a pod that was deleted with a grace, and not by an eviction, a preemption or a taint: its workload let it go, or somebody did. */
export const wasLetGo = (story: PodStory): boolean => deletedAt(story) !== null && disruptionOf(story) === null;

type NodeStory = Pick<Evidence, 'pod' | 'events' | 'node' | 'nodeEvents'>;

/**
 * Whether the other pods of the node tell something: the end was seen, and the platform ended the pod, or nobody let it go and its node
 * was in trouble around that end.
 */
export function neighboursMatter({ pod: name, container }: Subject, read: NodeStory): boolean {
  const story = read.pod.known ? read.pod.value : null;
  const end = story && endOf(story, container)?.terminated.finishedAt;
  if (!story || !end) return false;
  const evicted = read.events.known && eventsOf(read.events.value, 'Evicted', 'Pod', name ?? '').length > 0;
  if (evicted || disruptionOf(story) !== null || statusReasonOf(story)?.reason === 'Evicted') return true;
  return !wasLetGo(story) && inTrouble(read, end);
}

/** Whether a Service stands in front decides only for a container that was let go with ports, and with neither readiness probe nor preStop. */
export function servicesMatter({ container }: Subject, pod: Evidence['pod']): boolean {
  const seen = pod.known && wasLetGo(pod.value) ? specSeen(pod.value.states.at(-1), container) : null;
  if (seen?.list !== 'containers' || seen.spec.readinessProbe || seen.spec.lifecycle?.preStop) return false;
  return (seen.spec.ports?.length ?? 0) > 0;
}
