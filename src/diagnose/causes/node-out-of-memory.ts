import { systemOomAround } from '../../facts/node-signs.ts';
import { restartLine } from '../../facts/restarts.ts';
import { editCommand } from '../../facts/patches.ts';
import { asSummary, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const nodeOutOfMemory = defineCause({
  id: 'node-out-of-memory',
  title: 'Node out of memory',
  description:
    'The node itself ran out of memory and its kernel killed processes: exit 137 without `OOMKilled`, with a `SystemOOM` event on the node.',
  url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#node-out-of-memory-behavior',
  side: 'same-pod',
  deliberate: false,
  node: 'which ran out of memory',
  needs: ['pod', 'nodeEvents'],
  wants: [],
  detect: ({ subject, ending, pod, nodeEvents }) => {
    const kills = systemOomAround({ nodeEvents: { known: true, value: nodeEvents } }, ending.finishedAt);
    if (ending.exitCode !== 137 || ending.id !== 'signalled' || kills.length === 0) return null;
    return {
      summary: asSummary(
        `${whoIs(subject)} was killed when node ${subject.node ?? ''} ran out of memory (exit 137, SystemOOM on the node).`,
      ),
      because: [...kills, ...restartLine(pod, subject)],
      remediation: [
        `who uses what: \`kubectl top pods -A --sort-by=memory\` and \`kubectl describe node ${subject.node ?? ''}\``,
        `give it a memory request that is true, so that the scheduler leaves room: ${editCommand(subject)}`,
      ],
    };
  },
});
