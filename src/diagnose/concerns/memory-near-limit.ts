import { containerPatch } from '../../facts/patches.ts';
import { bytesInWords } from '../../facts/quantities.ts';
import { limitOf, usedBefore, usedNow } from '../../facts/usage.ts';
import { whoIs } from '../../facts/words.ts';
import { defineConcern } from '../cause.ts';

/** From this share of the limit on. */
const near = 0.9;

export const memoryNearLimit = defineConcern({
  id: 'memory-near-limit',
  title: 'Memory near the limit',
  description:
    'The container used 90 % of its memory limit or more in the minutes before it stopped, as Prometheus has it, or does so now, as metrics-server measured it.',
  url: 'https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/#exceed-a-container-s-memory-limit',
  grave: false,
  needs: ['pod'],
  wants: ['metrics', 'usage'],
  detect: ({ subject, pod, metrics, usage }) => {
    const limit = limitOf(subject, pod, 'memory');
    if (!limit) return null;
    const inUse = (amount: number) => `${bytesInWords(amount)} of its ${bytesInWords(limit.amount)} memory limit`;
    const before = usedBefore(usage, 'memory');
    const now = usedNow(subject, metrics, 'memory');
    const uses = [
      ...(before ? [{ ...before, summary: `used ${inUse(before.amount)} ${before.when}` }] : []),
      ...(now ? [{ ...now, summary: `uses ${inUse(now.amount)} now` }] : []),
    ].filter(({ amount }) => amount >= limit.amount * near);
    const [first] = uses;
    if (!first) return null;
    const { namespace, pod: name, container } = subject;
    const watch = now
      ? `\`kubectl -n ${namespace} top pod ${name} --containers\``
      : `\`max by (pod) (container_memory_working_set_bytes{namespace="${namespace}",container="${container}"})\` in Prometheus`;
    return {
      summary: `${whoIs(subject)} ${first.summary}`,
      because: uses.map(({ amount, by, sources }) => ({
        text: `${by}: ${bytesInWords(amount)} of ${bytesInWords(limit.amount)}, ${Math.round((amount / limit.amount) * 100)} %`,
        sources: [...sources, ...limit.sources],
      })),
      remediation: [
        `watch whether it grows: ${watch}; if it needs that much: ${containerPatch(subject, { resources: { limits: { memory: `${Math.ceil((limit.amount * 1.5) / 2 ** 20)}Mi` } } })}`,
      ],
    };
  },
});
