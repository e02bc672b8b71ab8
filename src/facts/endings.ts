/**
 * How a container ended, from what the API showed of it. An ending that was not seen is `unknown`.
 * Whole seconds everywhere: a container that was killed at the end of an 8 s grace can show 7, 8 or 9 s.
 */
import type { Because, Ending, Evidence, PodStory, Subject } from '../types.ts';
import { couldNotStart, type End, endOf, type StatusSeen, statusOf } from './containers.ts';
import { containerOf, eventTime } from './events.ts';
import { exitInWords } from './exit-codes.ts';
import { cite } from './field.ts';
import { isSent, isTie, judge, neverRan } from './how-ended.ts';
import { anyRun, mayHaveBeenTold, type Run } from './killings.ts';
import { preStopSleep, specSeen } from './pod-spec.ts';
import { endingBySightings } from './sightings.ts';
import { eventsReachBack, whySilent } from './silence.ts';
import { deletedAt, splitOf } from './split.ts';
import { lastSeen, stuckFor } from './terminating.ts';
import { secondsBetween, inWords } from './time.ts';
import { tookOf, type Told, toldToStop } from './told.ts';
import { aboutEnd, staleSeconds } from './which-end.ts';

type Seen = Pick<Evidence, 'pod' | 'events' | 'webhook'>;

const nothing: Omit<Ending, 'id' | 'because'> = {
  exitCode: null,
  reason: null,
  startedAt: null,
  finishedAt: null,
  toldAt: null,
  graceSeconds: null,
  graceField: null,
  tookSeconds: null,
  field: null,
};

/** Reasons of events that come before the end they speak of. */
const beforeTheEnd = new Set([
  'Killing',
  'FailedPreStopHook',
  'Evicted',
  'Preempted',
  'Preempting',
  'TaintManagerEviction',
]);

/** When an event that comes before an end brought the alert, the end it speaks of is not older than itself. */
function notBefore(evidence: Pick<Seen, 'webhook'>, container: string | null): string | null {
  const event = evidence.webhook.known ? evidence.webhook.value.event : null;
  const about = event ? containerOf(event) : null;
  const speaks = event && beforeTheEnd.has(event.reason ?? '') && (about === null || about === container);
  return speaks ? eventTime(event) : null;
}

const isStale = (story: PodStory, end: End): boolean =>
  end.field.includes('.lastState.') &&
  (secondsBetween(end.terminated.finishedAt, deletedAt(story)) ?? 0) > staleSeconds;

/** The line that shows the exit code and, where it was told to stop, how long it took of what it was given. */
function endLine(path: string, end: End, took: number | null, told: Told | null): Because {
  const { exitCode, reason, finishedAt } = end.terminated;
  const spent =
    took === null
      ? told && finishedAt
        ? `, by the node's clock, which is not the API server's (or its kubelet heard late): how long it took cannot be said`
        : ''
      : `, ${inWords(took)} after it was told${told?.graceSeconds ? ` (grace ${told.graceSeconds} s)` : ''}`;
  const when = finishedAt ? ` at ${finishedAt}` : '';
  return {
    text: `ended${when}${spent}: ${exitInWords(exitCode)}, reason \`${reason ?? 'none'}\``,
    sources: cite(path, end.pod, `${end.field}.exitCode`, `${end.field}.reason`, `${end.field}.finishedAt`),
  };
}

/** preStop runs inside the grace, before SIGTERM: what it used of it, where its spec says so. The API shows no more. */
function preStopLine(path: string, { pod }: End, container: string | null): Because[] {
  const seen = specSeen(pod, container);
  if (!seen?.spec.lifecycle?.preStop) return [];
  const sleep = preStopSleep(seen);
  const text = sleep
    ? `its preStop hook sleeps ${inWords(sleep.seconds)} of that grace before SIGTERM is sent`
    : 'its preStop hook runs inside that grace before SIGTERM is sent; how long it took is not shown';
  return [{ text, sources: cite(path, pod, sleep?.field ?? `${seen.field}.lifecycle.preStop`) }];
}

function runOf({ terminated, field, restarts }: End): Run {
  const { startedAt = null, finishedAt = null, exitCode } = terminated;
  return { startedAt, finishedAt, exitCode, isFirst: restarts - (field.includes('.lastState.') ? 1 : 0) <= 0 };
}

/** A signal that comes from outside: only where a kill would show can nobody in Kubernetes have sent it. */
const doubtAbout = (events: Evidence['events'], path: string, end: End, container: string | null): Because | null =>
  events.known && isSent(end.terminated) ? whySilent(events.value, path, end, container) : null;

/** Where nobody can say which came first, its end or the order, the line says why. */
function tieLine(events: Evidence['events'], path: string, end: End, told: Told, took: number | null): Because | null {
  if (!isTie(told, end.terminated.exitCode, took, events)) return null;
  const text =
    'no `Killing` event tells that the kubelet stopped it: it may have ended by itself just before it was told';
  return { text, sources: cite(path, end.pod, `${end.field}.exitCode`, `${end.field}.finishedAt`) };
}

function endedAs(evidence: Seen, path: string, end: End, container: string | null, now: string): Ending {
  const { exitCode, reason } = end.terminated;
  const run = runOf(end);
  const told = toldToStop(evidence, container, run);
  const took = told && tookOf(told, run);
  // Without events nobody can say that it was not told to stop: not for a pod that stays, and not for one that goes.
  const known = eventsReachBack(evidence.events, run.finishedAt, now) && !mayHaveBeenTold(evidence, container, run);
  const doubt = told
    ? tieLine(evidence.events, path, end, told, took)
    : doubtAbout(evidence.events, path, end, container);
  return {
    id: judge(end, told, took, doubt !== null || !(told || known)),
    exitCode,
    reason: reason ?? null,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    toldAt: told?.at ?? null,
    graceSeconds: told?.graceSeconds ?? null,
    graceField: told?.graceField ?? null,
    tookSeconds: took,
    field: end.field,
    because: [
      ...(told ? [...told.because, ...preStopLine(path, end, container)] : []),
      endLine(path, end, took, told),
      ...(doubt ? [doubt] : []),
    ],
  };
}

/** A container that waits because it could not be created, pulled or run. */
function waitingEnd(path: string, pod: object, seen: StatusSeen): Ending | null {
  const waiting = seen.status.state?.waiting;
  if (!couldNotStart(waiting?.reason)) return null;
  const sources = cite(path, pod, `${seen.field}.state.waiting.reason`, `${seen.field}.state.waiting.message`);
  return {
    ...nothing,
    id: 'never-started',
    reason: waiting?.reason ?? null,
    because: [{ text: `waiting: \`${waiting?.reason}\``, sources }],
  };
}

/** No end was seen: say what was. */
function unseen(evidence: Seen, subject: Subject, told: Told | null, now: string): Ending {
  const base = {
    ...nothing,
    id: 'unknown' as const,
    toldAt: told?.at ?? null,
    graceSeconds: told?.graceSeconds ?? null,
  };
  const because = told?.because ?? [];
  if (!evidence.pod.known || splitOf(evidence.pod) !== 'pod-gone') return { ...base, because };
  const stuck = stuckFor(evidence.pod.value, base, now);
  if (evidence.pod.value.presence === 'present')
    return { ...base, ...(stuck !== null && { stuckSeconds: stuck }), because };
  // What lists saw counts where nothing shows the end itself.
  const sighted = evidence.pod.value.earlier ? endingBySightings(evidence.pod.value.earlier) : null;
  if (sighted) return { ...base, id: sighted.id, because: [...because, ...sighted.because] };
  return { ...base, because: [...because, ...lastSeen(evidence.pod.value, subject)] };
}

/** The end that the story is about, or what the container waits for since: a pull that fails, say, is another story. */
function endOrWait(evidence: Pick<Seen, 'webhook'>, story: PodStory, container: string | null) {
  const found = endOf(story, container, notBefore(evidence, container));
  const newest = found && aboutEnd(evidence, story, found, container);
  const last = story.states.at(-1);
  const seen = last ? statusOf(last, container) : null;
  const waiting = last && seen && seen.status.state?.waiting ? waitingEnd(story.path, last, seen) : null;
  const end = newest && seen?.status.state?.running && isStale(story, newest) ? null : newest;
  return end && !(waiting && !neverRan(end)) ? { end, waiting: null } : { end: null, waiting };
}

/** The end that `endingOf` tells of, as the API shows it; null where none was seen. */
export const endSeen = (evidence: Pick<Seen, 'pod' | 'webhook'>, container: string | null): End | null =>
  evidence.pod.known ? endOrWait(evidence, evidence.pod.value, container).end : null;

/**
 * How the subject's container ended, and the lines it rests on.
 * @param now the moment of judging (RFC 3339): events live an hour, so silence about an older moment proves nothing
 */
export function endingOf(evidence: Seen, subject: Subject, now: string): Ending {
  const told = toldToStop(evidence, subject.container, anyRun);
  if (!evidence.pod.known) return unseen(evidence, subject, told, now);
  const story = evidence.pod.value;
  const { end, waiting } = endOrWait(evidence, story, subject.container);
  if (end) return endedAs(evidence, story.path, end, subject.container, now);
  return waiting ?? unseen(evidence, subject, told, now);
}
