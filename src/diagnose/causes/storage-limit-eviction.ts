import { evictionOf } from '../../facts/disruption.ts';
import { shorten } from '../../facts/log-reading.ts';
import { asSummary, endingInWords, kubectlTarget, nameOf } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const storageLimitEviction = defineCause({
  id: 'storage-limit-eviction',
  title: 'Storage-limit eviction',
  description:
    'The kubelet evicted the pod because it used more ephemeral storage, or more of an emptyDir, than its limit allows.',
  url: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-emphemeralstorage-consumption',
  side: 'pod-gone',
  deliberate: false,
  needs: ['pod'],
  wants: ['events'],
  detect: ({ subject, ending, pod, events }) => {
    const eviction = evictionOf(pod, events.known ? events.value : [], subject.pod);
    if (eviction?.kind !== 'storage-limit') return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: a pod was evicted for its storage (${shorten(eviction.message.trim().replace(/\.$/, ''), 90)}); it ${endingInWords(ending)}.`,
      ),
      because: eviction.because,
      remediation: [
        `its limits: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..ephemeral-storage} {..emptyDir}'\``,
        'write less, clean up, or raise `sizeLimit` or `resources.limits.ephemeral-storage`',
      ],
    };
  },
});
