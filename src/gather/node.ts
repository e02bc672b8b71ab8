/** The node the pod ran on: conditions, taints, cordon, and what was said about it. */
import type { Cluster } from '../ports.ts';
import type { NodeStory, Reading, Subject } from '../types.ts';

/** Two requests, shared by a batch: the node, and the events about it (they live in the namespace `default`). */
export async function readNode(cluster: Cluster, subject: Subject): Promise<Reading<NodeStory>> {
  if (subject.node === null) return { known: false, why: 'the node is not known' };
  const [node, events] = await Promise.all([
    cluster.get('nodes', null, subject.node),
    cluster.list('events', {
      namespace: 'default',
      fieldSelector: `involvedObject.kind=Node,involvedObject.name=${subject.node}`,
    }),
  ]);
  if (!node.known) return node;
  if (!node.value.object) return { known: false, why: `node ${subject.node} is gone from the cluster` };
  const seen = events.known
    ? events.value.items.map((object) => ({ path: `${events.value.path}/${object.metadata?.name ?? ''}`, object }))
    : [];
  return { known: true, value: { path: node.value.path, object: node.value.object, events: seen } };
}
