import { statusReasonOf } from '../../facts/disruption.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

/** What the kubelet writes into `status.reason` when its node shuts down (pkg/kubelet/nodeshutdown). */
const shutdown = new Set(['Terminated', 'NodeShutdown']);

export const nodeShutdown = defineCause({
  id: 'node-shutdown',
  title: 'Node shutdown',
  description: 'The node was shut down in order, and the kubelet ended its pods first.',
  url: 'https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#graceful-node-shutdown',
  side: 'pod-gone',
  deliberate: false,
  node: 'which shut down',
  needs: ['pod'],
  wants: [],
  detect: ({ subject, ending, pod }) => {
    const status = statusReasonOf(pod);
    if (!status || !shutdown.has(status.reason)) return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: its node ${subject.node ?? ''} was shut down; the pod ${endingInWords(ending)}.`,
      ),
      because: [status.because],
      remediation: [
        `who shut it down: \`kubectl describe node ${subject.node ?? ''}\`, and on the node \`journalctl -u systemd-logind\``,
      ],
    };
  },
});
