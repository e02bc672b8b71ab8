/** Which ending a run's end was: what the runtime says of it first, then whether it had been told to stop. */
import type { Ending, EndingId } from '../types.ts';
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

/** Told to stop: in time, or killed when its grace had run out, or crashed on the way, which is nothing that it was told. */
function judgeTold(exitCode: number, told: Told, took: number | null): EndingId {
  if (isCrash(signalOf(exitCode))) return 'signalled';
  if (exitCode !== 137) return 'stopped-in-time';
  // Told, and SIGKILLed: that is the end of a grace, unless it came too early to be.
  const early = told.graceSeconds !== null && took !== null && took < told.graceSeconds - 1;
  return early ? 'signalled' : 'killed-after-grace';
}

/**
 * The ending of a run.
 * @param took seconds since it was told to stop
 * @param certain silence about an order to stop means that none was given
 */
export function judge(end: End, told: Told | null, took: number | null, certain: boolean): EndingId {
  const { exitCode, reason } = end.terminated;
  if (reason === 'OOMKilled') return 'oom-killed';
  if (isLost(exitCode, reason)) return 'unknown';
  if (neverRan(end)) return 'never-started';
  if (told) return judgeTold(exitCode, told, took);
  if (!certain) return 'unknown';
  return signalOf(exitCode) === null ? 'exited' : 'signalled';
}
