import { evictionOf } from '../../facts/disruption.ts';
import { eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { asSummary, endingInWords, kubectlTarget, nameOf } from '../../facts/words.ts';
import type { Ending, KubeEvent, Seen } from '../../types.ts';
import { defineCause } from '../cause.ts';

/** Seconds around the end in which a threshold belongs to it: under pressure one eviction follows the other for minutes. */
const around = 600;

/** The threshold that the node had reached when the pod was evicted. */
function thresholdAt(nodeEvents: Seen<KubeEvent>[], { toldAt, finishedAt }: Ending): Seen<KubeEvent>[] {
  const at = finishedAt ?? toldAt;
  if (at === null) return [];
  return eventsOf(nodeEvents, 'EvictionThresholdMet')
    .filter(({ object }) => happenedBetween(object, at, at, around))
    .slice(-1);
}

export const nodePressureEviction = defineCause({
  id: 'node-pressure-eviction',
  title: 'Node-pressure eviction',
  description: 'The kubelet evicted the pod because its node ran low on memory, disk, inodes or PIDs.',
  url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
  side: 'pod-gone',
  deliberate: false,
  node: 'which ran low on a resource',
  needs: ['pod'],
  wants: ['events', 'nodeEvents'],
  detect: ({ subject, ending, pod, events, nodeEvents }) => {
    const eviction = evictionOf(pod, events.known ? events.value : [], subject.pod);
    if (eviction?.kind !== 'node-pressure') return null;
    const resource = /low on resource: ([\w-]+)/.exec(eviction.message)?.[1];
    const threshold = nodeEvents.known ? thresholdAt(nodeEvents.value, ending) : [];
    return {
      summary: asSummary(
        `${nameOf(subject)}: a pod was evicted because node ${subject.node ?? ''} ran low on ${resource ?? 'a resource'}; it ${endingInWords(ending)}.`,
      ),
      because: [...eviction.because, ...threshold.map(quoteEvent)],
      remediation: [
        `who uses what on the node: \`kubectl describe node ${subject.node ?? ''}\` and \`kubectl top pods -A --sort-by=memory\``,
        `pods that use more than they request go first: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..resources}'\``,
      ],
    };
  },
});
