/** Node and rollout facts that put a story in its place. They inform; no cause rests on them. */
import { endIn, statusesOf } from '../facts/containers.ts';
import { eventsOf, happenedBetween, quoteEvent } from '../facts/events.ts';
import { cite } from '../facts/field.ts';
import { ownRevision, revisionLine } from '../facts/revisions.ts';
import { secondsBetween } from '../facts/time.ts';
import type { Because, Ending, Evidence, KubeEvent, Node, Pod, Rollout, Seen } from '../types.ts';

function rolloutLine(rollout: Rollout): Because[] {
  const current = rollout.revisions.find((r) => r.name === rollout.current);
  if (!current) return [];
  const own = ownRevision(rollout);
  const before = own && own.name !== current.name ? own : (rollout.revisions.at(-2) ?? null);
  return [revisionLine(rollout, before, current)];
}

/** Pressure and unreadiness, with since when; a node that is well is said to be well. */
function nodeLines({ path, object }: Seen<Node>): Because[] {
  const conditions = object.status?.conditions ?? [];
  const unwell = conditions.filter((c) => (c.type === 'Ready' ? c.status !== 'True' : c.status === 'True'));
  const name = object.metadata?.name ?? '';
  const lines = unwell.map((c) => ({
    text: `node ${name}: \`${c.type}\` is ${c.status} since ${c.lastTransitionTime ?? 'an unknown time'} (${c.reason ?? ''})`,
    sources: cite(
      path,
      object,
      `status.conditions[type=${c.type}].status`,
      `status.conditions[type=${c.type}].lastTransitionTime`,
    ),
  }));
  const cordoned = object.spec?.unschedulable
    ? [{ text: `node ${name} is cordoned`, sources: cite(path, object, 'spec.unschedulable') }]
    : [];
  const well = {
    text: `node ${name} is Ready, without memory, disk or PID pressure`,
    sources: cite(path, object, ...conditions.map((c) => `status.conditions[type=${c.type}].status`)),
  };
  return [...(unwell.length === 0 && conditions.length > 0 ? [well] : lines), ...cordoned];
}

/** The taints with which the node controller keeps pods off a node in want of something, or out of reach. */
const unwellTaint =
  /^node\.kubernetes\.io\/(?:memory-pressure|disk-pressure|pid-pressure|not-ready|unreachable|network-unavailable|out-of-service)$/;

function taintLines({ path, object }: Seen<Node>): Because[] {
  return (object.spec?.taints ?? []).flatMap(({ key, effect, timeAdded }, at) =>
    unwellTaint.test(key)
      ? [
          {
            text: `node ${object.metadata?.name ?? ''} has the taint \`${key}\` (${effect})${timeAdded ? ` since ${timeAdded}` : ''}`,
            sources: cite(
              path,
              object,
              ...['key', 'effect', 'timeAdded'].map((field) => `spec.taints[${at}].${field}`),
            ),
          },
        ]
      : [],
  );
}

/** Seconds around the end in which the node's own want belongs to the story. */
const around = { SystemOOM: 60, EvictionThresholdMet: 600 };

/** Processes that the node's kernel killed for memory, and thresholds from which on the kubelet evicts; the last of each message. */
function wants(events: Seen<KubeEvent>[], at: string): Because[] {
  return Object.entries(around).flatMap(([reason, slack]) => {
    const near = eventsOf(events, reason).filter(({ object }) => happenedBetween(object, at, at, slack));
    return [...new Map(near.map((seen) => [seen.object.message, seen])).values()].map(quoteEvent);
  });
}

/** Seconds in which ends on one node are near each other. */
const together = 60;

/** Other pods of the workload on this node that ended around the same time: the node's doing, more likely than theirs. */
function endedBeside(siblings: Seen<Pod>[], node: string, at: string): Because[] {
  const near = siblings.flatMap(({ path, object }) => {
    const ends = statusesOf(object).flatMap(({ status }) => endIn(object, status.name) ?? []);
    const end = ends.find((e) => Math.abs(secondsBetween(e.terminated.finishedAt, at) ?? Infinity) <= together);
    if (!end || object.spec?.nodeName !== node) return [];
    return [cite(path, object, 'spec.nodeName', `${end.field}.finishedAt`)];
  });
  if (near.length === 0) return [];
  const others = near.length === 1 ? '1 other pod' : `${near.length} other pods`;
  return [
    { text: `${others} of this workload on node ${node} ended within ${together} s of it`, sources: near.flat() },
  ];
}

/** What the node and the rollout add to a story. Other workloads' pods are not known here. */
export function contextOf(evidence: Evidence, ending: Ending): Because[] {
  const { rollout, node, nodeEvents, siblings } = evidence;
  const { finishedAt } = ending;
  const name = node.known ? node.value.object.metadata?.name : undefined;
  return [
    ...(rollout.known && rollout.value ? rolloutLine(rollout.value) : []),
    ...(node.known ? [...nodeLines(node.value), ...taintLines(node.value)] : []),
    ...(nodeEvents.known && finishedAt ? wants(nodeEvents.value, finishedAt) : []),
    ...(siblings.known && name && finishedAt ? endedBeside(siblings.value, name, finishedAt) : []),
  ];
}
