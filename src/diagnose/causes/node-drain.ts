import { disruptionOf } from '../../facts/disruption.ts';
import { cordonedAround } from '../../facts/node-signs.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const nodeDrain = defineCause({
  id: 'node-drain',
  title: 'Node drain',
  description: 'The pod was evicted through the eviction API while its node was cordoned: somebody drains the node.',
  url: 'https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/',
  side: 'pod-gone',
  deliberate: true,
  node: 'which was drained',
  // The node itself: only there would an autoscaler's mark show.
  needs: ['pod', 'node'],
  wants: ['nodeEvents'],
  detect: ({ subject, ending, pod, node, nodeEvents }) => {
    const disruption = disruptionOf(pod);
    const cordoned = cordonedAround({ node: { known: true, value: node }, nodeEvents }, ending.toldAt);
    if (disruption?.reason !== 'EvictionByEvictionAPI' || cordoned.length === 0) return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: a pod was evicted in the drain of node ${subject.node ?? ''} and ${endingInWords(ending)}.`,
      ),
      because: [disruption.because, ...cordoned],
      remediation: [`when the work on it is done: \`kubectl uncordon ${subject.node ?? ''}\``],
    };
  },
});
