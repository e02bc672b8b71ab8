/**
 * Writes samples as Prometheus reads them: https://prometheus.io/docs/instrumenting/exposition_formats/
 * Only prom-client's writer is used (5 KB): its counters live in memory, ours in the store; the whole package is 66 KB.
 */
import Registry from 'prom-client/lib/registry.js';
import { type Labels, type Metric, metrics, type Sample } from '../metrics.ts';

/** What a Desk tells, and the cluster it is of. */
export type Told = { cluster: string; samples: Sample[] };
/** `own` is what lastword tells of itself. */
export type Exposition = (told: Told[], own?: Sample[]) => Promise<{ contentType: string; text: string }>;

type Value = { value: number; labels: Labels; metricName: string };

/** A histogram of one cluster: each bucket holds all that is smaller, as the format has it. */
function histogram({ name, buckets = [] }: Metric, { cluster, samples }: Told): Value[] {
  const of = (part: string, le?: string): number =>
    samples.find((s) => s.name === `${name}_${part}` && s.labels['le'] === le)?.value ?? 0;
  let below = 0;
  const bounds = [...buckets.map(String), '+Inf'].map((le) => ({
    metricName: `${name}_bucket`,
    labels: { cluster, le },
    value: (below += of('bucket', le)),
  }));
  const rest = ['sum', 'count'].map((part) => ({
    metricName: `${name}_${part}`,
    labels: { cluster },
    value: of(part),
  }));
  return [...bounds, ...rest];
}

/** A counter or gauge of one cluster, with what is expected and was never counted as 0. */
function values({ name, labels, expected }: Metric, { cluster, samples }: Told): Value[] {
  const own = samples.filter((sample) => sample.name === name);
  const has = (wanted: Labels): boolean => own.some((s) => labels.every((label) => s.labels[label] === wanted[label]));
  const zeros = (expected ?? (labels.length === 0 ? [{}] : [])).filter((wanted) => !has(wanted));
  return [...own, ...zeros.map((wanted) => ({ labels: wanted, value: 0 }))].map((sample) => ({
    metricName: name,
    labels: { cluster, ...sample.labels },
    value: sample.value,
  }));
}

/** All metrics of all clusters, each family together. */
export const exposition: Exposition = async (told, own = []) => {
  const registry = new Registry();
  for (const metric of metrics as readonly Metric[]) {
    const { name, help, type } = metric;
    const of = type === 'histogram' ? histogram : values;
    const mine = own.filter((sample) => sample.name === name);
    const ofAll = metric.own
      ? mine.map(({ labels, value }) => ({ metricName: name, labels, value }))
      : told.flatMap((desk) => of(metric, desk));
    registry.registerMetric({
      name,
      get: async () => ({ name, help, type, values: ofAll }),
    });
  }
  return { contentType: registry.contentType, text: await registry.metrics() };
};
