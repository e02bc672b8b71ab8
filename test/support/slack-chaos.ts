/** A Slack on a bad day: each call may meet any of the faults that Slack's users report, and a seed repeats the whole day. */
import { oneOf, random } from './random.ts';
import type { Fault } from './slack-faults.ts';

/** A post that was cut off appears this much later at most. */
export const latestPublishMs = 3000;

/** What goes wrong, the frequent ones more than once. A hanging call is rare: the caller waits until its time is up. */
const mishaps: readonly [(dice: number) => Fault, ...((dice: number) => Fault)[]] = [
  () => ({ kind: 'rate-limited', retryAfterSeconds: 1 }),
  () => ({ kind: 'rate-limited', retryAfterSeconds: 1 }),
  () => ({ kind: 'status', status: 503 }),
  () => ({ kind: 'status', status: 500, publish: true }),
  () => ({ kind: 'garbled', publish: true }),
  () => ({ kind: 'error', error: 'internal_error', publish: true }),
  () => ({ kind: 'error', error: 'fatal_error' }),
  () => ({ kind: 'error', error: 'service_unavailable' }),
  () => ({ kind: 'cut' }),
  () => ({ kind: 'cut', publish: true }),
  (dice) => ({ kind: 'cut', publishAfterMs: Math.floor(dice * latestPublishMs) }),
  (dice) => ({ kind: 'cut', publishAfterMs: Math.floor(dice * latestPublishMs) }),
  (dice) => ({ kind: 'status', status: 502, publishAfterMs: Math.floor(dice * latestPublishMs) }),
  () => ({ kind: 'hang', publish: true }),
];

/** Decides for one call after the other; `rate`: the share of them that goes wrong, 0 to 1. */
export function chaos(seed: number, rate: number): () => Fault | null {
  const dice = random(seed);
  return () => {
    const [meets, which, how] = [dice(), dice(), dice()];
    return meets < rate ? oneOf(mishaps, which)(how) : null;
  };
}
