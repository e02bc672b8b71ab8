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

/** `unsaid`: it was evicted, and neither a field nor a sentence of the kubelet's that is known says why. */
export type Eviction = { kind: 'node-pressure' | 'storage-limit' | 'unsaid'; message: string; because: Because[] };

/**
 * The kubelet's sentences about a node that ran low and about a pod over its own storage limit:
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/eviction/helpers.go
 */
const nodeLow = /^The node was low on resource/;
const overLimit =
  /EmptyDir volume .* exceeds the limit|exceeded its local ephemeral storage limit|ephemeral local storage usage exceeds/i;
/** The same reason stands in a pod that the kubelet of a node under pressure refused: it never ran there. */
const refused = /The node had condition/;

/** What a kubelet that evicted the pod wrote: into its status, into its warning; the one that says why first. */
function messageOf(story: PodStory, warned: Seen<KubeEvent> | undefined): string {
  const status = story.states.findLast((s) => s.status?.reason === 'Evicted')?.status?.message;
  const all = [status, warned?.object.message].flatMap((text) => text?.trim() || []);
  return all.find((text) => [nodeLow, overLimit, refused].some((sentence) => sentence.test(text))) ?? all[0] ?? '';
}

/**
 * Why the kubelet evicted a pod. `status.reason` says it, but for a pod whose program then exits 0 (it ends `Succeeded`): there only the
 * kubelet's `Evicted` warning does. What kind it was is told by `DisruptionTarget` (set for node pressure, not for a pod's own storage),
 * and by the sentence only where nothing else is left.
 */
export function evictionOf(story: PodStory, events: Seen<KubeEvent>[], pod: string | null): Eviction | null {
  const status = statusReasonOf(story);
  const warned = eventsOf(events, 'Evicted', 'Pod', pod ?? '').findLast(({ object: e }) => e.type === 'Warning');
  if (status ? status.reason !== 'Evicted' : !warned) return null;
  const message = messageOf(story, warned);
  if (refused.test(message)) return null;
  const disruption = disruptionOf(story);
  const byField = status?.reason === 'Evicted' && disruption?.reason === 'TerminationByKubelet';
  const kind =
    byField || nodeLow.test(message) ? 'node-pressure' : overLimit.test(message) ? 'storage-limit' : 'unsaid';
  const because = [
    ...(status?.reason === 'Evicted' ? [status.because] : []),
    ...(disruption ? [disruption.because] : []),
    ...(warned ? [quoteEvent(warned)] : []),
  ];
  return { kind, message, because };
}
