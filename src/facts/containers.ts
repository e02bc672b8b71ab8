/** Which container of a pod, and which of its ends, a story is about. */
import type { ContainerStatus, Pod, PodStory } from '../types.ts';
import { millis } from './time.ts';

const lists = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const;
type StatusList = (typeof lists)[number];

/** A container's status with the field path at which it stands. */
export type StatusSeen = { field: string; list: StatusList; status: ContainerStatus };

/** All container statuses of a pod, main containers first. */
export function statusesOf(pod: Pod): StatusSeen[] {
  return lists.flatMap((list) =>
    (pod.status?.[list] ?? []).map((status) => ({ list, status, field: `status.${list}[name=${status.name}]` })),
  );
}

/**
 * The statuses of the containers that do a pod's work. An ephemeral one (`kubectl debug`) is somebody's look at it:
 * https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/
 */
export const workersOf = (pod: Pod): StatusSeen[] =>
  statusesOf(pod).filter(({ list }) => list !== 'ephemeralContainerStatuses');

/** The status of one container; null when the pod shows none. */
export function statusOf(pod: Pod, container: string | null): StatusSeen | null {
  return statusesOf(pod).find((seen) => seen.status.name === container) ?? null;
}

/** The container's part of the pod's spec (main, init or ephemeral). */
export function specOf(pod: Pod, container: string | null) {
  const spec = pod.spec;
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find((c) => c.name === container) ?? null;
}

/** True for a native sidecar: an init container that is restarted always, beside the main ones. */
export function isSidecar(pod: Pod, container: string | null): boolean {
  return (pod.spec?.initContainers ?? []).some((c) => c.name === container && c.restartPolicy === 'Always');
}

export type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

/** A container's end as the API shows it, with the field it stands in and the pod object that showed it. */
export type End = { pod: Pod; field: string; terminated: Terminated; restarts: number };

/** The newest end that this pod object shows: `state.terminated` before `lastState.terminated`. */
export function endIn(pod: Pod, container: string | null): End | null {
  const seen = statusOf(pod, container);
  if (!seen) return null;
  for (const where of ['state', 'lastState'] as const) {
    const terminated = seen.status[where]?.terminated;
    // An answer that broke the API's rules can lack the code: then no end was seen.
    if (typeof terminated?.exitCode === 'number')
      return { pod, terminated, field: `${seen.field}.${where}.terminated`, restarts: seen.status.restartCount };
  }
  return null;
}

/** A container's end, but for an init container that did its work: every pod that has one shows that. */
export function endToTell(seen: StatusSeen, pod: Pod): End | null {
  const end = endIn(pod, seen.status.name);
  const done = seen.list === 'initContainerStatuses' && !isSidecar(pod, seen.status.name);
  return done && end?.terminated.exitCode === 0 ? null : end;
}

/**
 * The end that the story tells of a container: the newest one that any state shows, and not before `notBefore`
 * (an end before the container was told to stop is another story).
 */
export function endOf(story: PodStory, container: string | null, notBefore: string | null = null): End | null {
  for (const pod of story.states.toReversed()) {
    const end = endIn(pod, container);
    if (!end) continue;
    const [finished, bound] = [millis(end.terminated.finishedAt), millis(notBefore)];
    return finished !== null && bound !== null && finished < bound - 1000 ? null : end;
  }
  return null;
}

/** Waiting reasons of a container that the kubelet could not bring to life (kubelet's and the runtimes' own names). */
const neverStarted = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** True for a waiting reason that says the container could not be created, pulled or run. */
export function couldNotStart(reason: string | undefined): boolean {
  return reason !== undefined && neverStarted.has(reason);
}
