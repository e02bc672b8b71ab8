import { disruptionOf } from '../../facts/disruption.ts';
import { evictingTaints, readinessAt } from '../../facts/node-signs.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const taintEviction = defineCause({
  id: 'taint-eviction',
  title: 'Taint eviction',
  description:
    'The node, or a device that the pod uses, got a NoExecute taint that the pod does not tolerate (any longer).',
  url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions',
  side: 'pod-gone',
  deliberate: false,
  needs: ['pod'],
  wants: ['node', 'nodeEvents'],
  detect: ({ subject, ending, pod, node, nodeEvents }) => {
    const disruption = disruptionOf(pod);
    const onDevice = disruption?.reason === 'DeletionByDeviceTaintManager';
    if (!disruption || !(onDevice || disruption.reason === 'DeletionByTaintManager')) return null;
    // A node that is not ready is tainted too: only one known to have been ready got its taint from somebody.
    if (!onDevice && readinessAt({ node, nodeEvents }, ending.toldAt).is !== 'ready') return null;
    const taints = node.known && !onDevice ? evictingTaints(node.value, ending.toldAt) : [];
    return {
      summary: asSummary(
        `${nameOf(subject)}: a pod was evicted by a NoExecute taint on ${onDevice ? 'a device it uses' : 'its node'} and ${endingInWords(ending)}.`,
      ),
      because: [disruption.because, ...taints],
      remediation: [
        onDevice
          ? 'the devices’ taints: `kubectl get devicetaintrules,resourceslices -o yaml`'
          : `the node's taints: \`kubectl get node ${subject.node ?? ''} -o jsonpath='{.spec.taints}'\``,
        'a pod that should stay needs a toleration for that taint',
      ],
    };
  },
});
