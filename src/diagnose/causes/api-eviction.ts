import { disruptionOf } from '../../facts/disruption.ts';
import { cordonedAround, nodeWasRead } from '../../facts/node-signs.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const apiEviction = defineCause({
  id: 'api-eviction',
  title: 'Eviction through the API',
  description:
    'Something asked the eviction API to remove the pod (a descheduler, an operator, a person), and no drain is under way.',
  url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/',
  side: 'pod-gone',
  deliberate: true,
  needs: ['pod'],
  wants: ['node', 'nodeEvents'],
  detect: ({ subject, ending, pod, node, nodeEvents }) => {
    const disruption = disruptionOf(pod);
    // Only where node and node events were read is "no drain" more than silence.
    if (disruption?.reason !== 'EvictionByEvictionAPI' || !nodeWasRead({ node, nodeEvents })) return null;
    if (cordonedAround({ node, nodeEvents }, ending.toldAt).length > 0) return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: a pod was evicted through the API, with no drain of its node, and ${endingInWords(ending)}.`,
      ),
      because: [disruption.because],
      remediation: [
        `who may evict: \`kubectl auth can-i create pods/eviction -n ${subject.namespace} --as=<user>\`; the audit log says who did`,
      ],
    };
  },
});
