/** Node and rollout facts that put a story in its place. They inform; no cause rests on them. */
import { eventsOf, happenedBetween, quoteEvent } from '../facts/events.ts';
import { cite } from '../facts/field.ts';
import { endsOf } from '../facts/ends-beside.ts';
import { isUnwell, isUnwellTaint } from '../facts/node-trouble.ts';
import { ownRevision, revisionLine } from '../facts/revisions.ts';
import { secondsBetween } from '../facts/time.ts';
import type { Because, EndBeside, Ending, Evidence, KubeEvent, Node, Rollout, Seen, Subject } from '../types.ts';

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
  const unwell = conditions.filter(isUnwell);
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

function taintLines({ path, object }: Seen<Node>): Because[] {
  return (object.spec?.taints ?? []).flatMap((taint, at) => {
    const { key, effect, timeAdded } = taint;
    return isUnwellTaint(taint)
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
      : [];
  });
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

/** The ends of that time, one line: the node's doing, more likely than theirs. `whose` says of how many pods: `3 WHOSE ended …`. */
function endedBeside(ends: EndBeside[], at: string, whose: (pods: number) => string): Because[] {
  const near = ends.filter((end) => Math.abs(secondsBetween(end.at, at) ?? Infinity) <= together);
  const first = [...new Map(near.map((end) => [end.path, end])).values()];
  const text = `${whose(first.length)} ended within ${together} s of it`;
  return first.length === 0 ? [] : [{ text, sources: first.flatMap((end) => end.sources) }];
}

/** Other pods of the node; where those were not read, other pods of the workload on it: the namespace's own list shows them. */
function besides({ neighbours, siblings }: Evidence, node: string, at: string): Because[] {
  if (neighbours.known && neighbours.value) {
    const { pods, ends } = neighbours.value;
    return endedBeside(
      ends,
      at,
      (n) => `${pods === 1 ? 'the only other pod' : `${n} of the ${pods} other pods`} on node ${node}`,
    );
  }
  const own = siblings.known ? siblings.value.filter(({ object }) => object.spec?.nodeName === node) : [];
  return endedBeside(
    own.flatMap(endsOf),
    at,
    (n) => `${n} other ${n === 1 ? 'pod' : 'pods'} of this workload on node ${node}`,
  );
}

/** What the node and the rollout add to a story. */
export function contextOf(evidence: Evidence, subject: Subject, ending: Ending): Because[] {
  const { rollout, node, nodeEvents } = evidence;
  const { finishedAt } = ending;
  return [
    ...(rollout.known && rollout.value ? rolloutLine(rollout.value) : []),
    ...(node.known ? [...nodeLines(node.value), ...taintLines(node.value)] : []),
    ...(nodeEvents.known && finishedAt ? wants(nodeEvents.value, finishedAt) : []),
    ...(subject.node !== null && finishedAt ? besides(evidence, subject.node, finishedAt) : []),
  ];
}
