import { platformStopped, ruledOut, whereToLook } from '../../facts/platform.ts';
import { restartLine } from '../../facts/restarts.ts';
import { asSummary, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const unknownSigkill = defineCause({
  id: 'unknown-sigkill',
  title: 'A SIGKILL that nothing in Kubernetes sent',
  description:
    'The container ended with 137 in a pod that stays, without `OOMKilled`, without a probe, a patch or a deletion, and without a memory event on its node; the kubelet’s events about its restart are there, so a kill would be, too.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod', 'events', 'nodeEvents'],
  wants: [],
  detect: ({ subject, ending, pod, events, nodeEvents }) => {
    if (ending.id !== 'signalled' || ending.exitCode !== 137 || ending.toldAt !== null) return null;
    if (platformStopped({ pod, events, nodeEvents }, subject, ending)) return null;
    return {
      summary: asSummary(
        `${whoIs(subject)} was killed by a SIGKILL that nothing in Kubernetes sent (exit 137, not OOMKilled, restarted in place).`,
      ),
      because: [...restartLine(pod, subject), ...ruledOut(pod, ending, subject.node)],
      remediation: whereToLook(subject, ending),
    };
  },
});
