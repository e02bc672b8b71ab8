/** How a pod that is already gone ended: its last changes, read back with a watch from an older resource version. */
import { isAboutPod } from '../facts/events.ts';
import type { Cluster } from '../ports.ts';
import type { Alert, KubeEvent, Pod, Reading, Seen, Subject } from '../types.ts';

/** The resource version to start from: the one the pod's `Killing` event carries, else another event's of the pod. */
function startFrom(events: Seen<KubeEvent>[], alert: Alert, subject: Subject): string | null {
  const about = [...events.map((seen) => seen.object), ...(alert.event ? [alert.event] : [])].filter((e) =>
    isAboutPod(e, subject),
  );
  const newest = about.filter((e) => e.reason === 'Killing').at(-1) ?? about.at(-1);
  return newest?.involvedObject?.resourceVersion ?? null;
}

/**
 * The pod's states that the watch replays, oldest first; only those of the subject's UID where it is known.
 * One request. Not known when no resource version is in hand, the history is used up (410), or watching is forbidden.
 */
export async function readLastWords(
  cluster: Cluster,
  events: Reading<Seen<KubeEvent>[]>,
  alert: Alert,
  subject: Subject & { namespace: string; pod: string },
): Promise<Reading<{ path: string; states: Pod[]; deleted: boolean }>> {
  const resourceVersion = startFrom(events.known ? events.value : [], alert, subject);
  if (resourceVersion === null)
    return { known: false, why: 'no event of the pod carries a resource version to read its last words from' };
  const replayed = await cluster.replay({
    namespace: subject.namespace,
    resourceVersion,
    fieldSelector: `metadata.name=${subject.pod}`,
  });
  if (!replayed.known) return replayed;
  const { path, changes } = replayed.value;
  const uid = subject.uid ?? changes.at(0)?.object.metadata?.uid;
  const own = changes.filter((change) => change.object.metadata?.uid === uid);
  return { known: true, value: { path, states: own.map((c) => c.object), deleted: own.at(-1)?.type === 'DELETED' } };
}
