/** Whether a workload's controller replaces a pod of an older revision by itself, and was doing so at a moment. */
import type {
  Ending,
  KubeEvent,
  Owner,
  Owners,
  Pod,
  PodStory,
  Reading,
  Revision,
  Rollout,
  Seen,
  Subject,
} from '../types.ts';
import { isOfRevision } from './release.ts';
import { recreateSeconds, scaledAt } from './revisions.ts';
import { millis } from './time.ts';

/** What stands in a workload, as far as it tells which pods its controller takes away. */
type Updating = {
  spec?: {
    replicas?: number;
    ordinals?: { start?: number };
    progressDeadlineSeconds?: number;
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  };
};

const specOf = ({ object }: Owner): NonNullable<Updating['spec']> => (object as Updating | null)?.spec ?? {};

/** The number of a StatefulSet's pod among its replicas, 0 for the first (`spec.ordinals.start` apart); null for other pods. */
export function ordinalOf(owner: Owner, pod: string | null): number | null {
  const number = /-(\d+)$/.exec(pod ?? '')?.[1];
  return owner.kind === 'StatefulSet' && number ? Number(number) - (specOf(owner).ordinals?.start ?? 0) : null;
}

/** True for a pod whose number a StatefulSet's `spec.replicas` does not reach (any more). */
export function isBeyond(owner: Owner, pod: string | null): boolean {
  const ordinal = ordinalOf(owner, pod);
  return ordinal !== null && ordinal >= (specOf(owner).replicas ?? 1);
}

/**
 * The field by which a StatefulSet or DaemonSet leaves a pod of an older revision alone; null when its controller updates it.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies
 */
export function leftAloneBy(owner: Owner, pod: string | null): string | null {
  const { type, rollingUpdate } = specOf(owner).updateStrategy ?? {};
  if (type === 'OnDelete') return 'spec.updateStrategy.type';
  const isBelow = (ordinalOf(owner, pod) ?? Infinity) < (rollingUpdate?.partition ?? 0);
  return isBelow ? 'spec.updateStrategy.rollingUpdate.partition' : null;
}

export type Updates = {
  subject: Subject;
  ending: Ending;
  pod: PodStory;
  events: Seen<KubeEvent>[];
  owners: Reading<Owners>;
  siblings: Reading<Seen<Pod>[]>;
};

/** When a set showed that it comes up (milliseconds): it was made or scaled up, a pod of it was made or became ready. */
function signsOf(revision: Revision, { events, siblings }: Updates): number[] {
  const pods = siblings.known ? siblings.value.filter(({ object }) => isOfRevision(object, revision)) : [];
  const times = pods.flatMap(({ object: { metadata, status } }) => [
    metadata?.creationTimestamp,
    status?.conditions?.find((c) => c.type === 'Ready' && c.status === 'True')?.lastTransitionTime,
  ]);
  return [
    ...[revision.createdAt, ...times].flatMap((time) => millis(time) ?? []),
    ...scaledAt(events, revision.name, /\bup\b/),
  ];
}

/**
 * A Deployment's controller takes pods of an old set away as those of the new one come up, and when fewer are wanted. One that has not
 * come on for `progressDeadlineSeconds` is stuck by its controller's own account:
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds
 */
function comesUp(revision: Revision, { recreate }: Rollout, deployment: Owner, read: Updates): boolean {
  const told = millis(read.ending.toldAt);
  if (told === null || !read.siblings.known) return true;
  const from = told - (specOf(deployment).progressDeadlineSeconds ?? 600) * 1000;
  const until = told + (recreate ? recreateSeconds : 30) * 1000;
  return signsOf(revision, read).some((at) => at >= from && at <= until);
}

/**
 * False where the workload's own object says that no rollout to `revision` took the pod: its strategy leaves such pods alone, it wants
 * fewer replicas and made no pod in this one's place, or nothing of that revision came up. What was not read is no objection.
 */
export function mayHaveReplaced(revision: Revision, rollout: Rollout, read: Updates): boolean {
  const owner = read.owners.known ? read.owners.value.workload : null;
  const { pod } = read.subject;
  if (!owner?.object) return true;
  if (rollout.kind === 'Deployment') return comesUp(revision, rollout, owner, read);
  return leftAloneBy(owner, pod) === null && (!isBeyond(owner, pod) || read.pod.successor);
}
