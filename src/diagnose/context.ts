/** Node and rollout facts that put a story in its place. They inform; no cause rests on them. */
import { cite } from '../facts/field.ts';
import { millis } from '../facts/time.ts';
import type { Because, Ending, Evidence, NodeStory, Rollout } from '../types.ts';
import { ownRevision, revisionLine } from '../facts/revisions.ts';

function rolloutLine(rollout: Rollout): Because[] {
  const current = rollout.revisions.find((r) => r.name === rollout.current);
  if (!current) return [];
  const own = ownRevision(rollout);
  const before = own && own.name !== current.name ? own : (rollout.revisions.at(-2) ?? null);
  return [revisionLine(rollout, before, current)];
}

/** Pressure and unreadiness, with since when; a node that is well is said to be well. */
function nodeLines({ path, object, events }: NodeStory, ending: Ending): Because[] {
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
  const kills = events.filter(
    ({ object: e }) =>
      e.reason === 'SystemOOM' &&
      Math.abs((millis(e.lastTimestamp) ?? 0) - (millis(ending.finishedAt) ?? Infinity)) < 60_000,
  );
  const ooms = kills.map((seen) => ({
    text: `node ${name} reported \`SystemOOM\`: "${seen.object.message ?? ''}"`,
    sources: cite(seen.path, seen.object, 'reason', 'message', 'lastTimestamp'),
  }));
  return [...(unwell.length === 0 && conditions.length > 0 ? [well] : lines), ...cordoned, ...ooms];
}

export function contextOf(evidence: Evidence, ending: Ending): Because[] {
  return [
    ...(evidence.rollout.known && evidence.rollout.value ? rolloutLine(evidence.rollout.value) : []),
    ...(evidence.node.known ? nodeLines(evidence.node.value, ending) : []),
  ];
}
