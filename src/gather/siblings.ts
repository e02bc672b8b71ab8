/** The other pods of the subject's workload, from the list that is read anyway. */
import { ownedBy } from '../facts/owners.ts';
import type { Cluster } from '../ports.ts';
import type { Pod, Reading, Seen, Subject, Workload } from '../types.ts';

/** @param owners the controllers through which the workload owns pods */
export async function readSiblings(
  cluster: Cluster,
  subject: Subject & { namespace: string },
  owners: Workload[],
): Promise<Reading<Seen<Pod>[]>> {
  if (subject.workload === null) return { known: false, why: 'the workload is not known' };
  const pods = await cluster.list('pods', { namespace: subject.namespace });
  if (!pods.known) return pods;
  // Some of them would be a number that is not so.
  if (pods.value.truncated) return { known: false, why: 'the namespace has more pods than lastword lists' };
  const others = ownedBy(pods.value.items, owners).filter((pod) => pod.metadata?.uid !== subject.uid);
  return {
    known: true,
    value: others.map((object) => ({ path: `${pods.value.path}/${object.metadata?.name ?? ''}`, object })),
  };
}
