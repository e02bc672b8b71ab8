/** Which revision asked a pod to go: read from the rollout history and what the controllers said. */
import type { Because, KubeEvent, Revision, Rollout, Seen } from '../types.ts';
import { eventsOf, firstTime, happenedBetween, mentions } from './events.ts';
import { millis } from './time.ts';

export const ownRevision = (rollout: Rollout): Revision | null =>
  rollout.revisions.find((r) => r.name === rollout.own) ?? null;

/** True when `revision` was being rolled out in the place of `own` at a moment (milliseconds). */
function wasWanted(revision: Revision, own: Revision, events: Seen<KubeEvent>[], at: number): boolean {
  const [born, ownBorn] = [millis(revision.createdAt) ?? 0, millis(own.createdAt) ?? 0];
  if (born > ownBorn) return born <= at + 2000;
  // A set older than the one it replaces is a rollback: its birth says nothing, its scale-up after the other's birth does.
  return eventsOf(events, 'ScalingReplicaSet').some(({ object: e }) => {
    const scaled = millis(firstTime(e)) ?? 0;
    return mentions(e, revision.name) && /\bup\b/.test(e.message ?? '') && scaled > ownBorn && scaled <= at + 2000;
  });
}

/**
 * The newer revision that was being rolled out when a pod of `own` was told to stop at `toldAt`; null when `own` was the newest then.
 * Times are RFC 3339; two seconds of slack for whole-second events.
 */
export function replacedBy(rollout: Rollout, events: Seen<KubeEvent>[], toldAt: string | null): Revision | null {
  const own = ownRevision(rollout);
  const told = millis(toldAt) ?? Infinity;
  if (!own) return null;
  return rollout.revisions.findLast((r) => r.number > own.number && wasWanted(r, own, events, told)) ?? null;
}

/** The controller's own word that it deleted this pod (`SuccessfulDelete` names it in its message). */
export function deletedByController(
  events: Seen<KubeEvent>[],
  pod: string | null,
  toldAt: string | null,
): Seen<KubeEvent> | null {
  if (pod === null) return null;
  const said = eventsOf(events, 'SuccessfulDelete').filter(({ object: e }) => mentions(e, pod));
  return said.findLast(({ object: e }) => toldAt === null || happenedBetween(e, toldAt, toldAt, 5)) ?? null;
}

/** The scale-down of a ReplicaSet that the Deployment's controller announced around a moment. */
export function scaledDown(
  events: Seen<KubeEvent>[],
  replicaSet: string,
  toldAt: string | null,
): Seen<KubeEvent> | null {
  const downs = eventsOf(events, 'ScalingReplicaSet').filter(
    ({ object: e }) => mentions(e, replicaSet) && /\bdown\b/.test(e.message ?? ''),
  );
  return downs.findLast(({ object: e }) => toldAt === null || happenedBetween(e, toldAt, toldAt, 30)) ?? null;
}

/** Container images that differ between two revisions, as `app: v1 → v2` pairs of full image names. */
export function imageChanges(from: Revision, to: Revision): { container: string; from: string; to: string }[] {
  return Object.entries(to.images).flatMap(([container, image]) => {
    const old = from.images[container];
    return old !== undefined && old !== image ? [{ container, from: old, to: image }] : [];
  });
}

/** Names of env variables that were added, removed or set differently between two revisions. Never their values. */
export function envChanges(from: Revision, to: Revision): string[] {
  const names = new Set([...Object.keys(from.env), ...Object.keys(to.env)]);
  return [...names].filter((name) => from.env[name] !== to.env[name]).toSorted();
}

/** What changed from one revision to the next, in a few words; `nothing that shows in its template` when nothing did. */
export function changeInWords(from: Revision, to: Revision): string {
  const images = imageChanges(from, to).map((c) => `image \`${c.from}\` → \`${c.to}\``);
  const env = envChanges(from, to).map((name) => `\`${name}\``);
  const parts = [...images, ...(env.length > 0 ? [`env ${env.join(', ')}`] : [])];
  if (parts.length > 0) return parts.join(', ');
  return from.template === to.template ? 'the template is the same' : 'the template changed elsewhere';
}

/** The because-line of a revision: number, age, what changed, what its author said. */
export function revisionLine(rollout: Rollout, from: Revision | null, to: Revision): Because {
  const why = to.changeCause ? ` ("${to.changeCause}")` : '';
  const what = from ? `: ${changeInWords(from, to)}` : '';
  const step = from ? `revision ${from.number} → ${to.number}` : `revision ${to.number}`;
  return {
    text: `rollout of ${rollout.kind}: ${step}, created ${to.createdAt}${what}${why}`,
    sources: [...(from?.sources ?? []), ...to.sources],
  };
}
