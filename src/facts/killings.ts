/**
 * The kubelet's `Killing` events, and which run of a container they belong to. The kubelet writes starts, kills and ends by one clock, in
 * whole seconds: a kill, the end and the start of the next run often carry the same one.
 */
import type { Ending, Evidence, KubeEvent, Seen, Subject } from '../types.ts';
import { containerOf, eventTime, eventsOf, firstTime, happenedBetween } from './events.ts';
import { signalOf } from './exit-codes.ts';
import { millis, secondsBetween } from './time.ts';

/** One run of a container, as far as it was seen. `isFirst`: no run of it went before in this pod. */
export type Run = { startedAt: string | null; finishedAt: string | null; exitCode: number | null; isFirst: boolean };

/** For a container of which no end was seen: whatever was said to it may be about its run. */
export const anyRun: Run = { startedAt: null, finishedAt: null, exitCode: null, isFirst: true };

/** All `Killing` events that may be about this container: from the list, or the one that the webhook brought. */
export function killingEvents(
  evidence: Pick<Evidence, 'events' | 'webhook'>,
  container: string | null,
): Seen<KubeEvent>[] {
  const listed = evidence.events.known ? eventsOf(evidence.events.value, 'Killing') : [];
  const brought = evidence.webhook.known ? evidence.webhook.value.event : null;
  const uids = new Set(listed.map((seen) => seen.object.metadata?.uid));
  const all =
    brought?.reason === 'Killing' && !uids.has(brought.metadata?.uid)
      ? [...listed, { path: 'webhook', object: brought }]
      : listed;
  return all.filter(({ object }) => {
    const about = containerOf(object);
    return about === null || about === container;
  });
}

/** An event that stands for several alike says only when it first and last happened. */
const momentsOf = (event: KubeEvent): string[] =>
  [eventTime(event), firstTime(event)].filter((time): time is string => time !== null);

/**
 * The moments of an event that lie in a run, the newest first. What was said before the run began is not the run's, nor is what was said
 * in the second in which it followed another: that one's end is why it began.
 */
export function momentsIn(event: KubeEvent, { startedAt, finishedAt, isFirst }: Run): string[] {
  const inRun = (time: string): boolean =>
    (secondsBetween(startedAt, time) ?? 1) >= (isFirst ? 0 : 1) && (secondsBetween(time, finishedAt) ?? 0) >= -1;
  return momentsOf(event).filter(inRun);
}

/** The newest of them; null when none lies in the run. */
export const momentIn = (event: KubeEvent, run: Run): string | null => momentsIn(event, run)[0] ?? null;

/**
 * Words of a kill that is one container's own, for a reason that is not its pod's end.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions)
 */
const ownReason = /failed (?:liveness|startup) probe|FailedPostStartHook|definition changed|resize requires restart/;

const hasOwnReason = (event: KubeEvent): boolean => ownReason.test(event.message ?? '');

/**
 * The kill that told a run to stop; null when none did. Several alike are one that was tried again: the newest says when. One for a
 * reason of the container's own came first, where nothing was said before it: a pod that goes is not probed, patched or resized any more.
 */
export function killingIn(events: Seen<KubeEvent>[], run: Run): Seen<KubeEvent> | null {
  const said = events
    .map((seen) => ({ seen, at: millis(momentIn(seen.object, run)) }))
    .filter(({ at }) => at !== null)
    .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const [own = [], others = []] = [true, false].map((is) =>
    said.filter(({ seen }) => hasOwnReason(seen.object) === is),
  );
  const ownIsFirst = own[0] !== undefined && own[0].at === said[0]?.at;
  return (ownIsFirst ? own[0] : others.at(-1))?.seen ?? null;
}

/** True when the kubelet told this container alone to stop, whatever became of its pod meanwhile. */
export const toldAlone = (killing: Seen<KubeEvent> | null): boolean => killing !== null && hasOwnReason(killing.object);

/** A code that a container which was told to stop ends with: 0, or a signal's. */
const answersAStop = (exitCode: number | null): boolean =>
  exitCode === null || exitCode === 0 || signalOf(exitCode) !== null;

/** A kill in the second in which a later run began, and an end that may come of it: at once, or as one ends that is told to stop. */
function mayBeOfNext(event: KubeEvent, { startedAt, finishedAt, exitCode, isFirst }: Run): boolean {
  const inSecond = (time: string): boolean => {
    const after = secondsBetween(startedAt, time) ?? -1;
    return after >= 0 && after < 1;
  };
  const atOnce = (secondsBetween(startedAt, finishedAt) ?? 0) < 1;
  return !isFirst && (atOnce || answersAStop(exitCode)) && momentsOf(event).some(inSecond);
}

/**
 * True when a kill may have been this run's, and nothing tells: one between the first and the last of several alike, or one in the second
 * between two runs. Then nobody can say that it was told to stop, nor that it was not.
 */
export function mayHaveBeenTold(
  evidence: Pick<Evidence, 'events' | 'webhook'>,
  container: string | null,
  run: Run,
): boolean {
  const between = (e: KubeEvent): boolean =>
    (e.count ?? 1) > 2 && momentIn(e, run) === null && happenedBetween(e, run.startedAt, run.finishedAt);
  return killingEvents(evidence, container).some(({ object }) => between(object) || mayBeOfNext(object, run));
}

/** The `Killing` event by which a container was told to stop; null where none told it, or its pod's deletion did. */
export function killingOf(
  events: Seen<KubeEvent>[],
  subject: Pick<Subject, 'pod' | 'container'>,
  ending: Pick<Ending, 'toldAt'>,
): Seen<KubeEvent> | null {
  const about = eventsOf(events, 'Killing', 'Pod', subject.pod ?? '').filter(({ object }) =>
    [null, subject.container].includes(containerOf(object)),
  );
  return about.findLast(({ object }) => ending.toldAt !== null && momentsOf(object).includes(ending.toldAt)) ?? null;
}
