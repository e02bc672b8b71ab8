/** Which ending a run's end was: what the runtime says of it first, then whether it had been told to stop. */
import type { Ending, EndingId, Evidence } from '../types.ts';
import type { End } from './containers.ts';
import { isCrash, signalOf } from './exit-codes.ts';
import { secondsBetween } from './time.ts';
import type { Told } from './told.ts';

/** Exit codes of a shell that could not run what it was told to (POSIX): 126 not executable, 127 not found. */
const shellCouldNotRun = new Set([126, 127]);
/** A program that only lived this long never came up. Whole-second rounding included. */
const momentSeconds = 2;

/** True for a container whose command could not run. */
export function neverRan(end: End): boolean {
  const { exitCode, reason, startedAt, finishedAt } = end.terminated;
  if (reason === 'StartError' || reason === 'ContainerCannotRun') return true;
  return shellCouldNotRun.has(exitCode) && (secondsBetween(startedAt, finishedAt) ?? Infinity) < momentSeconds;
}

const isLost = (exitCode: number, reason: string | undefined): boolean =>
  reason === 'ContainerStatusUnknown' || (reason === 'Unknown' && exitCode === 255);

/** True for SIGTERM's and SIGKILL's codes, where neither the kernel nor the runtime says why. */
export const isSent = ({ exitCode, reason }: End['terminated']): boolean =>
  (exitCode === 137 || exitCode === 143) && reason !== 'OOMKilled' && !isLost(exitCode, reason);

/** True for an end that was seen where nobody can say whether the container had been told to stop. */
export const isOpen = ({ id, exitCode, reason }: Ending): boolean =>
  id === 'unknown' && exitCode !== null && !isLost(exitCode, reason ?? undefined);

/** Told to stop: in time, or killed when its grace had run out. */
function judgeTold(exitCode: number, told: Told, took: number | null): EndingId {
  if (exitCode !== 137) return 'stopped-in-time';
  // Told, and SIGKILLed: that is the end of a grace, unless it came too early to be.
  const early = told.graceSeconds !== null && took !== null && took < told.graceSeconds - 1;
  return early ? 'signalled' : 'killed-after-grace';
}

/** Codes of a container that ended because it was told to. */
const endsOfAStop = new Set([0, 137, 143]);
/** An end so soon (seconds) after the order may have come before it: whole seconds, and a clock each. */
const sameMoment = 1;

/** True where it ended with a code of its own in the moment of the order, and the kubelet's events, which were read, know of no stop. */
export const isTie = (told: Told, exitCode: number, took: number | null, events: Evidence['events']): boolean =>
  told.by === 'deletion' &&
  told.killing === null &&
  events.known &&
  took !== null &&
  took <= sameMoment &&
  !endsOfAStop.has(exitCode);

/**
 * The ending of a run.
 * @param took seconds since it was told to stop
 * @param open nobody can say whether it was told to stop before it ended
 */
export function judge(end: End, told: Told | null, took: number | null, open: boolean): EndingId {
  const { exitCode, reason } = end.terminated;
  if (reason === 'OOMKilled') return 'oom-killed';
  if (isLost(exitCode, reason)) return 'unknown';
  if (neverRan(end)) return 'never-started';
  // Told or not: nobody tells a container to crash.
  if (isCrash(signalOf(exitCode))) return 'signalled';
  if (open) return 'unknown';
  if (told) return judgeTold(exitCode, told, took);
  return signalOf(exitCode) === null ? 'exited' : 'signalled';
}
