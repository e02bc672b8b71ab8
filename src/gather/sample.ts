/**
 * Of many pods of one workload that stop at once few are looked at in full: the others' logs would say the same again, at a request each.
 */
import type { Subject } from '../types.ts';

/** Whether this subject's log and use of memory are read. */
export type Sample = (subject: Subject) => boolean;
export const all: Sample = () => true;

/** The pods that were looked at in full, by workload, and when the first of them was (milliseconds). */
export type Samples = Map<string, { since: number; pods: Set<string> }>;
export const newSamples = (): Samples => new Map();

const mostPods = 2;
/** After this, a workload's next pod may say something else. */
const forMs = 60_000;
/** A Desk that hears of more workloads than this forgets the oldest. */
const mostWorkloads = 2000;

/** Takes the first few pods of a workload within a minute. @param now milliseconds */
export const sampleOf =
  (samples: Samples, now: number): Sample =>
  ({ cluster, namespace, workload, pod }) => {
    if (workload === null || pod === null) return true;
    const key = [cluster, namespace, workload.kind, workload.name].join('/');
    const known = samples.get(key);
    const sample = known && Math.abs(now - known.since) < forMs ? known : { since: now, pods: new Set<string>() };
    samples.set(key, sample);
    if (samples.size > mostWorkloads) samples.delete(samples.keys().next().value ?? '');
    if (sample.pods.has(pod)) return true;
    if (sample.pods.size >= mostPods) return false;
    sample.pods.add(pod);
    return true;
  };

/** Why the log of a pod that is not among them is not read. */
export const notSampled = {
  known: false,
  why: `the logs of ${mostPods} other pods of the workload that stopped within the same minute were read instead`,
} as const;
