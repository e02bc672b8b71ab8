/** What Kubernetes Events say, and when. Events carry whole seconds: one second either way is the same moment. */
import type { Because, KubeEvent, Seen, Source, Subject } from '../types.ts';
import { cite } from './field.ts';
import { millis } from './time.ts';

/** When an event last happened: both the old (`lastTimestamp`) and the new (`series`, `eventTime`) fields occur. */
export function eventTime(event: KubeEvent): string | null {
  return (
    [
      event.lastTimestamp,
      event.series?.lastObservedTime,
      event.eventTime,
      event.firstTimestamp,
      event.metadata?.creationTimestamp,
    ].find((time) => millis(time) !== null) ?? null
  );
}

/** When an event first happened. */
export function firstTime(event: KubeEvent): string | null {
  return (
    [event.firstTimestamp, event.eventTime, event.metadata?.creationTimestamp].find((time) => millis(time) !== null) ??
    eventTime(event)
  );
}

/** The container an event is about, from `involvedObject.fieldPath` (`spec.containers{app}`); null for the whole pod. */
export function containerOf(event: KubeEvent): string | null {
  return /^spec\.(?:init|ephemeral)?[cC]ontainers\{([^}]+)\}$/.exec(event.involvedObject?.fieldPath ?? '')?.[1] ?? null;
}

/** True when any moment of the event lies between two times, give or take `slack` seconds. */
export function happenedBetween(event: KubeEvent, from: string | null, to: string | null, slack = 1): boolean {
  const [first, last] = [millis(firstTime(event)), millis(eventTime(event))];
  if (first === null || last === null) return false;
  const [start, end] = [millis(from), millis(to)];
  return (start === null || last >= start - slack * 1000) && (end === null || first <= end + slack * 1000);
}

/** True when the message holds the name as a whole word (`web-1` is not in `web-12`). */
export function mentions(event: KubeEvent, name: string): boolean {
  return (event.message ?? '').split(/[^A-Za-z0-9.-]+/).some((word) => word.replace(/[.]+$/, '') === name);
}

/** Events of one reason about an object of this kind (and name). */
export function eventsOf(events: Seen<KubeEvent>[], reason: string, kind?: string, name?: string): Seen<KubeEvent>[] {
  return events.filter(
    ({ object: e }) =>
      e.reason === reason &&
      (kind === undefined || e.involvedObject?.kind === kind) &&
      (name === undefined || e.involvedObject?.name === name),
  );
}

/** True for an event about this pod; its UID decides where the event has one. */
export function isAboutPod(event: KubeEvent, subject: Pick<Subject, 'pod' | 'uid'>): boolean {
  const about = event.involvedObject;
  if (about?.kind !== 'Pod' || about.name !== subject.pod) return false;
  return !about.uid || subject.uid === null || about.uid === subject.uid;
}

/** Cites an event's message and time. */
export function citeEvent(seen: Seen<KubeEvent>): Source[] {
  const time = (['lastTimestamp', 'series.lastObservedTime', 'eventTime', 'firstTimestamp'] as const).find((field) =>
    cite(seen.path, seen.object, field).some((s) => typeof s.value === 'string'),
  );
  return cite(seen.path, seen.object, 'reason', 'message', ...(time ? [time] : []));
}

/** A because-line that quotes an event. */
export function quoteEvent(seen: Seen<KubeEvent>): Because {
  const { reason, message, involvedObject: about } = seen.object;
  return {
    text: `event \`${reason ?? '?'}\` on ${about?.kind ?? '?'} ${about?.name ?? '?'} at ${eventTime(seen.object) ?? 'an unknown time'}: "${(message ?? '').trim()}"`,
    sources: citeEvent(seen),
  };
}

/** Events, oldest first. */
export const byTime = (events: Seen<KubeEvent>[]): Seen<KubeEvent>[] =>
  events
    .map((seen) => ({ seen, at: millis(eventTime(seen.object)) ?? 0 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ seen }) => seen);
