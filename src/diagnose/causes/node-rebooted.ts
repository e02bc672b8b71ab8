import { rebootedAround } from '../../facts/node-signs.ts';
import { restartLine } from '../../facts/restarts.ts';
import { asSummary, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const nodeRebooted = defineCause({
  id: 'node-rebooted',
  title: 'Node rebooted',
  description: 'The node rebooted, and its pods were restarted in place.',
  url: 'https://kubernetes.io/docs/concepts/architecture/nodes/',
  side: 'same-pod',
  deliberate: false,
  node: 'which rebooted',
  needs: ['pod', 'nodeEvents'],
  wants: [],
  detect: ({ subject, ending, pod, nodeEvents }) => {
    // Only what the runtime or the kubelet lost: a program's own 255, or its end before the reboot, is another story.
    const lost = ending.reason === 'Unknown' || ending.reason === 'ContainerStatusUnknown';
    const rebooted = rebootedAround(
      { nodeEvents: { known: true, value: nodeEvents } },
      ending.finishedAt,
      ending.startedAt,
    );
    if (!lost || rebooted.length === 0) return null;
    return {
      summary: asSummary(
        `${whoIs(subject)} was restarted because node ${subject.node ?? ''} rebooted; how it ended was not seen.`,
      ),
      because: [...rebooted, ...restartLine(pod, subject)],
      remediation: [`why it rebooted: on node ${subject.node ?? '?'} \`journalctl -b -1 -n 200\``],
    };
  },
});
