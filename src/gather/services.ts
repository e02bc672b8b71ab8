/** The Services that select the subject's pod, from one list of the namespace. */
import { selects } from '../facts/services.ts';
import type { Cluster } from '../ports.ts';
import type { Pod, Reading, Seen, Service } from '../types.ts';

/** @param pod as it was last seen: its labels tell */
export async function readServices(cluster: Cluster, namespace: string, pod: Pod): Promise<Reading<Seen<Service>[]>> {
  const listed = await cluster.list('services', { namespace });
  if (!listed.known) return listed;
  const { path, items, truncated } = listed.value;
  if (truncated) return { known: false, why: 'the namespace has more services than lastword reads' };
  const found = items.filter((service) => selects(service, pod));
  return { known: true, value: found.map((object) => ({ path: `${path}/${object.metadata?.name ?? ''}`, object })) };
}
