/** Which end an alert is about: the one that a container was told to come to, or one that it had come to by itself shortly before. */
import type { Evidence, PodStory } from '../types.ts';
import { type End, statusOf } from './containers.ts';
import { deletedAt } from './split.ts';
import { secondsBetween } from './time.ts';

/** A pod that is told to go so long (seconds) after its container was restarted goes for another reason: that restart is an old story. */
export const staleSeconds = 900;

/**
 * An Event says which end it is about. An alert fires a while after the end, and the pod may have been told to go meanwhile: a bad release
 * is rolled back. Where its container had ended by itself not long before that, the alert is about that end, unless its own word fits
 * the later one alone: nobody's plan must not be taken for the good stop that came after it. Told already, it is a repeat.
 */
export function aboutEnd(
  { webhook }: Pick<Evidence, 'webhook'>,
  story: PodStory,
  end: End,
  container: string | null,
): End {
  const alert = webhook.known ? webhook.value : null;
  const seen = statusOf(end.pod, container);
  const before = seen?.status.lastState?.terminated;
  const isLater = end.field.endsWith('.state.terminated');
  if (!seen || !alert || alert.event !== null || !isLater || typeof before?.exitCode !== 'number') return end;
  const toldAt = deletedAt(story);
  const age = secondsBetween(before.finishedAt, toldAt);
  const byOrder = (secondsBetween(toldAt, end.terminated.finishedAt) ?? -Infinity) >= -1;
  if (!byOrder || age === null || age <= 1 || age > staleSeconds) return end;
  const { reason } = alert.labels;
  if (reason === end.terminated.reason && reason !== before.reason) return end;
  return { ...end, terminated: before, field: `${seen.field}.lastState.terminated` };
}
