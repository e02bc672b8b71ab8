/**
 * What the container used in its last minutes, as Prometheus has it from the kubelets' cAdvisor
 * (https://kubernetes.io/docs/concepts/cluster-administration/system-metrics/): one query for its memory and one for its CPU.
 */
import { endSeen } from '../facts/endings.ts';
import { statusOf } from '../facts/containers.ts';
import { isDns1123Label, isDns1123Name } from '../facts/names.ts';
import { specSeen } from '../facts/pod-spec.ts';
import { splitOf } from '../facts/split.ts';
import { secondsBetween } from '../facts/time.ts';
import type { Metrics } from '../ports.ts';
import type { Evidence, Reading, Samples, Seen, Subject } from '../types.ts';

const nothing = { known: true, value: null } as const;

/** How long before the end to look, seconds; for rates the usual span. */
const span = 300;
/** A run of fewer seconds ends between two scrapes. */
const measurable = 10;

/** The run that is asked about: until its end, or (null) until now for one that never ended. Null: there is nothing to ask. */
function runOf(evidence: Pick<Evidence, 'pod' | 'webhook'>, container: string) {
  const end = endSeen(evidence, container)?.terminated;
  if (end?.finishedAt) {
    // A container that could not be started shows no start: what was measured before was another run's.
    const ran = secondsBetween(end.startedAt, end.finishedAt) ?? 0;
    return ran < measurable ? null : { end: end.finishedAt, seconds: Math.min(span, Math.floor(ran)) };
  }
  const last =
    evidence.pod.known && splitOf(evidence.pod) === 'same-pod' ? evidence.pod.value.states.at(-1) : undefined;
  const runs = !end && last && statusOf(last, container)?.status.state?.running;
  return runs ? { end: null, seconds: span } : null;
}

/** PromQL for one container. Its texts are Go's (https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals). */
const selector = (labels: Record<string, string>): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}}`;

const increase = (series: string, of: string, seconds: number): string =>
  `sum(increase(container_cpu_cfs_${series}_total${of}[${seconds}s]))`;

type Asked = Reading<Seen<Samples> | null>;

/**
 * A known null when there is no Prometheus to ask, no run to ask about, or no limit to compare with: without one nobody throttles.
 * @param evidence the pod, and the alert, which tells which of its ends is meant
 */
export async function readUsage(
  metrics: Metrics | null,
  { namespace, pod, container }: Subject,
  evidence: Pick<Evidence, 'pod' | 'webhook'>,
): Promise<Evidence['usage']> {
  if (!metrics || !namespace || !pod || !container || !evidence.pod.known) return nothing;
  const limits = specSeen(evidence.pod.value.states.at(-1), container)?.spec.resources?.limits;
  const run = runOf(evidence, container);
  if (!run || !(limits?.['memory'] || limits?.['cpu'])) return nothing;
  if (!isDns1123Label(namespace) || !isDns1123Name(pod) || !isDns1123Label(container))
    return { known: false, why: 'a name in the alert is not a Kubernetes name' };
  const of = selector({ ...metrics.labels, namespace, pod, container });
  const ask = async (limit: string | undefined, promql: string): Promise<Asked> =>
    limit ? metrics.query(promql, run.end) : nothing;
  const { seconds } = run;
  const [memory, throttled] = await Promise.all([
    ask(limits['memory'], `max(max_over_time(container_memory_working_set_bytes${of}[${seconds}s]))`),
    ask(limits['cpu'], `${increase('throttled_periods', of, seconds)} / ${increase('periods', of, seconds)}`),
  ]);
  if (!memory.known) return memory;
  if (!throttled.known) return throttled;
  return { known: true, value: { ...run, memory: memory.value, throttled: throttled.value } };
}
