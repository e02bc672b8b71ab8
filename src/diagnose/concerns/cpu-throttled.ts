import { cite } from '../../facts/field.ts';
import { containerPatch } from '../../facts/patches.ts';
import { specSeen } from '../../facts/pod-spec.ts';
import { coresInWords, quantity } from '../../facts/quantities.ts';
import { whoIs } from '../../facts/words.ts';
import { defineConcern } from '../cause.ts';

/** From this share of the limit on. */
const near = 0.95;

export const cpuThrottled = defineConcern({
  id: 'cpu-throttled',
  title: 'CPU at its limit',
  description:
    'The container that runs now uses 95 % of its CPU limit or more, as metrics-server measured it: what it wants above the limit the kernel makes it wait for.',
  url: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run',
  grave: false,
  needs: ['pod', 'metrics'],
  wants: [],
  detect: ({ subject, pod, metrics }) => {
    const last = pod.states.at(-1);
    const seen = specSeen(last, subject.container);
    const limit = quantity(seen?.spec.resources?.limits?.['cpu']);
    const measured = metrics?.object.containers.find((c) => c.name === subject.container)?.usage.cpu;
    const used = quantity(measured);
    if (!metrics || !seen || limit === null || limit === 0 || used === null || used < limit * near) return null;
    const share = Math.round((used / limit) * 100);
    return {
      summary: `${whoIs(subject)} uses ${coresInWords(used)} of its ${coresInWords(limit)} CPU limit now`,
      because: [
        {
          text: `\`metrics.k8s.io\` at ${metrics.object.timestamp} (over ${metrics.object.window}): ${coresInWords(used)} of ${coresInWords(limit)}, ${share} %`,
          sources: [
            ...cite(metrics.path, metrics.object, `containers[name=${subject.container}].usage.cpu`, 'timestamp'),
            ...cite(pod.path, last, `${seen.field}.resources.limits.cpu`),
          ],
        },
      ],
      remediation: [
        `if probes or shutdown time out for want of CPU: ${containerPatch(subject, { resources: { limits: { cpu: coresInWords(limit * 2) } } })}`,
      ],
    };
  },
});
