/** The pod condition `DisruptionTarget`: who ended a pod from outside its workload. Trusted at status True only. */
import type { Because, KubeEvent, Pod, PodStory, Seen } from '../types.ts';
import { eventsOf, quoteEvent } from './events.ts';
import { cite } from './field.ts';

export type Disruption = { reason: string; because: Because };

const conditionOf = (pod: Pod) =>
  pod.status?.conditions?.find((c) => c.type === 'DisruptionTarget' && c.status === 'True') ?? null;

/** The newest disruption that the pod showed; null when it showed none (a rollout, a scale-down, a plain delete set none). */
export function disruptionOf(story: PodStory): Disruption | null {
  const pod = story.states.findLast((state) => conditionOf(state) !== null);
  const condition = pod ? conditionOf(pod) : null;
  if (!pod || !condition) return null;
  const at = 'status.conditions[type=DisruptionTarget]';
  return {
    reason: condition.reason ?? '',
    because: {
      text: `the pod's condition \`DisruptionTarget\` says \`${condition.reason ?? ''}\`: "${(condition.message ?? '').trim()}"`,
      sources: cite(story.path, pod, `${at}.status`, `${at}.reason`, `${at}.message`),
    },
  };
}

/** The pod's own `status.reason` and message (`Evicted`, `Terminated`, `DeadlineExceeded` …), from the newest state that has one. */
export function statusReasonOf(story: PodStory): Disruption | null {
  const pod = story.states.findLast((state) => state.status?.reason);
  if (!pod?.status?.reason) return null;
  const message = pod.status.message ? `: "${pod.status.message.trim()}"` : '';
  return {
    reason: pod.status.reason,
    because: {
      text: `the pod's \`status.reason\` is \`${pod.status.reason}\`${message}`,
      sources: cite(story.path, pod, 'status.reason', 'status.message'),
    },
  };
}

/**
 * Why the kubelet evicted a pod. `status.reason` says it, but for a pod whose program then exits 0 (it ends `Succeeded`): there only the
 * kubelet's `Evicted` warning does. What kind it was is told by `DisruptionTarget` (set for node pressure, not for a pod's own storage),
 * and by the sentence only where nothing else is left.
 */
export function evictionOf(
  story: PodStory,
  events: Seen<KubeEvent>[],
  pod: string | null,
): { kind: 'node-pressure' | 'storage-limit'; message: string; because: Because[] } | null {
  const status = statusReasonOf(story);
  const warned = eventsOf(events, 'Evicted', 'Pod', pod ?? '').findLast(({ object: e }) => e.type === 'Warning');
  const message = (
    story.states.findLast((s) => s.status?.reason === 'Evicted')?.status?.message ??
    warned?.object.message ??
    ''
  ).trim();
  if (status ? status.reason !== 'Evicted' : !warned) return null;
  // The same reason stands in a pod that the kubelet of a node under pressure refused: it never ran there.
  if (message.includes('The node had condition')) return null;
  const disruption = disruptionOf(story);
  const byField = status?.reason === 'Evicted' && story.states.length > 0;
  const pressure =
    (byField && disruption?.reason === 'TerminationByKubelet') || message.startsWith('The node was low on resource');
  const because = [
    ...(status?.reason === 'Evicted' ? [status.because] : []),
    ...(disruption ? [disruption.because] : []),
    ...(warned ? [quoteEvent(warned)] : []),
  ];
  return { kind: pressure ? 'node-pressure' : 'storage-limit', message, because };
}
