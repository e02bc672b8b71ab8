/**
 * A pod that was told to go, and a container of it that was not seen to end: what that still can be. The kubelet gives 2 s more where
 * preStop used the grace up, and the pod stays until its containers have ended and its finalizers are gone:
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow
 */
import type { Because, Ending, Evidence, PodStory, Subject } from '../types.ts';
import { statusOf, type StatusSeen } from './containers.ts';
import { cite } from './field.ts';
import { secondsBetween, shift } from './time.ts';

/** So long after the deadline (seconds) an end can still be on its way: those 2 s, 1.2 s until a status shows, and whole seconds. */
const onItsWaySeconds = 5;
/** A pod that is still there so long (seconds) after its deadline is stuck: a finalizer holds it, or its node is lost. */
export const stuckAfterSeconds = 120;

/** When the grace of a container that was told to stop runs out (RFC 3339); null where it was not, or nothing says how long it has. */
const deadlineOf = ({ toldAt, graceSeconds }: Pick<Ending, 'toldAt' | 'graceSeconds'>): string | null =>
  toldAt === null || graceSeconds === null ? null : shift(toldAt, graceSeconds);

/** What the kubelet writes for a container that it never started counts for no end. */
const isIdle = ({ restartCount, state, lastState }: StatusSeen['status']): boolean =>
  restartCount === 0 &&
  !lastState?.terminated &&
  !state?.running &&
  (!state?.terminated || (state.terminated.reason === 'ContainerStatusUnknown' && !state.terminated.startedAt));

/** True for a container that was never seen to run, and was seen to wait for it: there is no end of it that could be a bad one. */
export function neverBegan(pod: Evidence['pod'], container: string | null): boolean {
  const states = pod.known ? pod.value.states : [];
  const seen = states.map((state) => ({ status: statusOf(state, container)?.status, phase: state.status?.phase }));
  const waits = seen.some(({ status, phase }) => status?.state?.waiting || phase === 'Pending');
  return waits && seen.every(({ status, phase }) => (status ? isIdle(status) : phase === 'Pending'));
}

/**
 * True while an end that was not seen may be a good one yet: its pod is there, and its grace has not run out. A pod that shows a grace
 * of 0 is at its very end: its kubelet has reported all of it, or its deletion was forced.
 * @param now the moment of judging, RFC 3339
 */
export function isEndToCome(pod: Evidence['pod'], ending: Ending, now: string): boolean {
  if (!pod.known || pod.value.presence === 'gone' || ending.field !== null) return false;
  if (pod.value.states.at(-1)?.metadata?.deletionGracePeriodSeconds === 0) return false;
  return (secondsBetween(deadlineOf(ending), now) ?? 0) <= onItsWaySeconds;
}

/** For how long (seconds since its deadline) a pod that was told to go has been stuck; null when it is gone, in time, or stays. */
export function stuckFor({ states, presence }: PodStory, told: Pick<Ending, 'toldAt' | 'graceSeconds'>, now: string) {
  const { deletionTimestamp } = states.at(-1)?.metadata ?? {};
  if (presence === 'gone' || !deletionTimestamp) return null;
  const late = secondsBetween(deadlineOf(told) ?? deletionTimestamp, now);
  return late !== null && late >= stuckAfterSeconds ? Math.floor(late) : null;
}

/** What is left of a pod that is gone without an end: nothing, or its container as it still ran (deletion was forced, a node was lost). */
export function lastSeen({ path, states, successor }: PodStory, { pod, container }: Subject): Because[] {
  const last = states.at(-1);
  const gone = `pod ${pod ?? ''} is gone from the API`;
  // The name can be another pod's by now (a StatefulSet's next one): then there is no absence to cite.
  if (!last)
    return successor
      ? []
      : [{ text: `${gone}; how it ended was not seen`, sources: [{ path, field: '', value: null }] }];
  const seen = statusOf(last, container);
  if (!seen?.status.state?.running) return [];
  const sources = cite(path, last, `${seen.field}.state.running.startedAt`);
  return [{ text: `${gone}; the last that was read back of it shows its container running`, sources }];
}
