import { statusOf, type StatusSeen } from '../../facts/containers.ts';
import { containerOf, eventsOf, happenedBetween } from '../../facts/events.ts';
import { cite } from '../../facts/field.ts';
import { previousLog } from '../../facts/patches.ts';
import { splitOf } from '../../facts/split.ts';
import { inWords, secondsBetween, shift } from '../../facts/time.ts';
import { whoIs } from '../../facts/words.ts';
import type { Evidence, Pod, PodStory, Subject } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** Restarts from which on it is a loop, when they come this often on average or the kubelet backs off. */
const restarts = 3;
const often = 600;
/** Seconds for which a back-off that was announced counts: the kubelet's longest is 5 minutes. */
const lately = 600;

const isBackingOff = ({ status }: StatusSeen): boolean => status.state?.waiting?.reason === 'CrashLoopBackOff';

/** The back-off that the kubelet announced lately: `Back-off restarting failed container …`, not that of an image pull. */
function announced(events: Evidence['events'], subject: Subject, now: string): boolean {
  const said = events.known ? eventsOf(events.value, 'BackOff', 'Pod', subject.pod ?? '') : [];
  return said.some(
    ({ object: e }) =>
      [null, subject.container].includes(containerOf(e)) &&
      (e.message ?? '').includes('restarting failed') &&
      happenedBetween(e, shift(now, -lately), now),
  );
}

/** How long the kubelet waits before the next start: its waiting message begins `back-off 10s restarting`. */
const nextTry = ({ status }: StatusSeen): string | null =>
  /^back-off (\S+) restarting/.exec(status.state?.waiting?.message ?? '')?.[1] ?? null;

/** The pod goes, or has ended: nothing in it is started again. */
const isOver = (pod: PodStory): boolean =>
  splitOf({ known: true, value: pod }) !== 'same-pod' ||
  ['Succeeded', 'Failed'].includes(pod.states.at(-1)?.status?.phase ?? '');

function isLoop(seen: StatusSeen, age: number | null, backsOff: boolean): boolean {
  const count = seen.status.restartCount;
  if (isBackingOff(seen)) return true;
  return count >= restarts && (backsOff || (age !== null && age / count <= often));
}

function lines(pod: PodStory, last: Pod, seen: StatusSeen, age: number | null) {
  const waiting = isBackingOff(seen) ? ', waiting: `CrashLoopBackOff`' : '';
  const within = age === null ? '' : ` in the ${inWords(age)} since the pod started`;
  return [
    {
      text: `\`restartCount\` ${seen.status.restartCount}${within}${waiting}`,
      sources: cite(
        pod.path,
        last,
        `${seen.field}.restartCount`,
        'status.startTime',
        ...(isBackingOff(seen) ? [`${seen.field}.state.waiting.reason`, `${seen.field}.state.waiting.message`] : []),
      ),
    },
  ];
}

export const restartLoop = defineConcern({
  id: 'restart-loop',
  title: 'Restart loop',
  description:
    'The container restarts again and again: the kubelet waits in `CrashLoopBackOff`, or it restarted at least three times and often. A loop is over when the pod goes or has ended.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restarts',
  grave: true,
  needs: ['pod'],
  wants: ['events'],
  detect: ({ subject, now, pod, events }) => {
    const last = pod.states.at(-1);
    const seen = last ? statusOf(last, subject.container) : null;
    if (!last || !seen || isOver(pod)) return null;
    const age = secondsBetween(last.status?.startTime, now);
    if (!isLoop(seen, age, announced(events, subject, now))) return null;
    const count = seen.status.restartCount;
    const next = nextTry(seen);
    return {
      summary: `${whoIs(subject)} restarted ${count === 1 ? 'once' : `${count} times`}${age === null ? '' : ` in ${inWords(age)}`}${next ? `; the kubelet waits ${next} before the next start` : ''}`,
      because: lines(pod, last, seen, age),
      remediation: [`what each run said last: ${previousLog(subject)}`],
    };
  },
});
