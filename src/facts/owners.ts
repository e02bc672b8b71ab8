/** Who owns a pod, by its owner references, and whether the owner is to stay. */
import type { Because, Owner, Pod, Workload } from '../types.ts';
import { cite } from './field.ts';
import { secondsBetween } from './time.ts';

/** The pods that any of the controllers owns. */
export function ownedBy(pods: Pod[], owners: Workload[]): Pod[] {
  return pods.filter((pod) =>
    (pod.metadata?.ownerReferences ?? []).some((ref) => owners.some((o) => o.kind === ref.kind && o.name === ref.name)),
  );
}

/**
 * The line that says that an owner was being deleted by a moment (RFC 3339, two seconds of slack); null when it was not. In a deletion in
 * the foreground it stays, marked, until the garbage collector has deleted its pods:
 * https://kubernetes.io/docs/concepts/architecture/garbage-collection/#foreground-deletion
 */
export function beingDeleted({ kind, name, path, object }: Owner, by: string | null): Because | null {
  const since = object?.metadata?.deletionTimestamp;
  if (!since || (secondsBetween(since, by) ?? -Infinity) < -2) return null;
  const text = `${kind} ${name} is being deleted (\`deletionTimestamp\` ${since})`;
  return { text, sources: cite(path, object, 'metadata.deletionTimestamp') };
}
