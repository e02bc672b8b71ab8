import { couldNotStart, endIn, statusOf } from '../../facts/containers.ts';
import { exitInWords } from '../../facts/exit-codes.ts';
import { cite } from '../../facts/field.ts';
import { failed, revisionMark } from '../../facts/release.ts';
import { secondsBetween } from '../../facts/time.ts';
import { nameOf } from '../../facts/words.ts';
import type { Ending, Pod, Seen, Source, Subject } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** Seconds within which two ends are one story. */
const together = 3600;

/** The fields in which another pod tells the same story; null when it tells another, or none. */
function sameStory({ path, object }: Seen<Pod>, subject: Subject, ending: Ending): Source[] | null {
  const seen = statusOf(object, subject.container);
  const waiting = seen?.status.state?.waiting?.reason;
  if (seen && ending.exitCode === null)
    return couldNotStart(waiting) ? cite(path, object, `${seen.field}.state.waiting.reason`) : null;
  const end = endIn(object, subject.container);
  if (!end || end.terminated.exitCode !== ending.exitCode || (end.terminated.reason ?? null) !== ending.reason)
    return null;
  const apart = secondsBetween(ending.finishedAt, end.terminated.finishedAt);
  if (apart !== null && Math.abs(apart) > together) return null;
  return cite(path, object, `${end.field}.exitCode`, `${end.field}.reason`);
}

/** How it ended, in the words that a person would compare. */
const storyInWords = ({ exitCode, reason }: Ending): string =>
  exitCode === null ? 'could not start' : `ended with ${exitInWords(exitCode)}, reason \`${reason ?? 'none'}\``;

export const sameReleaseSiblings = defineConcern({
  id: 'same-release-siblings',
  title: 'Its siblings fail alike',
  description:
    'Other pods of the workload, of the same revision, show the same end: it is the release or what it depends on, not this pod or its node.',
  url: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/',
  grave: false,
  needs: ['pod', 'siblings'],
  wants: ['events'],
  detect: ({ subject, ending, pod, siblings, events }) => {
    const last = pod.states.at(-1);
    const mark = last ? revisionMark(last) : null;
    if (!mark || !failed({ pod: { known: true, value: pod }, events }, subject, ending)) return null;
    const peers = siblings.filter(({ object }) => revisionMark(object)?.value === mark.value);
    const alike = peers.flatMap((peer) => {
      const sources = sameStory(peer, subject, ending);
      return sources ? [{ name: peer.object.metadata?.name ?? '', sources }] : [];
    });
    if (alike.length === 0) return null;
    const label = /"(.+)"/.exec(mark.field)?.[1];
    const selector = label ? ` -l ${label}=${mark.value} -o wide` : '';
    const pods = `${alike.length} of ${peers.length} other ${peers.length === 1 ? 'pod' : 'pods'}`;
    return {
      summary: `${pods} of ${nameOf(subject)} in the same revision ${storyInWords(ending).replaceAll('`', '')} too`,
      because: [
        {
          text: `these did: ${alike
            .slice(0, 5)
            .map(({ name }) => name)
            .join(', ')}${alike.length > 5 ? ` and ${alike.length - 5} more` : ''}`,
          sources: alike.flatMap(({ sources }) => sources),
        },
      ],
      remediation: [`all of them, with their nodes: \`kubectl -n ${subject.namespace} get pods${selector}\``],
    };
  },
});
