import { eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { rebootedAround } from '../../facts/node-signs.ts';
import { restartLine } from '../../facts/restarts.ts';
import { asSummary, endingInWords, whoIs } from '../../facts/words.ts';
import type { Ending } from '../../types.ts';
import { defineCause } from '../cause.ts';

/** The kubelet stopped it for the new sandbox, or it went with the old one: killed, or lost to the runtime. An exit of its own is not that. */
const endedWithSandbox = ({ toldAt, exitCode, reason }: Ending): boolean =>
  toldAt !== null || exitCode === 137 || reason === 'Unknown';

export const sandboxChanged = defineCause({
  id: 'sandbox-changed',
  title: 'Sandbox lost',
  description:
    "The pod's sandbox (its network and namespaces) was lost or changed, and all its containers were restarted in place.",
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-lifetime',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod', 'events', 'nodeEvents'], // a reboot loses sandboxes too: without the node's events nobody can rule it out
  wants: [],
  detect: ({ subject, ending, pod, events, nodeEvents }) => {
    const changed = eventsOf(events, 'SandboxChanged', 'Pod', subject.pod ?? '').findLast(({ object }) =>
      happenedBetween(object, ending.toldAt ?? ending.finishedAt, ending.finishedAt, 30),
    );
    if (!changed || ending.finishedAt === null || !endedWithSandbox(ending)) return null;
    if (rebootedAround({ nodeEvents: { known: true, value: nodeEvents } }, ending.finishedAt).length > 0) return null;
    return {
      summary: asSummary(
        `${whoIs(subject)}: the pod's sandbox was lost and its containers were restarted: it ${endingInWords(ending)}.`,
      ),
      because: [quoteEvent(changed), ...restartLine(pod, subject)],
      remediation: [
        `what the runtime says on node ${subject.node ?? '?'}: \`journalctl -u containerd -u kubelet --since "-30 min"\``,
      ],
    };
  },
});
