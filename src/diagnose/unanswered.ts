/** An alert about a whole workload, and the stop of one of its pods: whether that stop answers it. */
import type { Alert, Evidence, RolloutSeen, Subject } from '../types.ts';
import { nameOf } from '../facts/words.ts';

/** True for an alert whose labels name no pod, or the exporter's own: which pod to look at was lastword's choice. */
const namesPod = ({ event, labels }: Alert, { pod }: Subject): boolean =>
  event !== null || [labels['pod'], labels['exported_pod']].includes(pod ?? '');

/**
 * Why the good end of a pod does not answer the alert: it is about the whole workload, whose controller is not done with its newest
 * revision. Nothing where it may.
 */
export function unanswered({ webhook }: Evidence, subject: Subject, rollout: RolloutSeen | null): string[] {
  if (!webhook.known || namesPod(webhook.value, subject)) return [];
  if (rollout?.state !== 'running' && rollout?.state !== 'stuck') return [];
  const how = rollout.state === 'stuck' ? 'gave up waiting for' : 'is not done with';
  return [`the controller of ${nameOf(subject)} ${how} revision ${rollout.to}`];
}
