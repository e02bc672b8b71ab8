/** Who owns a pod, by its owner references. */
import type { Pod, Workload } from '../types.ts';

/** The pods that any of the controllers owns. */
export function ownedBy(pods: Pod[], owners: Workload[]): Pod[] {
  return pods.filter((pod) =>
    (pod.metadata?.ownerReferences ?? []).some((ref) => owners.some((o) => o.kind === ref.kind && o.name === ref.name)),
  );
}
