/**
 * The first split: a kubelet never restarts a container of a pod that is being deleted. So a restart in the same pod is never a
 * rollout, scale-down, drain, eviction or preemption, and a pod that is gone or going was told to go by somebody.
 */
import type { Evidence, PodStory } from '../types.ts';

export type Split = 'same-pod' | 'pod-gone' | 'unknown';

const goneForGood = (story: PodStory): boolean => {
  const last = story.states.at(-1);
  // An evicted pod stays in the list as Failed (Succeeded when its program exited 0), and nothing restarts in it.
  const over = last?.status?.phase === 'Succeeded' && last.spec?.restartPolicy === 'Always';
  return (
    story.presence === 'gone' ||
    Boolean(last?.metadata?.deletionTimestamp) ||
    (last?.status?.phase === 'Failed' && Boolean(last.status.reason)) ||
    over
  );
};

/** On which side of the split the subject's pod is; `unknown` when the pods could not be read. */
export function splitOf(pod: Evidence['pod']): Split {
  if (!pod.known) return 'unknown';
  return goneForGood(pod.value) ? 'pod-gone' : 'same-pod';
}
