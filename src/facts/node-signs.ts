/** What a node and the events about it say of a moment: cordoned, not ready, rebooted, out of memory. */
import type { Because, Evidence, KubeEvent, Node, Seen } from '../types.ts';
import { eventsOf, eventTime, firstTime, happenedBetween, quoteEvent } from './events.ts';
import { cite } from './field.ts';
import { millis, secondsBetween } from './time.ts';

type Signs = Pick<Evidence, 'node' | 'nodeEvents'>;

/** Seconds around a stop in which a node's change belongs to it: a drain takes minutes, its event comes seconds late. */
const around = 600;

type Said = Pick<Evidence, 'nodeEvents'>;

const said = ({ nodeEvents }: Said, reasons: string[], at: string | null, slack: number): Seen<KubeEvent>[] =>
  nodeEvents.known && at !== null
    ? reasons
        .flatMap((reason) => eventsOf(nodeEvents.value, reason))
        .filter(({ object }) => happenedBetween(object, at, at, slack))
    : [];

/** When an event had last happened by a moment, one second's rounding included: one that stands for several tells its first and last. */
const saidBy = ({ object }: Seen<KubeEvent>, at: string | null): number | null =>
  [eventTime(object), firstTime(object)]
    .filter((time) => (secondsBetween(time, at) ?? -Infinity) >= -2)
    .flatMap((time) => millis(time) ?? [])[0] ?? null;

/** Seconds for which events are kept by default (`--event-ttl`): a cordon holds until the next word, however old it is. */
const kept = 3600;

/** The newest of these node events that had come by a moment, and not longer before it than `slack` seconds. */
const lastWordBy = (signs: Signs, reasons: string[], at: string | null, slack: number): Seen<KubeEvent> | null =>
  said(signs, reasons, at, slack)
    .filter((seen) => saidBy(seen, at) !== null)
    .toSorted((a, b) => (saidBy(a, at) ?? 0) - (saidBy(b, at) ?? 0))
    .at(-1) ?? null;

/** The kubelet looks every ten seconds whether its node is cordoned: its word can come after the first eviction. */
const lateSeconds = 15;

/** The node was cordoned at that moment, going by the field (not when its taint is younger) or by the kubelet's word. */
export function cordonedAround(signs: Signs, at: string | null): Because[] {
  const node = signs.node.known && signs.node.value.object.spec?.unschedulable ? signs.node.value : null;
  const taint = node?.object.spec?.taints?.find((t) => t.key === 'node.kubernetes.io/unschedulable');
  const afterwards = (secondsBetween(at, taint?.timeAdded) ?? 0) > 2;
  if (node && !afterwards) {
    const text = `node ${node.object.metadata?.name ?? ''} is cordoned`;
    return [{ text, sources: cite(node.path, node.object, 'spec.unschedulable') }];
  }
  const before = lastWordBy(signs, ['NodeSchedulable', 'NodeNotSchedulable'], at, kept);
  if (before?.object.reason === 'NodeNotSchedulable') return [quoteEvent(before)];
  if (node) return [];
  return said(signs, ['NodeNotSchedulable'], at, around)
    .filter(({ object }) => Math.abs(secondsBetween(at, eventTime(object)) ?? Infinity) <= lateSeconds)
    .slice(-1)
    .map(quoteEvent);
}

/** True when both the node and the events about it could be read: only then silence means something. */
export const nodeWasRead = ({ node, nodeEvents }: Signs): boolean => node.known && nodeEvents.known;

const readyField = 'status.conditions[type=Ready]';

/**
 * Whether the node was ready at a moment, and the line that says it was not. `unknown` when its condition changed since then and no
 * event tells how it stood before.
 */
export function readinessAt(
  signs: Signs,
  at: string | null,
): { is: 'ready' | 'not-ready' | 'unknown'; because: Because[] } {
  const node = signs.node.known ? signs.node.value : null;
  const ready = node?.object.status?.conditions?.find((c) => c.type === 'Ready');
  if (node && ready && (secondsBetween(ready.lastTransitionTime, at) ?? -Infinity) >= -1) {
    if (ready.status === 'True') return { is: 'ready', because: [] };
    const text = `node ${node.object.metadata?.name ?? ''}: \`Ready\` is ${ready.status} since ${ready.lastTransitionTime ?? 'an unknown time'}`;
    const sources = cite(node.path, node.object, `${readyField}.status`, `${readyField}.lastTransitionTime`);
    return { is: 'not-ready', because: [{ text, sources }] };
  }
  const word = lastWordBy(signs, ['NodeNotReady', 'NodeReady'], at, around);
  if (!word) return { is: 'unknown', because: [] };
  return word.object.reason === 'NodeReady'
    ? { is: 'ready', because: [] }
    : { is: 'not-ready', because: [quoteEvent(word)] };
}

/** Taint keys by which autoscalers mark a node that they are about to remove (cluster-autoscaler, Karpenter old and new). */
const removalTaints = ['ToBeDeletedByClusterAutoscaler', 'karpenter.sh/disrupted', 'karpenter.sh/disruption'];

/** True for a mark that is younger than the moment: cluster-autoscaler writes the second it set its taint into the value. */
const isYounger = (value: string | undefined, at: string | null): boolean =>
  /^\d{9,}$/.test(value ?? '') && Number(value) * 1000 > (millis(at) ?? Infinity) + 2000;

/** The mark of an autoscaler that removes the node, when it was there at that moment. */
export function markedForRemoval(signs: Signs, at: string | null): Because[] {
  const node = signs.node.known ? signs.node.value : null;
  return (node?.object.spec?.taints ?? []).flatMap((taint, index) =>
    node && removalTaints.includes(taint.key) && !isYounger(taint.value, at)
      ? [
          {
            text: `node ${node.object.metadata?.name ?? ''} has the taint \`${taint.key}\``,
            sources: cite(node.path, node.object, `spec.taints[${index}].key`),
          },
        ]
      : [],
  );
}

/** NoExecute taints that the node had at that moment, as far as they say since when. */
export function evictingTaints(node: Seen<Node>, at: string | null): Because[] {
  return (node.object.spec?.taints ?? []).flatMap((taint, index) =>
    taint.effect === 'NoExecute' && (secondsBetween(at, taint.timeAdded) ?? 0) <= 2
      ? [
          {
            text: `node ${node.object.metadata?.name ?? ''} has the taint \`${taint.key}\` (NoExecute)`,
            sources: cite(node.path, node.object, `spec.taints[${index}].key`, `spec.taints[${index}].effect`),
          },
        ]
      : [],
  );
}

/** The node rebooted around that moment, and not before `since` (the kubelet says so when it is back). */
export const rebootedAround = (signs: Said, at: string | null, since: string | null = null): Because[] =>
  said(signs, ['Rebooted'], at, around)
    .filter(({ object }) => happenedBetween(object, since, null))
    .slice(-1)
    .map(quoteEvent);

/** The node's kernel killed processes for the node's own want of memory, within a minute. */
export const systemOomAround = (signs: Said, at: string | null): Because[] =>
  said(signs, ['SystemOOM'], at, 60).slice(-2).map(quoteEvent);
