/** The node the pod ran on: conditions, taints, cordon, and what was said about it. Two requests, shared by a batch. */
import { byTime } from '../facts/events.ts';
import type { Cluster } from '../ports.ts';
import type { KubeEvent, Node, Reading, Seen, Subject } from '../types.ts';

const unknown = { known: false, why: 'the node is not known' } as const;

export async function readNode(cluster: Cluster, subject: Subject): Promise<Reading<Seen<Node>>> {
  if (subject.node === null) return unknown;
  const node = await cluster.get('nodes', null, subject.node);
  if (!node.known) return node;
  const { path, object } = node.value;
  return object
    ? { known: true, value: { path, object } }
    : { known: false, why: `node ${subject.node} is gone from the cluster` };
}

/** Events about the node live in the namespace `default`. */
export async function readNodeEvents(cluster: Cluster, subject: Subject): Promise<Reading<Seen<KubeEvent>[]>> {
  if (subject.node === null) return unknown;
  const about = `involvedObject.kind=Node,involvedObject.name=${subject.node}`;
  const events = await cluster.list('events', { namespace: 'default', fieldSelector: about });
  if (!events.known) return events;
  const { path, items, truncated } = events.value;
  if (truncated) return { known: false, why: 'the node has more events than lastword reads' };
  return {
    known: true,
    value: byTime(items.map((object) => ({ path: `${path}/${object.metadata?.name ?? ''}`, object }))),
  };
}
