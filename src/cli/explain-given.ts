/** A Cluster that knows nothing but the pods it was given. */
import type { Cluster, Where } from '../ports.ts';
import type { Kind, Kinds, Pod, Reading } from '../types.ts';

const unread = { known: false, why: 'only the pod itself was given' } as const;
const nothing = (): Promise<Reading<never>> => Promise.resolve(unread);

/** Answers lists of pods; everything else says that only the pod was given. */
export function onlyPods(pods: Pod[]): Cluster {
  const within = ({ namespace }: Where): Pod[] =>
    pods.filter((pod) => namespace === null || namespaceOfPod(pod) === namespace);
  const path = ({ namespace }: Where): string =>
    namespace === null ? '/api/v1/pods' : `/api/v1/namespaces/${namespace}/pods`;
  return {
    list: async <K extends Kind>(kind: K, where: Where) => {
      // Which pods a node has, what was given does not tell.
      if (kind !== 'pods' || where.fieldSelector !== undefined) return unread;
      const items = within(where) as unknown as Kinds[K][];
      return { known: true, value: { path: path(where), items, resourceVersion: '', truncated: false } };
    },
    get: nothing,
    replay: nothing,
    log: nothing,
    clockAhead: () => 0,
  };
}

/** A file of a pod that was never in a cluster may leave it out. */
export function namespaceOfPod(pod: Pod): string {
  return pod.metadata?.namespace ?? 'default';
}
