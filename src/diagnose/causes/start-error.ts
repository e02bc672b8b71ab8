import { endOf, isSidecar, statusOf } from '../../facts/containers.ts';
import { cite } from '../../facts/field.ts';
import { quoteLine, shorten, tellingLine } from '../../facts/log-reading.ts';
import { restartLine } from '../../facts/restarts.ts';
import { asSummary, kubectlTarget, whoIs } from '../../facts/words.ts';
import type { Because, LogTail, PodStory, Reading, Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

/** The innermost error stands last: "…: exec: "/app/x": stat /app/x: no such file or directory". */
const innermost = (message: string): string => /exec: .*|stat .*/s.exec(message)?.[0] ?? message;

/** Why it could not be run: the runtime's message, or what the shell wrote. */
function reasonLine(
  pod: PodStory,
  subject: Subject,
  log: Reading<LogTail>,
): { quote: string; because: Because } | null {
  const end = endOf(pod, subject.container);
  const message = end?.terminated.message;
  if (end && message) {
    const quote = innermost(message);
    return {
      quote,
      because: {
        text: `the runtime says: "${shorten(quote.trim(), 300)}"`,
        sources: cite(pod.path, end.pod, `${end.field}.message`),
      },
    };
  }
  const last = pod.states.at(-1);
  const seen = last ? statusOf(last, subject.container) : null;
  const waits = seen?.status.state?.waiting?.message;
  if (!end && seen && waits)
    return {
      quote: innermost(waits),
      because: {
        text: `the runtime says: "${shorten(innermost(waits).trim(), 300)}"`,
        sources: cite(pod.path, last, `${seen.field}.state.waiting.reason`, `${seen.field}.state.waiting.message`),
      },
    };
  const line = log.known ? tellingLine(log.value) : null;
  return log.known && line ? { quote: line.text, because: quoteLine(log.value, line, 'it logged') } : null;
}

export const startError = defineCause({
  id: 'start-error',
  title: 'Could not be executed',
  description:
    'The container was created, but its command could not be run: not found (127), not executable (126), or refused by the runtime (`StartError`, 128).',
  url: 'https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod'],
  wants: ['log'],
  detect: ({ subject, ending, pod, log }) => {
    const last = pod.states.at(-1);
    const list = last ? statusOf(last, subject.container)?.list : undefined;
    const isInit = last && list === 'initContainerStatuses' && !isSidecar(last, subject.container);
    // Before the runtime's code shows, the kubelet says that it could not run it.
    const refused = ending.exitCode !== null || ending.reason === 'RunContainerError';
    if (ending.id !== 'never-started' || !refused || isInit) return null;
    const reason = reasonLine(pod, subject, log);
    return {
      summary: asSummary(
        `${whoIs(subject)} cannot start (${ending.exitCode === null ? ending.reason : `exit ${ending.exitCode}`})${reason ? `: ${shorten(reason.quote.trim(), 110)}` : ': its command could not be run'}.`,
      ),
      because: [...(reason ? [reason.because] : []), ...restartLine(pod, subject)],
      remediation: [
        `the command and image as they are: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..containers[*].command} {..containers[*].image}'\``,
      ],
    };
  },
});
