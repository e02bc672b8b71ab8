import { disruptionOf } from '../../facts/disruption.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const podGarbageCollected = defineCause({
  id: 'pod-garbage-collected',
  title: 'Pod garbage-collected',
  description: 'The control plane deleted the pod because the node it was bound to is not in the cluster any more.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions',
  side: 'pod-gone',
  deliberate: false,
  node: 'which is gone',
  needs: ['pod'],
  wants: [],
  detect: ({ subject, ending, pod }) => {
    const disruption = disruptionOf(pod);
    if (disruption?.reason !== 'DeletionByPodGC') return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: a pod was removed by the pod garbage collector, as its node ${subject.node ?? ''} is gone; it ${endingInWords(ending)}.`,
      ),
      because: [disruption.because],
      remediation: [`its node: \`kubectl get node ${subject.node ?? ''}\``],
    };
  },
});
