import { cite } from '../../facts/field.ts';
import { containerPatch } from '../../facts/patches.ts';
import { specSeen } from '../../facts/pod-spec.ts';
import { bytesInWords, quantity } from '../../facts/quantities.ts';
import { whoIs } from '../../facts/words.ts';
import { defineConcern } from '../cause.ts';

/** From this share of the limit on. */
const near = 0.9;

export const memoryNearLimit = defineConcern({
  id: 'memory-near-limit',
  title: 'Memory near the limit',
  description: 'The container that runs now uses 90 % of its memory limit or more, as metrics-server measured it.',
  url: 'https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/#exceed-a-container-s-memory-limit',
  grave: false,
  needs: ['pod', 'metrics'],
  wants: [],
  detect: ({ subject, pod, metrics }) => {
    const last = pod.states.at(-1);
    const seen = specSeen(last, subject.container);
    const limit = quantity(seen?.spec.resources?.limits?.['memory']);
    const measured = metrics?.object.containers.find((c) => c.name === subject.container)?.usage.memory;
    const used = quantity(measured);
    if (!metrics || !seen || limit === null || limit === 0 || used === null || used < limit * near) return null;
    const share = Math.round((used / limit) * 100);
    return {
      summary: `${whoIs(subject)} uses ${bytesInWords(used)} of its ${bytesInWords(limit)} memory limit now`,
      because: [
        {
          text: `\`metrics.k8s.io\` at ${metrics.object.timestamp} (over ${metrics.object.window}): ${bytesInWords(used)} of ${bytesInWords(limit)}, ${share} %`,
          sources: [
            ...cite(metrics.path, metrics.object, `containers[name=${subject.container}].usage.memory`, 'timestamp'),
            ...cite(pod.path, last, `${seen.field}.resources.limits.memory`),
          ],
        },
      ],
      remediation: [
        `watch whether it grows: \`kubectl -n ${subject.namespace} top pod ${subject.pod} --containers\`; if it needs that much: ${containerPatch(subject, { resources: { limits: { memory: `${Math.ceil((limit * 1.5) / 2 ** 20)}Mi` } } })}`,
      ],
    };
  },
});
