/** A pod's story, from what a look read and what it had seen before. */
import type { Hints, Pod, PodStory } from '../types.ts';

/** Objects seen before others, without those that were seen again. */
export function joined(before: Pod[], after: Pod[]): Pod[] {
  const versions = new Set(after.map((pod) => pod.metadata?.resourceVersion));
  return [...before.filter((pod) => !versions.has(pod.metadata?.resourceVersion)), ...after];
}

const kept = (hints: Hints | null): Pick<PodStory, 'earlier'> => (hints ? { earlier: hints.earlier } : {});

/** Of a pod that a list holds. @param list the list's path and resource version */
export function presentStory(list: { path: string; resourceVersion: string }, pod: Pod, hints: Hints | null): PodStory {
  return {
    path: `${list.path}/${pod.metadata?.name ?? ''}`,
    states: joined(hints?.states ?? [], [pod]),
    presence: 'present',
    successor: false,
    resourceVersion: list.resourceVersion,
    ...kept(hints),
  };
}

/** Of a pod that the list does not hold any more. @param states what was read back of it */
export function goneStory(path: string, states: Pod[], successor: boolean, hints: Hints | null): PodStory {
  return { path, states, presence: 'gone', successor, ...kept(hints) };
}
