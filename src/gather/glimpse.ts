/** A glimpse of dying pods: one request for all pods of a revision, that tells which of them ended and is worth a whole look. */
import type { PodSelector } from '../facts/looks.ts';
import type { Cluster } from '../ports.ts';
import type { Pod, Reading } from '../types.ts';

/** One pod in it: its objects, oldest first, and whether it is gone. */
export type Glimpsed = { states: Pod[]; gone: boolean };

/** What one glimpse saw. `pods` by UID. `resourceVersion`: where the next watch can begin without missing anything. */
export type Glimpse = {
  path: string;
  resourceVersion: string;
  /** Whether that version is as fresh as the glimpse. */
  renewed: boolean;
  /** More has happened than was read: that version is the last change's, and a look from there, soon, tells the rest. */
  cut: boolean;
  pods: Map<string, Glimpsed>;
  /** What a pod that is not among them is: of a watch unchanged, of a list gone. */
  others: 'unchanged' | 'gone';
};

/** An empty selector is for all pods of the namespace. */
export type Pods = { namespace: string; selector: PodSelector | Record<string, never> };

/** A list of one pod is enough to learn the present resource version. */
async function freshVersion(cluster: Cluster, namespace: string): Promise<string | null> {
  const list = await cluster.list('pods', { namespace, limit: 1 });
  return list.known && list.value.resourceVersion !== '' ? list.value.resourceVersion : null;
}

/**
 * What happened to the pods since a resource version.
 * @param renew also learn a fresh version, before watching: the watch then tells all that came before it
 */
export async function glimpseBack(
  cluster: Cluster,
  { namespace, selector }: Pods,
  resourceVersion: string,
  renew: boolean,
): Promise<Reading<Glimpse>> {
  const fresh = renew ? await freshVersion(cluster, namespace) : null;
  const replayed = await cluster.replay({ namespace, resourceVersion, ...selector });
  if (!replayed.known) return replayed;
  const { path, changes, cut } = replayed.value;
  const pods = new Map<string, Glimpsed>();
  for (const [uid, of] of Map.groupBy(changes, (change) => change.object.metadata?.uid ?? ''))
    pods.set(uid, { states: of.map((change) => change.object), gone: of.at(-1)?.type === 'DELETED' });
  const last = changes.at(-1)?.object.metadata?.resourceVersion;
  const next = (cut ? last : fresh) ?? resourceVersion;
  const renewed = fresh !== null && !cut;
  return { known: true, value: { path, resourceVersion: next, renewed, cut, pods, others: 'unchanged' } };
}

/** The pods as they are now. */
export async function glimpseNow(cluster: Cluster, { namespace, selector }: Pods): Promise<Reading<Glimpse>> {
  const list = await cluster.list('pods', { namespace, ...selector });
  if (!list.known) return list;
  const { path, items, resourceVersion } = list.value;
  // What was not read is not known to be gone.
  if (list.value.truncated) return { known: false, why: 'the list of pods was too long to be read whole' };
  const pods = new Map(items.map((pod) => [pod.metadata?.uid ?? '', { states: [pod], gone: false }]));
  return { known: true, value: { path, resourceVersion, renewed: true, cut: false, pods, others: 'gone' } };
}
