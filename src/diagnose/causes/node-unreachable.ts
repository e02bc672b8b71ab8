import { disruptionOf, statusReasonOf } from '../../facts/disruption.ts';
import { readinessAt } from '../../facts/node-signs.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const nodeUnreachable = defineCause({
  id: 'node-unreachable',
  title: 'Node unreachable',
  description: 'The node stopped answering the control plane; after its tolerated time the pod was deleted.',
  url: 'https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller',
  side: 'pod-gone',
  deliberate: false,
  node: 'which went NotReady',
  needs: ['pod'],
  wants: ['node', 'nodeEvents'],
  detect: ({ subject, ending, pod, node, nodeEvents }) => {
    const disruption = disruptionOf(pod);
    const status = statusReasonOf(pod);
    const lost = status?.reason === 'NodeLost' ? [status.because] : [];
    const readiness = readinessAt({ node, nodeEvents }, ending.toldAt);
    const evicted = disruption?.reason === 'DeletionByTaintManager' && readiness.is === 'not-ready';
    if (lost.length === 0 && !evicted) return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: its node ${subject.node ?? ''} became unreachable and the pod was deleted; it ${endingInWords(ending)}.`,
      ),
      because: [...lost, ...(disruption ? [disruption.because] : []), ...readiness.because],
      remediation: [
        `\`kubectl describe node ${subject.node ?? ''}\``,
        `on the node: \`journalctl -u kubelet --since "-30 min"\``,
      ],
    };
  },
});
