/** What the pod uses now, as metrics-server measured it. One request, and only for a pod of which something runs. */
import { splitOf } from '../facts/split.ts';
import type { Cluster } from '../ports.ts';
import type { Evidence } from '../types.ts';

const nothing = { known: true, value: null } as const;

/** A known null when nothing runs, when the cluster has no metrics-server, or when it did not measure the pod yet (404). */
export async function readMetrics(
  cluster: Cluster,
  namespace: string,
  pod: Evidence['pod'],
): Promise<Evidence['metrics']> {
  const last = pod.known && splitOf(pod) === 'same-pod' ? pod.value.states.at(-1) : undefined;
  const runs = last?.status?.containerStatuses?.some((c) => c.state?.running) ?? false;
  const name = last?.metadata?.name;
  if (!runs || !name) return nothing;
  const read = await cluster.get('podmetrics', namespace, name);
  if (!read.known) return read;
  const { path, object } = read.value;
  return object ? { known: true, value: { path, object } } : nothing;
}
