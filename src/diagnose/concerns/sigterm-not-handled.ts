import { eventsOf, happenedBetween } from '../../facts/events.ts';
import { cite } from '../../facts/field.ts';
import { endsInMidLine, lastLine, linesAfter, quoteLine, shorten } from '../../facts/log-reading.ts';
import { preStopSleep, shellCommand, specSeen, type SpecSeen } from '../../facts/pod-spec.ts';
import { millis, shift } from '../../facts/time.ts';
import { toldOnNode } from '../../facts/told.ts';
import { kubectlTarget, whoIs } from '../../facts/words.ts';
import type { Because, Ending, Evidence, LogTail, PodStory, Reading, Subject } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** How much a preStop may have used for the rest to be SIGTERM's time. */
const most = 0.8;

/** When SIGTERM came: after the preStop hook. Null when a hook of unknown length may have used the grace up. */
function sigtermAt(seen: SpecSeen, events: Evidence['events'], subject: Subject, ending: Ending): string | null {
  const told = toldOnNode(ending);
  if (told === null || !seen.spec.lifecycle?.preStop) return told;
  const sleep = preStopSleep(seen)?.seconds;
  const hooks = events.known ? eventsOf(events.value, 'FailedPreStopHook', 'Pod', subject.pod ?? '') : [];
  const failed = hooks.some(({ object }) => happenedBetween(object, told, ending.finishedAt, 2));
  const room = sleep !== undefined && !failed && sleep < (ending.graceSeconds ?? 0) * most;
  return room ? shift(told, sleep) : null;
}

/** The log's last line when nothing came after SIGTERM although something had come before. */
function silence(log: Reading<LogTail>, at: string): Because[] {
  const last = log.known && log.value.run === 'stopped' ? lastLine(log.value) : null;
  if (!log.known || !last || millis(last.at) === null || linesAfter(log.value, at).length > 0) return [];
  const cut = endsInMidLine(log.value) ? ', and that breaks off in mid-line' : '';
  return [quoteLine(log.value, last, `nothing in its log after it was told to stop at ${at}${cut}; the last line`)];
}

function underShell(pod: PodStory, seen: SpecSeen): { shell: string; because: Because } | null {
  const command = shellCommand(seen);
  if (!command) return null;
  return {
    shell: command.shell,
    because: {
      text: `its command is \`${command.shell} -c ${shorten(command.script.replaceAll('`', "'"), 160)}\`, without \`exec\` or \`trap\``,
      sources: cite(pod.path, pod.states.at(-1), `${seen.field}.command`, `${seen.field}.args`),
    },
  };
}

export const sigtermNotHandled = defineConcern({
  id: 'sigterm-not-handled',
  title: 'SIGTERM not handled',
  description:
    'The container ran on to the end of its grace, and its command is a shell that hands SIGTERM on to nobody, or its log shows no reaction.',
  url: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#container-hooks',
  grave: false,
  needs: ['pod'],
  wants: ['log', 'events'],
  detect: ({ subject, ending, pod, log, events }) => {
    const seen = specSeen(pod.states.at(-1), subject.container);
    if (ending.id !== 'killed-after-grace' || !seen) return null;
    const at = sigtermAt(seen, events, subject, ending);
    const wrapped = underShell(pod, seen);
    const quiet = at === null ? [] : silence(log, at);
    if (at === null || (!wrapped && quiet.length === 0)) return null;
    return {
      summary: wrapped
        ? `SIGTERM did not end ${whoIs(subject)}: it runs under ${wrapped.shell} -c without exec or trap`
        : `${whoIs(subject)} logged nothing after it was told to stop`,
      because: [...(wrapped ? [wrapped.because] : []), ...quiet],
      remediation: [
        wrapped
          ? `put \`exec\` before the last command of the script, or run the program without a shell; the command as it is: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..command}{..args}'\``
          : 'handle SIGTERM in the program: take no more work, finish what is under way, exit; the main process of a container has no default action for it',
      ],
    };
  },
});
