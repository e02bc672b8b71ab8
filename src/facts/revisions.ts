/** Which revision asked a pod to go: read from the rollout history and what the controllers said. */
import type { Because, KubeEvent, Revision, Rollout, Seen, Subject } from '../types.ts';
import { eventsOf, eventTime, firstTime, happenedBetween, mentions } from './events.ts';
import { millis, secondsBetween } from './time.ts';

export const ownRevision = (rollout: Rollout): Revision | null =>
  rollout.revisions.find((r) => r.name === rollout.own) ?? null;

/** With the strategy `Recreate` the new set is made when the last old pod has ended: a grace later. */
export const recreateSeconds = 150;

/** When an event happened, first and last (milliseconds): the same words may have been said before, and one event stands for both. */
const momentsOf = ({ object: e }: Seen<KubeEvent>): number[] =>
  [firstTime(e), eventTime(e)].flatMap((time) => millis(time) ?? []);

/** When the Deployment's controller scaled a set up or down, as far as its events tell (milliseconds). */
export const scaledAt = (events: Seen<KubeEvent>[], set: string, way: RegExp): number[] =>
  eventsOf(events, 'ScalingReplicaSet')
    .filter(({ object: e }) => mentions(e, set) && way.test(e.message ?? ''))
    .flatMap(momentsOf);

/** True when `revision` was being rolled out in the place of `own` at a moment (milliseconds). */
function wasWanted(
  { kind, recreate }: Rollout,
  revision: Revision,
  own: Revision,
  events: Seen<KubeEvent>[],
  at: number,
): boolean {
  const [born, ownBorn] = [millis(revision.createdAt) ?? 0, millis(own.createdAt) ?? 0];
  if (born > ownBorn) return born <= at + (recreate ? recreateSeconds : 2) * 1000;
  // A revision older than the one it replaces, under a newer number, is a rollback: nothing but that number says so of these kinds.
  if (kind === 'StatefulSet' || kind === 'DaemonSet') return true;
  // A set older than the one it replaces is a rollback: its birth says nothing, its scale-up after the other's birth does.
  return scaledAt(events, revision.name, /\bup\b/).some((t) => t > ownBorn && t <= at + 2000);
}

/**
 * True when `revision` was being rolled out in the place of `own` at a moment, and was taken back since: `own` carries the newer number
 * now. It had been scaled up by then, and neither was it scaled down again nor `own` up.
 */
function wasWantedOnce(revision: Revision, own: Revision, events: Seen<KubeEvent>[], at: number): boolean {
  if ((millis(revision.createdAt) ?? 0) <= (millis(own.createdAt) ?? Infinity)) return false;
  const ups = scaledAt(events, revision.name, /\bup\b/).filter((t) => t <= at + 2000);
  const back = [...scaledAt(events, revision.name, /\bdown\b/), ...scaledAt(events, own.name, /\bup\b/)];
  return ups.length > 0 && !back.some((t) => t > Math.max(...ups) && t <= at + 2000);
}

/**
 * The newer revision that was being rolled out when a pod of `own` was told to stop at `toldAt`; null when `own` was the newest then.
 * Times are RFC 3339; two seconds of slack for whole-second events.
 */
export function replacedBy(rollout: Rollout, events: Seen<KubeEvent>[], toldAt: string | null): Revision | null {
  const own = ownRevision(rollout);
  const told = millis(toldAt) ?? Infinity;
  if (!own) return null;
  return (
    rollout.revisions.findLast((r) => r.number > own.number && wasWanted(rollout, r, own, events, told)) ??
    rollout.revisions.findLast((r) => r.number < own.number && wasWantedOnce(r, own, events, told)) ??
    null
  );
}

/** A controller that cleans up a pod which had already ended says so afterwards (a StatefulSet of 1.28, say): that is no order to stop. */
const saidBefore = (event: KubeEvent, toldAt: string): boolean => (secondsBetween(toldAt, firstTime(event)) ?? 0) <= 1;

/** The controller's own word that it deleted this pod (`SuccessfulDelete` names it in its message). */
export function deletedByController(
  events: Seen<KubeEvent>[],
  pod: string | null,
  toldAt: string | null,
): Seen<KubeEvent> | null {
  if (pod === null) return null;
  const said = eventsOf(events, 'SuccessfulDelete').filter(({ object: e }) => mentions(e, pod));
  return (
    said.findLast(
      ({ object: e }) => toldAt === null || (happenedBetween(e, toldAt, toldAt, 5) && saidBefore(e, toldAt)),
    ) ?? null
  );
}

const isCombined = ({ object: e }: Seen<KubeEvent>): boolean =>
  e.message?.startsWith('(combined from similar events)') ?? false;

/** The pods that a ReplicaSet says it deleted around a moment, a word each; none where some of its words were combined. */
export function deletionsBy(events: Seen<KubeEvent>[], replicaSet: string, toldAt: string | null): Seen<KubeEvent>[] {
  const said = eventsOf(events, 'SuccessfulDelete', 'ReplicaSet', replicaSet).filter(({ object: e }) =>
    happenedBetween(e, toldAt, toldAt, 30),
  );
  return said.some(isCombined) ? [] : said;
}

/**
 * The controller's own word that it deleted this pod; where it deleted so many that their events were combined, the combined one. That
 * names another pod, so it is good only beside what else shows that its controller takes pods away.
 */
export function deletedAmongMany(
  events: Seen<KubeEvent>[],
  { pod, controller }: Pick<Subject, 'pod' | 'controller'>,
  toldAt: string | null,
): Seen<KubeEvent> | null {
  const combined = eventsOf(events, 'SuccessfulDelete', controller?.kind ?? '', controller?.name ?? '').findLast(
    (seen) => isCombined(seen) && happenedBetween(seen.object, toldAt, toldAt, 5) && toldAt !== null,
  );
  return deletedByController(events, pod, toldAt) ?? combined ?? null;
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

const changedKeys = (from: Record<string, string>, to: Record<string, string>): string[] =>
  [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => from[key] !== to[key]);

/** Names of env variables that were added, removed or set differently between two revisions. Never their values. */
export function envChanges(from: Revision, to: Revision): string[] {
  // Keys are container/NAME; a person knows a variable by its name.
  return [...new Set(changedKeys(from.env, to.env).map((key) => key.slice(key.indexOf('/') + 1)))].toSorted();
}

/** Names of volumes that were added, removed or defined differently. */
export const volumeChanges = (from: Revision, to: Revision): string[] =>
  changedKeys(from.volumes, to.volumes).toSorted();

/** What changed from one revision to the next, in a few words; `nothing that shows in its template` when nothing did. */
export function changeInWords(from: Revision, to: Revision): string {
  const images = imageChanges(from, to).map((c) => `image \`${c.from}\` → \`${c.to}\``);
  const env = envChanges(from, to).map((name) => `\`${name}\``);
  const volumes = volumeChanges(from, to).map((name) => `\`${name}\``);
  const parts = [
    ...images,
    ...(env.length > 0 ? [`env ${env.join(', ')}`] : []),
    ...(volumes.length > 0 ? [`volumes ${volumes.join(', ')}`] : []),
  ];
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
