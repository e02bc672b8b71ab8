/** The other pods of the node, of all namespaces: one list, shared by a batch. Of each only its ends are kept. */
import { endsOf } from '../facts/ends-beside.ts';
import type { Cluster } from '../ports.ts';
import type { Neighbours, Pod, Reading, Subject } from '../types.ts';

const pathOf = ({ metadata }: Pod): string =>
  `/api/v1/namespaces/${metadata?.namespace ?? ''}/pods/${metadata?.name ?? ''}`;

/** True for the subject's pod itself: by its UID, or by its name where that is not known. */
const isOwn = ({ metadata }: Pod, { uid, namespace, pod }: Subject): boolean =>
  uid === null ? metadata?.namespace === namespace && metadata?.name === pod : metadata?.uid === uid;

export async function readNeighbours(cluster: Cluster, subject: Subject): Promise<Reading<Neighbours>> {
  const { node } = subject;
  if (node === null) return { known: false, why: 'the node is not known' };
  const listed = await cluster.list('pods', { namespace: null, fieldSelector: `spec.nodeName=${node}` });
  if (!listed.known) return listed;
  // Some of them would be a number that is not so.
  if (listed.value.truncated) return { known: false, why: 'the node has more pods than lastword lists' };
  const others = listed.value.items.filter((pod) => pod.spec?.nodeName === node && !isOwn(pod, subject));
  const ends = others.flatMap((object) => endsOf({ path: pathOf(object), object }));
  return { known: true, value: { pods: others.length, ends } };
}
