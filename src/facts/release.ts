/** Whether a failure is a new release's: what the container's revision is, how old it is, and which one was there before it. */
import type { Ending, Evidence, Pod, Revision, Rollout, Subject } from '../types.ts';
import { ownRevision } from './revisions.ts';
import { splitOf } from './split.ts';
import { millis, secondsBetween } from './time.ts';
import { killingOf } from './killings.ts';

/** A release of which one would think first: seconds since its template appeared. */
const newForSeconds = 3600;

const ownFault: readonly Ending['id'][] = ['exited', 'signalled', 'oom-killed', 'never-started'];

/** True when the container itself failed: it ended or could not start without being told to, or a probe of it failed. */
export function failed(evidence: Pick<Evidence, 'pod' | 'events'>, subject: Subject, ending: Ending): boolean {
  if (splitOf(evidence.pod) !== 'same-pod') return false;
  if (ownFault.includes(ending.id)) return true;
  const killing = evidence.events.known ? killingOf(evidence.events.value, subject, ending) : null;
  return killing?.object.message?.includes('probe') ?? false;
}

export type Release = { rollout: Rollout; own: Revision; before: Revision; ageSeconds: number };

/**
 * The current revision when it is the container's own, new, and not the first; null otherwise. One that is older than the revision
 * before it is a rollback: its template is not new.
 * @param now RFC 3339
 */
export function newRelease(rollout: Rollout | null, now: string): Release | null {
  const own = rollout ? ownRevision(rollout) : null;
  const before = rollout?.revisions.findLast((r) => own !== null && r.number < own.number);
  if (!rollout || !own || !before || own.name !== rollout.current) return null;
  const ageSeconds = secondsBetween(own.createdAt, now);
  if (ageSeconds === null || ageSeconds > newForSeconds) return null;
  if ((millis(own.createdAt) ?? 0) < (millis(before.createdAt) ?? 0)) return null;
  return { rollout, own, before, ageSeconds };
}

/** What a pod carries of its revision: the template's hash in a label, else its controller's name; with the field it stands in. */
export function revisionMark(pod: Pod): { field: string; value: string } | null {
  for (const label of ['pod-template-hash', 'controller-revision-hash', 'rollouts-pod-template-hash']) {
    const value = pod.metadata?.labels?.[label];
    if (value) return { field: `metadata.labels["${label}"]`, value };
  }
  const at = (pod.metadata?.ownerReferences ?? []).findIndex((ref) => ref.controller);
  const name = pod.metadata?.ownerReferences?.[at]?.name;
  return name ? { field: `metadata.ownerReferences[${at}].name`, value: name } : null;
}

/** True for a pod of this revision: its mark is the revision's name, or (ReplicaSets, a DaemonSet's revisions) the end of it. */
export function isOfRevision(pod: Pod, revision: Revision): boolean {
  const mark = revisionMark(pod);
  return mark !== null && (revision.name === mark.value || revision.name.endsWith(`-${mark.value}`));
}
