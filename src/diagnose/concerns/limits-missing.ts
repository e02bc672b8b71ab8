import { statusReasonOf } from '../../facts/disruption.ts';
import { cite } from '../../facts/field.ts';
import { podMemoryLimit } from '../../facts/memory-limits.ts';
import { containerPatch } from '../../facts/patches.ts';
import { specSeen } from '../../facts/pod-spec.ts';
import { whoIs } from '../../facts/words.ts';
import type { Because, Ending, PodStory } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** The line that makes a limit matter: an end for memory, a SIGKILL that was no deadline's, an eviction for the node's memory. */
function memoryStory(pod: PodStory, ending: Ending): Because[] {
  if (ending.id === 'oom-killed' || (ending.id === 'signalled' && ending.exitCode === 137)) return ending.because;
  const evicted = statusReasonOf(pod);
  const memory = evicted?.reason === 'Evicted' && /\bresource: memory\b/.test(evicted.because.text);
  return memory ? [evicted.because] : [];
}

export const limitsMissing = defineConcern({
  id: 'limits-missing',
  title: 'No memory limit',
  description:
    'A container that ended for memory has no memory limit, nor has its pod: what it may use is decided by what its node has left, and others pay for it.',
  url: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits',
  grave: false,
  needs: ['pod'],
  wants: [],
  detect: ({ subject, ending, pod }) => {
    const last = pod.states.at(-1);
    const seen = specSeen(last, subject.container);
    const because = memoryStory(pod, ending);
    const limit = seen?.spec.resources?.limits?.['memory'] ?? podMemoryLimit(last);
    if (!seen || limit || because.length === 0) return null;
    const request = seen.spec.resources?.requests?.['memory'];
    return {
      summary: `${whoIs(subject)} has no memory limit${request ? ` (it requests ${request})` : ' and no memory request'}`,
      because: [
        ...because,
        {
          text: `container \`${seen.spec.name}\` has no \`resources.limits.memory\``,
          sources: cite(pod.path, last, request ? `${seen.field}.resources.requests.memory` : `${seen.field}.name`),
        },
      ],
      remediation: [
        `what it uses: \`kubectl -n ${subject.namespace} top pod ${subject.pod} --containers\`; then, with that and a quarter more for SIZE: ${containerPatch(subject, { resources: { limits: { memory: 'SIZE' } } })}`,
      ],
    };
  },
});
