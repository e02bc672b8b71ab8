/** How containers were shut down, in numbers: counts by ending, the median, who was slowest and who came closest to its grace. */
import type { DeploymentReport, EndingId, HiddenStop, Shutdown } from '../types.ts';

/** From this share of the grace on there is no room left for a slower day. */
export const tight = 0.8;

/** A grace to try when how long it needs was not seen: twice what it had, and not less than Kubernetes' own default. Seconds. */
export const wantedSeconds = (grace: number): number => Math.max(30, grace * 2);

/** One whose time is known. */
export type Timed = Shutdown & { tookSeconds: number };

/** Times are those of containers that were told to stop; durations are seconds. */
export type Quality = {
  total: number;
  /** How many ended so; endings of none are left out. */
  endings: Map<EndingId, number>;
  /** The median; null when no time is known. */
  p50Seconds: number | null;
  slowest: Timed | null;
  /** Whoever used most of its grace, and which share that was (1: all of it); null when no grace is known. */
  closest: (Timed & { graceSeconds: number; share: number }) | null;
  killed: Shutdown[];
};

/** The middle one, or the mean of the two in the middle; null of none. */
export function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

const isTimed = (shutdown: Shutdown): shutdown is Timed =>
  shutdown.tookSeconds !== null && (shutdown.ending === 'stopped-in-time' || shutdown.ending === 'killed-after-grace');

/** The share of its grace that it used; null where no grace is known. A grace of 0 s is used up at once. */
const shareOf = ({ tookSeconds, graceSeconds }: Timed): number | null =>
  graceSeconds === null ? null : graceSeconds > 0 ? tookSeconds / graceSeconds : 1;

function closestOf(timed: Timed[]): Quality['closest'] {
  const all = timed.flatMap((one) => {
    const [share, graceSeconds] = [shareOf(one), one.graceSeconds];
    return share === null || graceSeconds === null ? [] : [{ ...one, graceSeconds, share }];
  });
  return all.toSorted((a, b) => b.share - a.share)[0] ?? null;
}

/** The numbers of these shutdowns. */
export function qualityOf(shutdowns: Shutdown[]): Quality {
  const timed = shutdowns.filter(isTimed);
  const endings = Map.groupBy(shutdowns, ({ ending }) => ending);
  return {
    total: shutdowns.length,
    endings: new Map([...endings].map(([ending, of]) => [ending, of.length])),
    p50Seconds: median(timed.map(({ tookSeconds }) => tookSeconds)),
    slowest: timed.toSorted((a, b) => b.tookSeconds - a.tookSeconds)[0] ?? null,
    closest: closestOf(timed),
    killed: shutdowns.filter(({ ending }) => ending === 'killed-after-grace'),
  };
}

/** A hidden stop as a shutdown. One of no known pod counts all the same. */
export function shutdownOf({ pod, container, ...stop }: HiddenStop): Shutdown {
  const { ending, exitCode, tookSeconds, graceSeconds } = stop;
  return { pod: pod ?? '', container: container ?? '', ending, exitCode, tookSeconds, graceSeconds };
}

const isSame = (a: Shutdown, b: Shutdown): boolean => a.pod === b.pod && a.container === b.container;

/**
 * Every end of a container in a deployment once: those whose shutdown was looked at, and those that an alert told of. Where both speak of
 * one, the one that saw its end counts. An alert that names no pod tells of no container.
 */
export function shutdownsIn({ shutdowns, hidden }: Pick<DeploymentReport, 'shutdowns' | 'hidden'>): Shutdown[] {
  const left = hidden.filter(({ pod }) => pod !== null).map(shutdownOf);
  const looked = shutdowns.map((one) => {
    const at = left.findIndex((other) => isSame(one, other));
    const [told] = at < 0 ? [] : left.splice(at, 1);
    return told && one.ending === 'unknown' ? told : one;
  });
  return [...looked, ...left];
}

/** True when the end of a deployment must be read: a container had to be killed, or was so slow that it soon will be. */
export function speaksUp(report: Pick<DeploymentReport, 'shutdowns' | 'hidden'>): boolean {
  const { killed, closest } = qualityOf(shutdownsIn(report));
  return killed.length > 0 || (closest?.share ?? 0) > tight;
}
