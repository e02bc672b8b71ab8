/** How the containers of pods ended that were told to go, from what a watch replayed of them. */
import type { EndingId, Evidence, Pod, Subject } from '../types.ts';
import { endingOf } from './endings.ts';
import { goneStory, presentStory } from './stories.ts';

/** One container's end. `uid` is its pod's; `pending`: it was told to stop, and its end may still be seen. */
export type PodEnd = {
  uid: string;
  pending: boolean;
  pod: string;
  container: string;
  ending: EndingId;
  exitCode: number | null;
  tookSeconds: number | null;
  graceSeconds: number | null;
};

const notAsked = { known: false, why: 'not asked' } as const;

const subjectOf = (pod: Pod, container: string): Subject => ({
  cluster: null,
  namespace: pod.metadata?.namespace ?? null,
  pod: pod.metadata?.name ?? null,
  uid: pod.metadata?.uid ?? null,
  container,
  containers: null,
  controller: null,
  workload: null,
  node: null,
});

/**
 * The ends of one pod's containers; none for a pod that nobody told to go.
 * @param states the pod's objects, oldest first
 * @param path of the list it is in
 * @param now RFC 3339
 */
export function podEnds(states: Pod[], gone: boolean, path: string, now: string): PodEnd[] {
  const last = states.at(-1);
  if (!last?.metadata?.deletionTimestamp) return [];
  const list = { path, resourceVersion: '' };
  const story = gone
    ? goneStory(`${path}/${last.metadata.name}`, states, false, null)
    : presentStory(list, last, { states: states.slice(0, -1) } as never);
  const evidence: Pick<Evidence, 'pod' | 'events' | 'webhook'> = {
    pod: { known: true, value: story },
    events: notAsked,
    webhook: notAsked,
  };
  return (last.spec?.containers ?? []).map(({ name }) => {
    const { id, exitCode, tookSeconds, graceSeconds } = endingOf(evidence, subjectOf(last, name), now);
    const whose = { uid: last.metadata?.uid ?? '', pod: last.metadata?.name ?? '', container: name };
    return { ...whose, pending: id === 'unknown' && !gone, ending: id, exitCode, tookSeconds, graceSeconds };
  });
}
