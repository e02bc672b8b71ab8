import { linesAfter, quoteLine } from '../../facts/log-reading.ts';
import { platformStopped, ruledOut, whereToLook } from '../../facts/platform.ts';
import { restartLine } from '../../facts/restarts.ts';
import { asSummary, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const unknownSigterm = defineCause({
  id: 'unknown-sigterm',
  title: 'A SIGTERM that nothing in Kubernetes sent',
  description:
    'The container ended with 143 in a pod that stays: no probe failed, nothing was patched, nobody deleted it. The kubelet’s events about its restart are there, so a kill would be, too.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod', 'events', 'nodeEvents'],
  wants: ['log'],
  detect: ({ subject, ending, pod, events, log, nodeEvents }) => {
    if (ending.id !== 'signalled' || ending.exitCode !== 143) return null;
    if (platformStopped({ pod, events, nodeEvents }, subject, ending)) return null;
    const stopped = log.known && log.value.run === 'stopped' ? log.value : null;
    const words =
      stopped &&
      linesAfter(stopped, ending.startedAt ?? '').find((line) =>
        /sigterm|terminat|shutting down|signal/i.test(line.text),
      );
    return {
      summary: asSummary(
        `${whoIs(subject)} got a SIGTERM that nothing in Kubernetes sent (exit 143, restarted in place).`,
      ),
      because: [
        ...restartLine(pod, subject),
        ...ruledOut(pod, ending, subject.node),
        ...(stopped && words ? [quoteLine(stopped, words, 'it logged')] : []),
      ],
      remediation: whereToLook(subject, ending),
    };
  },
});
