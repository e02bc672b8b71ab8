/** What a container used, beside its limit: now as metrics-server measured it, and before its end as Prometheus has it. */
import type { Evidence, PodStory, Source, Subject, Usage } from '../types.ts';
import { cite } from './field.ts';
import { specSeen } from './pod-spec.ts';
import { quantity } from './quantities.ts';
import { inWords } from './time.ts';

type Resource = 'memory' | 'cpu';

/** A number with the fields it rests on. */
export type Amount = { amount: number; sources: Source[] };

/** The container's limit, as the newest state of its pod has it; null without one. */
export function limitOf(subject: Subject, pod: PodStory, resource: Resource): Amount | null {
  const last = pod.states.at(-1);
  const seen = specSeen(last, subject.container);
  const amount = quantity(seen?.spec.resources?.limits?.[resource]);
  if (!seen || !amount) return null;
  return { amount, sources: cite(pod.path, last, `${seen.field}.resources.limits.${resource}`) };
}

/** What it uses now (bytes, cores); `by` says who measured it, when and over how long. */
export function usedNow(
  { container }: Subject,
  metrics: Evidence['metrics'],
  resource: Resource,
): (Amount & { by: string }) | null {
  if (!metrics.known || !metrics.value) return null;
  const { path, object } = metrics.value;
  const amount = quantity(object.containers.find((c) => c.name === container)?.usage[resource]);
  if (amount === null) return null;
  const sources = cite(path, object, `containers[name=${container}].usage.${resource}`, 'timestamp');
  return { amount, sources, by: `\`metrics.k8s.io\` at ${object.timestamp} (over ${object.window})` };
}

const isoOf = (unixSeconds: number): string => new Date(unixSeconds * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z');

/**
 * What Prometheus has of it; null where it has no such series, or nothing but gaps (NaN). `when` goes after a verb in the past tense,
 * `by` says who measured it, and at which moment.
 */
export function usedBefore(
  usage: Evidence['usage'],
  measure: keyof Pick<Usage, 'memory' | 'throttled'>,
): (Amount & { by: string; when: string }) | null {
  const seen = usage.known ? usage.value?.[measure] : null;
  const sample = seen?.object.data.result[0];
  if (!usage.known || !usage.value || !seen || !sample) return null;
  const [at, text] = sample.value;
  const amount = Number(text);
  if (!Number.isFinite(amount)) return null;
  const { end, seconds } = usage.value;
  return {
    amount,
    sources: cite(seen.path, seen.object, 'data.result[0].value[1]'),
    by: `Prometheus at ${end ?? isoOf(at)} (over ${inWords(seconds)})`,
    when: `in the last ${inWords(seconds)}${end === null ? '' : ' before it stopped'}`,
  };
}
