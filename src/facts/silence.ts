/**
 * What it means that no event says something. Events are weak when absent: they expire, and the kubelet drops what is too much of one
 * pod, kills too.
 */
import type { Because, Evidence, KubeEvent, Seen } from '../types.ts';
import { type End, statusOf } from './containers.ts';
import { citeEvent, containerOf, eventTime, happenedBetween } from './events.ts';
import { cite } from './field.ts';
import { millis, shift } from './time.ts';

/** Events live an hour by default (`--event-ttl`): silence about an older moment proves nothing. */
const eventLifetimeSeconds = 55 * 60;

/** True when the events that were read would still hold what happened at `time`. */
export function eventsReachBack(events: Evidence['events'], time: string | null, now: string): boolean {
  const [at, clock] = [millis(time), millis(now)];
  if (!events.known || at === null || clock === null) return false;
  if (clock - at < eventLifetimeSeconds * 1000) return true;
  return events.value.some(({ object }) => (millis(eventTime(object)) ?? Infinity) < at);
}

/**
 * So often an event was said when others of its pod may have been dropped: 25 in a row pass, then one in five minutes (`defaultSpamBurst`).
 * https://github.com/kubernetes/client-go/blob/master/tools/record/events_cache.go
 */
const crowd = 20;

/** What a kubelet says when it brings a container to life. */
const lifeSigns = new Set(['Pulled', 'Created', 'Started']);
/** A container is made and its image is there some seconds before its run begins. */
const makingSeconds = 5;

function isLifeSign({ reason, involvedObject, ...event }: KubeEvent, container: string | null): boolean {
  const about = containerOf({ ...event, involvedObject });
  return lifeSigns.has(reason ?? '') && involvedObject?.kind === 'Pod' && (about === null || about === container);
}

/** Its next run where it has begun, else the one that ended: when the kubelet must have spoken of it at the earliest. */
function lifeSince({ pod, terminated }: End, container: string | null): { what: string; from: string | null } {
  const again = statusOf(pod, container)?.status.state?.running !== undefined;
  const { startedAt, finishedAt } = terminated;
  if (again) return { what: 'restart', from: finishedAt ?? null };
  return { what: 'start', from: startedAt ? shift(startedAt, -makingSeconds) : null };
}

/** Why no `Killing` event about an end does not mean that nobody told the container to stop; null where it means just that. */
export function whySilent(events: Seen<KubeEvent>[], path: string, end: End, container: string | null): Because | null {
  const loud = events.find(({ object: e }) => e.involvedObject?.kind === 'Pod' && (e.count ?? 1) >= crowd);
  if (loud)
    return {
      text: `event \`${loud.object.reason ?? '?'}\` was said ${loud.object.count} times: the kubelet drops others of a pod then, and a \`Killing\` may be among them`,
      sources: [...citeEvent(loud), ...cite(loud.path, loud.object, 'count')],
    };
  const { what, from } = lifeSince(end, container);
  if (events.some(({ object }) => isLifeSign(object, container) && happenedBetween(object, from, null))) return null;
  return {
    text: `no event tells of its ${what} either: that none tells of a kill proves nothing`,
    sources: cite(path, end.pod, `${end.field}.startedAt`, `${end.field}.finishedAt`),
  };
}
