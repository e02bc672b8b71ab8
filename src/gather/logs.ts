/**
 * The right log: that of the run that stopped. While it is dead and waiting to restart the plain call serves it; once it runs
 * again `previous=true` does. Which run the lines are of is told by their time stamps, not by the call.
 */
import { endIn, statusOf } from '../facts/containers.ts';
import { millis } from '../facts/time.ts';
import type { Cluster } from '../ports.ts';
import type { LogTail, PodStory, Reading, Subject } from '../types.ts';

/** Splits a log with time stamps into lines; lines without one (a cut first line) keep an empty `at`. */
export function parseLog(text: string): LogTail['lines'] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s.exec(line);
      return stamp ? { at: stamp[1] ?? '', text: stamp[2] ?? '' } : { at: '', text: line };
    });
}

/** Whose output the lines of the plain call are while nothing runs: of the run that ended, or of one that came after it. */
function runOf(lines: LogTail['lines'], finishedAt: string | undefined): LogTail['run'] {
  const first = millis(lines.find((line) => line.at !== '')?.at);
  const end = millis(finishedAt);
  return first !== null && end !== null && first > end + 1000 ? 'next' : 'stopped';
}

/**
 * The subject's log, at most two requests: the dead run's where it can be had, else the next run's, said as such.
 * @param wantsNext whether the next run's is worth its request; asked when the dead run left none
 */
export async function readLog(
  cluster: Cluster,
  subject: Subject,
  story: PodStory,
  wantsNext: () => Promise<boolean>,
): Promise<Reading<LogTail>> {
  const pod = story.states.at(-1);
  if (story.presence === 'gone' || !pod) return { known: false, why: 'the pod is gone, and its log with it' };
  const { namespace, container } = subject;
  if (namespace === null || subject.pod === null || container === null)
    return { known: false, why: 'the container is not known' };
  const end = endIn(pod, container)?.terminated;
  const running = Boolean(statusOf(pod, container)?.status.state?.running);
  // Once it runs again, what is not the previous run's is the next one's, whatever the time stamps.
  const whose = (previous: boolean, lines: LogTail['lines']): LogTail['run'] =>
    end && running ? (previous ? 'stopped' : 'next') : runOf(lines, end?.finishedAt);
  for (const previous of end && running ? [true, false] : [false]) {
    if (end && running && !previous && !(await wantsNext())) break;
    const read = await cluster.log({ namespace, pod: subject.pod, container, previous });
    if (!read.known) return read;
    const lines = parseLog(read.value.text ?? '');
    if (lines.length > 0) return { known: true, value: { path: read.value.path, lines, run: whose(previous, lines) } };
  }
  return { known: false, why: 'its log is empty or no longer kept' };
}
