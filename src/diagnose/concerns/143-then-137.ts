import { statusOf } from '../../facts/containers.ts';
import { endingOf } from '../../facts/endings.ts';
import { cite } from '../../facts/field.ts';
import { millis, secondsBetween } from '../../facts/time.ts';
import { whoIs } from '../../facts/words.ts';
import type { Because, Ending, Evidence, PodStory, Subject } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** Seconds within which two ends belong to one story. */
const together = 3600;
const unread = { known: false, why: '' } as const;

/** An earlier run of the very container that ended with 143. */
function earlierRun(pod: PodStory, subject: Subject, ending: Ending): Because[] {
  for (const state of pod.states.toReversed()) {
    const seen = statusOf(state, subject.container);
    const before = seen?.status.lastState?.terminated;
    const earlier = (millis(before?.finishedAt) ?? Infinity) <= (millis(ending.startedAt) ?? 0) + 1000;
    if (!seen || before?.exitCode !== 143 || !earlier) continue;
    const field = `${seen.field}.lastState.terminated`;
    const text = `the run before it ended with 143 at ${before.finishedAt ?? 'an unknown time'}`;
    return [{ text, sources: cite(pod.path, state, `${field}.exitCode`, `${field}.finishedAt`) }];
  }
  return [];
}

/** Another pod of the workload that was told to stop and ended as `id`, before or after this one. */
function otherPod(
  siblings: Evidence['siblings'],
  subject: Subject,
  ending: Ending,
  id: Ending['id'],
  now: string,
): Because[] {
  for (const { path, object } of siblings.known ? siblings.value : []) {
    const story: PodStory = { path, states: [object], presence: 'present', successor: false };
    const about = { ...subject, pod: object.metadata?.name ?? null, uid: object.metadata?.uid ?? null };
    const other = endingOf({ pod: { known: true, value: story }, events: unread, webhook: unread }, about, now);
    const later = secondsBetween(ending.finishedAt, other.finishedAt);
    if (other.id !== id || later === null || Math.abs(later) > together) continue;
    if (id === 'stopped-in-time' ? later > 0 : later < 0) continue;
    const how = id === 'stopped-in-time' ? 'stopped in time' : 'had to be killed';
    return other.because.map((line) => ({ ...line, text: `pod ${about.pod} ${how}: ${line.text}` }));
  }
  return [];
}

/** A deleted pod takes its log along; of a container that runs again it is the previous one. */
function whereItsLogIs(pod: PodStory, subject: Subject, ending: Ending): string {
  if (pod.presence === 'gone') return ': the pod is gone, so look where your logs are collected';
  const previous = ending.field?.includes('.lastState.') ? ' --previous' : '';
  return `: \`kubectl -n ${subject.namespace} logs ${subject.pod} -c ${subject.container} --timestamps${previous}\``;
}

export const stoppedThenKilled = defineConcern({
  id: '143-then-137',
  title: 'Stopped in time first, killed later',
  description:
    'The same container, or another pod of its workload, first stopped in time when it was told to, and later had to be killed: stopping takes longer than it did.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  grave: true,
  needs: ['pod'],
  wants: ['siblings'],
  detect: ({ subject, ending, now, pod, siblings }) => {
    const because =
      ending.id === 'killed-after-grace'
        ? [...earlierRun(pod, subject, ending), ...otherPod(siblings, subject, ending, 'stopped-in-time', now)]
        : ending.id === 'stopped-in-time'
          ? otherPod(siblings, subject, ending, 'killed-after-grace', now)
          : [];
    if (because.length === 0) return null;
    return {
      summary:
        ending.id === 'killed-after-grace'
          ? `${whoIs(subject)} had stopped in time before, and this time had to be killed`
          : `${whoIs(subject)} stopped in time here, and another of its pods had to be killed later`,
      because: [...because, ...ending.because],
      remediation: [
        `what takes longer than it did stands in the log after the moment it was told to stop (${ending.toldAt ?? 'unknown'})${whereItsLogIs(pod, subject, ending)}`,
      ],
    };
  },
});
