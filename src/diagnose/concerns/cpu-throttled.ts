import { containerPatch } from '../../facts/patches.ts';
import { coresInWords } from '../../facts/quantities.ts';
import { limitOf, usedBefore, usedNow } from '../../facts/usage.ts';
import { whoIs } from '../../facts/words.ts';
import { defineConcern } from '../cause.ts';

/** From this share of the limit on. */
const near = 0.95;
/** From this share of its CPU periods on: that of the usual alert, https://runbooks.prometheus-operator.dev/runbooks/kubernetes/cputhrottlinghigh/ */
const throttledOften = 0.25;

export const cpuThrottled = defineConcern({
  id: 'cpu-throttled',
  title: 'CPU at its limit',
  description:
    'The kernel made the container wait for CPU in 25 % of its periods or more in the minutes before it stopped, as Prometheus has it, or it uses 95 % of its CPU limit or more now, as metrics-server measured it.',
  url: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run',
  grave: false,
  needs: ['pod'],
  wants: ['metrics', 'usage'],
  detect: ({ subject, pod, metrics, usage }) => {
    const limit = limitOf(subject, pod, 'cpu');
    if (!limit) return null;
    const most = coresInWords(limit.amount);
    const before = usedBefore(usage, 'throttled');
    const now = usedNow(subject, metrics, 'cpu');
    const waited = before && before.amount >= throttledOften ? `${Math.round(before.amount * 100)} %` : null;
    const used = now && now.amount >= limit.amount * near ? coresInWords(now.amount) : null;
    const because = [
      ...(before && waited
        ? [{ ...before, text: `${before.by}: throttled in ${waited} of its CPU periods, at its limit of ${most}` }]
        : []),
      ...(now && used
        ? [{ ...now, text: `${now.by}: ${used} of ${most}, ${Math.round((now.amount / limit.amount) * 100)} %` }]
        : []),
    ].map(({ text, sources }) => ({ text, sources: [...sources, ...limit.sources] }));
    if (because.length === 0) return null;
    const summary = waited
      ? `had to wait for CPU in ${waited} of its periods ${before?.when}, at its ${most} CPU limit`
      : `uses ${used} of its ${most} CPU limit now`;
    return {
      summary: `${whoIs(subject)} ${summary}`,
      because,
      remediation: [
        `if probes or shutdown time out for want of CPU: ${containerPatch(subject, { resources: { limits: { cpu: coresInWords(limit.amount * 2) } } })}`,
      ],
    };
  },
});
