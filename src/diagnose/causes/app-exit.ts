import { isSidecar, statusOf } from '../../facts/containers.ts';
import { exitInWords, isCrash, signalOf } from '../../facts/exit-codes.ts';
import { quoteLine, shorten, tellingLine } from '../../facts/log-reading.ts';
import { logOfRun } from '../../facts/patches.ts';
import { knownEnd } from '../../facts/signature-words.ts';
import { newRelease } from '../../facts/release.ts';
import { restartLine, restartsOf } from '../../facts/restarts.ts';
import { inWords } from '../../facts/time.ts';
import { asSummary, whoIs } from '../../facts/words.ts';
import type { Ending, LogTail, PodStory, Reading, Rollout, Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

/** Signals that come from outside the program; where they come from is another question. */
const sentToIt = new Set([137, 143]);

/** An init container's failure and a job's good end are other stories. */
function isOtherStory(pod: PodStory, subject: Subject, ending: Ending): boolean {
  const last = pod.states.at(-1);
  if (last && isSidecar(last, subject.container)) return false;
  if (!last || statusOf(last, subject.container)?.list !== 'containerStatuses') return true;
  return ending.exitCode === 0 && last.spec?.restartPolicy !== 'Always';
}

/** ` in revision 2, 3 minutes old`, when it is a new release that fails; empty otherwise. */
function ofRelease(rollout: Reading<Rollout | null>, now: string): string {
  const release = rollout.known ? newRelease(rollout.value, now) : null;
  return release ? ` in revision ${release.own.number}, ${inWords(Math.round(release.ageSeconds))} old` : '';
}

function said(log: Reading<LogTail>): { short: string; because: ReturnType<typeof quoteLine>[] } {
  const line = log.known ? tellingLine(log.value) : null;
  if (!log.known || !line) return { short: '', because: [] };
  // The next run's words are not this one's: quoted as evidence, not told as the reason.
  const short =
    log.value.run === 'stopped'
      ? `: "${shorten(line.text.trim(), 90)}"`
      : `; the run after it logged "${shorten(line.text.trim(), 80)}"`;
  return { short, because: [quoteLine(log.value, line, 'it logged')] };
}

export const appExit = defineCause({
  id: 'app-exit',
  title: 'The program ended by itself',
  description: 'The main process exited or crashed; nothing in Kubernetes told it to stop.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restarts',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod', 'events'],
  wants: ['log', 'rollout'],
  detect: ({ subject, ending, now, pod, log, rollout }) => {
    const byItself = ending.id === 'exited' || (ending.id === 'signalled' && !sentToIt.has(ending.exitCode ?? 0));
    // One that crashed when it was told to stop did not begin it.
    if (!byItself || ending.toldAt !== null || ending.exitCode === null || isOtherStory(pod, subject, ending))
      return null;
    const { short, because } = said(log);
    const known = knownEnd(log, subject);
    const restarts = restartsOf(pod, subject);
    const often = restarts > 1 ? `, ${restarts} restarts` : '';
    const verb =
      ending.exitCode === 0
        ? 'finishes and is started again'
        : isCrash(signalOf(ending.exitCode))
          ? 'crashed'
          : ending.id === 'signalled'
            ? 'ended by a signal'
            : 'exits by itself';
    return {
      summary: asSummary(
        `${whoIs(subject)} ${verb}${ofRelease(rollout, now)} (${exitInWords(ending.exitCode)}${often})${short}.`,
      ),
      because: [...because, ...known.because, ...restartLine(pod, subject)],
      remediation:
        ending.exitCode === 0
          ? [
              `a program that finishes belongs in a Job or CronJob; in a ${subject.workload?.kind ?? 'Pod'} it is restarted for ever`,
            ]
          : [...known.remediation, `the whole log of a run that ended: ${logOfRun(subject, pod)}`],
    };
  },
});
