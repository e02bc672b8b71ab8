/**
 * What a workload asks for itself, by its annotations `lastword.dev/…`. They need no request of their own: a Deployment's controller
 * copies its annotations to its ReplicaSets (SetNewReplicaSetAnnotations in pkg/controller/deployment/util/deployment_util.go), those of a
 * StatefulSet and a DaemonSet to each ControllerRevision that they make (newRevision in pkg/controller/statefulset/stateful_set_utils.go,
 * snapshot in pkg/controller/daemon/update.go), and the history is read anyway. A ControllerRevision keeps those of its birth.
 */
import type { Because, Evidence, Wishes } from '../types.ts';

const wishes = ['channel', 'suppress', 'settle'] as const;
/** Longer than any that means something: a channel's name has 80 characters at most. */
const longest = 100;

/** Where annotations were read. */
type Place = { path: string; annotations: Record<string, string> | undefined };

/** The first that was read, and that alone: what a copy still says may have been taken back since. */
function placeOf({ owners, rollout, pod }: Pick<Evidence, 'owners' | 'rollout' | 'pod'>): Place | null {
  const workload = owners.known ? owners.value.workload : null;
  if (workload?.object) return { path: workload.path, annotations: workload.object.metadata?.annotations };
  const newest = rollout.known ? rollout.value?.revisions.at(-1) : undefined;
  if (newest) return { path: newest.path, annotations: newest.annotations };
  const last = pod.known ? pod.value.states.at(-1) : undefined;
  return pod.known && last ? { path: pod.value.path, annotations: last.metadata?.annotations } : null;
}

/** The wishes as they are written, whether or not the settings allow them. */
export function wishesOf(evidence: Pick<Evidence, 'owners' | 'rollout' | 'pod'>): Wishes {
  const place = placeOf(evidence);
  const found: Wishes = { channel: null, suppress: null, settle: null, because: [] };
  for (const wish of wishes) {
    const key = `lastword.dev/${wish}`;
    const value = place?.annotations?.[key];
    if (!place || typeof value !== 'string' || value.length > longest) continue;
    found[wish] = value;
    found.because.push(line(place.path, key, value));
  }
  return found;
}

const line = (path: string, key: string, value: string): Because => ({
  text: `the workload is annotated \`${key}: ${value}\``,
  sources: [{ path, field: `metadata.annotations["${key}"]`, value }],
});
