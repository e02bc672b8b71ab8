/**
 * What lists alone can tell of an end that no object shows: a pod is there at one look and gone at the next. A container that stops by
 * itself in the last second of its grace looks exactly like one that is killed then, so most of it tells nothing.
 */
import type { Because, Earlier, EndingId, Pod, Sighting } from '../types.ts';
import { statusOf } from './containers.ts';
import { cite } from './field.ts';
import { millis } from './time.ts';

/** The cluster's clock is read from `Date`, which is cut to whole seconds: it can be so much later than it looks (milliseconds). */
const clockErrorMs = 1_000;
/**
 * A container shown as running so long after `deletionTimestamp` outlived its grace (milliseconds): the time stamp is cut to whole
 * seconds, the kubelet counts from when it heard of it, and a status needs 0.2 s to show: 1.3 s seen, 1.2 s in the usual case.
 */
const outlivedMs = 1_500;

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * What one look with a list saw.
 * @param pod the listed object; null when the list does not hold it
 * @param from and until: the cluster's time just before and just after the request, as its answers tell (milliseconds)
 */
export function sightingOf(path: string, pod: Pod | null, container: string, from: number, until: number): Sighting {
  const when = { from: iso(from), until: iso(until + clockErrorMs) };
  if (!pod) return { ...when, seen: 'gone', source: { path, field: '', value: null } };
  const status = statusOf(pod, container);
  const running = status ? cite(path, pod, `${status.field}.state.running.startedAt`)[0] : undefined;
  const there = cite(path, pod, 'metadata.resourceVersion')[0] ?? {
    path,
    field: 'metadata.resourceVersion',
    value: '',
  };
  return running ? { ...when, seen: 'running', source: running } : { ...when, seen: 'there', source: there };
}

const wasGone = (sighting: Sighting): Because => ({
  text: `the pod was gone from the API when lastword looked at ${sighting.from}`,
  sources: [sighting.source],
});

const wasRunning = (sighting: Sighting): Because => ({
  text: `its container was still running when lastword looked at ${sighting.from}`,
  sources: [sighting.source],
});

export type Sighted = { id: EndingId; because: Because[] };

/**
 * The ending that sightings of a deleted pod prove, with what was seen; `unknown` where they prove none. Gone before its deadline: it
 * stopped in time. Running when its grace was certainly over, and then gone: it was killed, if nothing else held the pod.
 * @returns null when no look saw that it is gone
 */
export function endingBySightings({ deletion, lone, sightings }: Earlier): Sighted | null {
  const deadline = millis(deletion?.at);
  const gone = sightings.find((s) => s.seen === 'gone');
  if (!gone || deadline === null) return null;
  const running = sightings.findLast((s) => s.seen === 'running') ?? null;
  const seen = [...(running ? [wasRunning(running)] : []), wasGone(gone)];
  if ((millis(gone.until) ?? Infinity) <= deadline) return { id: 'stopped-in-time', because: seen };
  const outlived = running !== null && (millis(running.from) ?? 0) >= deadline + outlivedMs;
  return { id: outlived && lone ? 'killed-after-grace' : 'unknown', because: seen };
}
