import { disruptionOf } from '../../facts/disruption.ts';
import { eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { markedForRemoval } from '../../facts/node-signs.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import type { Because, Ending, KubeEvent, Seen, Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

/**
 * What an autoscaler said of the pod itself: cluster-autoscaler's `ScaleDown` ("deleting pod for node scale down"), Karpenter's normal
 * `Evicted` (the kubelet's is a warning). It stays readable when the node is gone.
 */
function saidOfPod(events: Seen<KubeEvent>[], subject: Subject, ending: Ending): Because[] {
  const byKarpenter = ({ object: e }: Seen<KubeEvent>) =>
    e.type === 'Normal' && [e.source?.component, e.reportingComponent].includes('karpenter');
  return [
    ...eventsOf(events, 'ScaleDown', 'Pod', subject.pod ?? ''),
    ...eventsOf(events, 'Evicted', 'Pod', subject.pod ?? '').filter(byKarpenter),
  ]
    .filter(({ object }) => happenedBetween(object, ending.toldAt, ending.toldAt, 60))
    .slice(-1)
    .map(quoteEvent);
}

export const autoscalerScaleIn = defineCause({
  id: 'autoscaler-scale-in',
  title: 'Autoscaler removes the node',
  description: 'A node autoscaler (cluster-autoscaler, Karpenter) evicted the pod because it removes the node.',
  url: 'https://kubernetes.io/docs/concepts/cluster-administration/node-autoscaling/#consolidation',
  side: 'pod-gone',
  deliberate: false,
  node: 'which an autoscaler removed',
  needs: ['pod'],
  wants: ['events', 'node', 'nodeEvents'],
  detect: ({ subject, ending, pod, events, node, nodeEvents }) => {
    const disruption = disruptionOf(pod);
    const marked = [
      ...(events.known ? saidOfPod(events.value, subject, ending) : []),
      ...markedForRemoval({ node, nodeEvents }, ending.toldAt),
    ];
    if (disruption?.reason !== 'EvictionByEvictionAPI' || marked.length === 0) return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: a pod was evicted because an autoscaler removes node ${subject.node ?? ''}; it ${endingInWords(ending)}.`,
      ),
      because: [disruption.because, ...marked],
      remediation: [
        "a pod that must not be moved needs a PodDisruptionBudget, or the autoscaler's own do-not-disrupt annotation",
      ],
    };
  },
});
