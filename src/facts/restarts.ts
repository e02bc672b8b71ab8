/** A restart in place: the same pod, one more run of its container. */
import type { Because, Diagnosis, Evidence, PodStory, Subject } from '../types.ts';
import { statusOf } from './containers.ts';
import { cite } from './field.ts';
import { splitOf } from './split.ts';

/** How often the container was restarted in this pod; 0 when no status shows it. */
export function restartsOf(story: PodStory, subject: Subject): number {
  const pod = story.states.at(-1);
  return (pod && statusOf(pod, subject.container)?.status.restartCount) ?? 0;
}

/** How often, and since when its pod runs; null when no object that was read shows the container. */
export function restartsSeen({ pod }: Pick<Evidence, 'pod'>, { container }: Subject): Diagnosis['restarts'] {
  const shown = pod.known ? pod.value.states.findLast((state) => statusOf(state, container)) : undefined;
  const seen = shown && statusOf(shown, container);
  return seen ? { count: seen.status.restartCount, since: shown.status?.startTime ?? null } : null;
}

/** What became of a container that was stopped in its pod, in the words of a summary. */
export const whatFollowed = (story: PodStory): { was: string; since: string } =>
  splitOf({ known: true, value: story }) === 'pod-gone'
    ? { was: 'stopped', since: ', before its pod was deleted' }
    : { was: 'restarted', since: '' };

/** The line that says it is the same pod; empty when the container did not restart yet. And one for a pod that goes by now. */
export function restartLine(story: PodStory, subject: Subject): Because[] {
  const pod = story.states.at(-1);
  const seen = pod ? statusOf(pod, subject.container) : null;
  if (!pod) return [];
  const deadline = pod.metadata?.deletionTimestamp;
  const text = `its pod was deleted since (\`deletionTimestamp\` ${deadline ?? ''})`;
  const goes = deadline ? [{ text, sources: cite(story.path, pod, 'metadata.deletionTimestamp') }] : [];
  if (!seen || seen.status.restartCount === 0) return goes;
  const times = seen.status.restartCount === 1 ? 'once' : `${seen.status.restartCount} times`;
  const same = deadline ? '' : '; the pod is the same and not being deleted';
  return [
    {
      text: `restarted in place ${times} (\`restartCount\` ${seen.status.restartCount})${same}`,
      sources: cite(story.path, pod, `${seen.field}.restartCount`, 'metadata.uid'),
    },
    ...goes,
  ];
}
