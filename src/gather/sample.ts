/**
 * Of many pods of one revision that stop at once few are looked at in full: the others' logs would say the same again, at a request each.
 */
import type { PodStory, Subject } from '../types.ts';

/** Whether this subject's log and use of memory are read. Pods that are gone have no log: they do not count among those that have. */
export type Sample = (subject: Subject, presence: PodStory['presence']) => boolean;
export const all: Sample = () => true;

/** The pods that were looked at in full, by their revision, and when the first of them was (milliseconds). */
export type Samples = Map<string, { since: number; pods: Set<string> }>;
export const newSamples = (): Samples => new Map();

const mostPods = 2;
/** After this, a revision's next pod may say something else. */
const forMs = 60_000;
/** A Desk that hears of more revisions than this forgets the oldest. */
const mostRevisions = 2000;

/** Takes the first few pods of a revision (a ReplicaSet, a Job; else of a workload) within a minute. @param now milliseconds */
export const sampleOf =
  (samples: Samples, now: number): Sample =>
  ({ cluster, namespace, controller, workload, pod }, presence) => {
    const owner = controller ?? workload;
    if (owner === null || pod === null) return true;
    const key = [cluster, namespace, owner.kind, owner.name, presence].join('/');
    const known = samples.get(key);
    const sample = known && Math.abs(now - known.since) < forMs ? known : { since: now, pods: new Set<string>() };
    samples.set(key, sample);
    if (samples.size > mostRevisions) samples.delete(samples.keys().next().value ?? '');
    if (sample.pods.has(pod)) return true;
    if (sample.pods.size >= mostPods) return false;
    sample.pods.add(pod);
    return true;
  };

/** Why the log of a pod that is not among them is not read. */
export const notSampled = {
  known: false,
  why: `lastword asks for the logs of ${mostPods} pods of one owner a minute, and these were others`,
} as const;
