/** Containers that wait to be started and cannot be, and why the kubelet says they wait. */
import type { ContainerStatus, Ending, Pod, PodStory, Subject } from '../types.ts';
import { statusOf } from './containers.ts';

/** `field` is that of the container's status. */
export type Waiting = { pod: Pod; status: ContainerStatus; field: string; reason: string; message: string };

/** The subject's container when it never started and waits for one of these reasons; null otherwise. */
export function waitingFor(
  story: PodStory,
  subject: Subject,
  ending: Ending,
  reasons: ReadonlySet<string>,
): Waiting | null {
  const pod = story.states.at(-1);
  const seen = pod ? statusOf(pod, subject.container) : null;
  const { reason = '', message = '' } = seen?.status.state?.waiting ?? {};
  if (!pod || !seen || ending.id !== 'never-started' || !reasons.has(reason)) return null;
  return { pod, status: seen.status, field: seen.field, reason, message: message.trim() };
}
