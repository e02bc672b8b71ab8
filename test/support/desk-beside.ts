/** The Desk itself beside a cluster of a test's own, on a fake clock, with a Slack in memory: what comes of a webhook and of notices. */
import type { Policy } from '../../src/types.ts';
import { deskLives, type DeskLives } from './desk-lives.ts';
import { lifePorts } from './life-ports.ts';
import { type FakeTime, fakeTime } from './fake-time.ts';
import { memorySlack, type Shown } from './memory-slack.ts';
import { defaultPolicy } from './policy.ts';

export type DeskBeside = {
  lives: DeskLives;
  time: FakeTime;
  /** The messages that the channel shows, threads left out. */
  posted: () => Shown[];
};

/**
 * @param start milliseconds since 1970
 * @param asking the way to the cluster
 */
export function deskBeside(start: number, asking: typeof fetch, policy: Policy = defaultPolicy): DeskBeside {
  const time = fakeTime(start);
  const { notifier, shown } = memorySlack(time.now, time.wait);
  const lives = deskLives(time, (step) => lifePorts(step, { fetch: asking, notifier }, { policy }));
  return { lives, time, posted: () => shown().filter(({ thread }) => thread === null) };
}
