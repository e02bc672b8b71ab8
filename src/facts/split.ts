/**
 * The first split: a kubelet never restarts a container of a pod that is being deleted. So a restart in the same pod is never a
 * rollout, scale-down, drain, eviction or preemption, and a pod that is gone or going was told to go by somebody.
 */
import type { Ending, Evidence, PodStory, Subject } from '../types.ts';
import { killingOf, toldAlone } from './killings.ts';
import { secondsBetween, shift } from './time.ts';

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

/** When the pod was told to go; null where no object shows a grace (in its last moment a pod shows 0, and a moved time). */
export function deletedAt({ states, earlier }: PodStory): string | null {
  if (earlier?.deletion) return shift(earlier.deletion.at, -earlier.deletion.graceSeconds);
  const { deletionTimestamp: at, deletionGracePeriodSeconds: grace } =
    states.findLast((p) => p.metadata?.deletionTimestamp && p.metadata.deletionGracePeriodSeconds)?.metadata ?? {};
  return at && grace ? shift(at, -grace) : null;
}

/**
 * On which side of the split the end was: a container that could not start, was told to stop for a reason of its own, or had ended before
 * its pod was told to go, was not stopped by that. A pod that was over by then (evicted, its object deleted later) stays on its side.
 */
export function sideOf({ pod, events }: Pick<Evidence, 'pod' | 'events'>, subject: Subject, ending: Ending): Split {
  const side = splitOf(pod);
  if (side !== 'pod-gone' || !pod.known) return side;
  const last = pod.value.states.at(-1);
  const over = last?.status?.reason || (last?.status?.phase === 'Succeeded' && last.spec?.restartPolicy === 'Always');
  const toldAt = deletedAt(pod.value);
  // Told by the deletion, it ended after it, even where the node's clock says another time.
  const before = ending.toldAt === toldAt ? null : secondsBetween(ending.finishedAt, toldAt);
  const waits = ending.id === 'never-started' && ending.finishedAt === null;
  const alone = events.known && toldAlone(killingOf(events.value, subject, ending));
  return !over && (waits || alone || (before !== null && before > 1)) ? 'same-pod' : side;
}
