/** Finding the pod and the container that an alert is about, when its labels name them, name a workload, or name too little. */
import { couldNotStart, endToTell, type StatusSeen, workersOf } from '../facts/containers.ts';
import { containerOf, eventsOf } from '../facts/events.ts';
import { millis } from '../facts/time.ts';
import type { Alert, KubeEvent, Pod, Reading, Seen, Subject } from '../types.ts';

/** The pod of that UID, else of that name; `successor` when a pod of the name is there but is another one. */
export function findPod(pods: Pod[], subject: Subject): { pod: Pod | null; successor: boolean } {
  if (subject.uid !== null) {
    const same = pods.find((p) => p.metadata?.uid === subject.uid);
    if (same) return { pod: same, successor: false };
    return { pod: null, successor: pods.some((p) => p.metadata?.name === subject.pod) };
  }
  return { pod: pods.find((p) => p.metadata?.name === subject.pod) ?? null, successor: false };
}

/** True for a container that cannot be brought to life now. */
const isStuck = (seen: StatusSeen): boolean => couldNotStart(seen.status.state?.waiting?.reason);

/** An end so long before the alert (milliseconds) says less than a container that cannot start now, or a pod that is not ready. */
const longAgoMs = 600_000;

/** An alert about a workload begins when its rule has waited: 15 minutes by kube-prometheus' rules, so its stop was that long before. */
const ruleWaitsMs = 1_200_000;

const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;

/** Made long before the alert began, and not ready: then the alert is about that, whatever became of earlier pods. */
function isOverdue(pod: Pod, { startsAt }: Pick<Alert, 'startsAt'>): boolean {
  const [made, began] = [millis(pod.metadata?.creationTimestamp), millis(startsAt)];
  return !isReady(pod) && made !== null && began !== null && began - made > longAgoMs;
}

/**
 * An alert without a UID can mean a pod whose name is another's by now (a StatefulSet's next one). When the pod of that name has nothing
 * to tell of, no end and nothing that keeps it from starting, and has been ready or is young, and an earlier one of its name was told to
 * stop, the UID of that one; else null.
 */
export function predecessorOf(pod: Pod, events: Seen<KubeEvent>[], alert: Pick<Alert, 'startsAt'>): string | null {
  const hasStory = workersOf(pod).some((seen) => isStuck(seen) || endToTell(seen, pod) !== null);
  if (hasStory || pod.metadata?.deletionTimestamp || isOverdue(pod, alert)) return null;
  const told = eventsOf(events, 'Killing', 'Pod', pod.metadata?.name);
  return (
    told.findLast(({ object: e }) => e.involvedObject?.uid && e.involvedObject.uid !== pod.metadata?.uid)?.object
      .involvedObject?.uid ?? null
  );
}

/** More than any moment: the alert's own word goes before the latest end. */
const namedWeight = 2 ** 52;

/** When the most telling thing of a container happened (milliseconds), higher first; 0 when it has no story to tell. */
function weight(seen: StatusSeen, pod: Pod, { labels: { reason }, startsAt }: Alert): number {
  const end = endToTell(seen, pod);
  const ended = millis(end?.terminated.finishedAt) ?? 0;
  // The alert's own word goes first: a container that shows the very reason the alert gives.
  const named = reason !== undefined && [seen.status.state?.waiting?.reason, end?.terminated.reason].includes(reason);
  const stuck = isStuck(seen) ? Math.max(1, (millis(startsAt) ?? 0) - longAgoMs) : 0;
  return (named ? namedWeight : 0) + Math.max(ended, stuck);
}

/** The container whose story fits the alert best; the only one of a pod with a single one; null when none stands out. */
export function pickContainer(pod: Pod, alert: Alert): string | null {
  const seen = workersOf(pod);
  const ranked = seen
    .map((s) => ({ name: s.status.name, weight: weight(s, pod, alert) }))
    .toSorted((a, b) => b.weight - a.weight);
  const best = ranked[0];
  if (best && best.weight > 0) return best.name;
  return pod.spec?.containers?.length === 1 ? (pod.spec.containers[0]?.name ?? null) : null;
}

/** What a pod has to do with an alert about its whole workload; higher goes first. */
const places = { rest: 0, going: 1, notReady: 2, telling: 3, named: 4 } as const;

/** A pod that is to go, or that has ended for good (an evicted one stays in the list as Failed). */
const isLeaving = ({ metadata, status }: Pod): boolean =>
  metadata?.deletionTimestamp !== undefined || ['Failed', 'Succeeded'].includes(status?.phase ?? '');

function placeOf(pod: Pod, story: number, { startsAt }: Alert): number {
  if (story >= namedWeight) return places.named;
  const isRecent = story > 0 && story >= (millis(startsAt) ?? 0) - ruleWaitsMs;
  if (isRecent && !pod.metadata?.deletionTimestamp) return places.telling;
  if (!isLeaving(pod) && !isReady(pod)) return places.notReady;
  return isRecent ? places.going : places.rest;
}

/**
 * Of a workload's pods, the one whose story fits the alert best: the latest end, else one that cannot start, else one that is not ready.
 * An old pod that stops as it should explains nothing of new ones that do not come up, and an end of days ago nothing of today.
 */
export function pickPod(pods: Pod[], alert: Alert): Pod | null {
  const ranked = pods
    .map((pod) => {
      const story = Math.max(0, ...workersOf(pod).map((seen) => weight(seen, pod, alert)));
      const leaves = isLeaving(pod);
      const place = placeOf(pod, story, alert);
      // Below the telling ones only ends of long ago are left: the last is all that a finished pod has, and speaks of no other.
      return { pod, place, leaves: Number(leaves), story: leaves || place >= places.telling ? story : -story };
    })
    .toSorted((a, b) => b.place - a.place || a.leaves - b.leaves || b.story - a.story);
  return ranked[0]?.pod ?? null;
}

/** A gone pod's container when the alert names none: the one that its `Killing` events name, if it is one. */
export function containerInEvents(events: Reading<Seen<KubeEvent>[]>, subject: Subject): string | null {
  if (!events.known) return null;
  const about = events.value.filter(
    ({ object: e }) => e.involvedObject?.name === subject.pod && e.reason === 'Killing',
  );
  const names = new Set(about.map(({ object }) => containerOf(object)).filter((name) => name !== null));
  return names.size === 1 ? ([...names][0] ?? null) : null;
}
