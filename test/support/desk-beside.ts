/** The Desk itself beside a cluster of a test's own, on a fake clock, with a Slack in memory: what comes of a webhook and of notices. */
import type { WiredPorts } from '../../src/desk/ports.ts';
import type { Policy } from '../../src/types.ts';
import { deskLives, type DeskLives } from './desk-lives.ts';
import { type FakeTime, fakeTime } from './fake-time.ts';
import { memorySlack, type Shown } from './memory-slack.ts';
import { defaultPolicy } from './policy.ts';

export type DeskBeside = {
  lives: DeskLives;
  time: FakeTime;
  /** The messages that the channel shows, threads left out. */
  posted: () => Shown[];
  /** What was logged, by message. */
  logged: string[];
};

const minute = 60_000;

/**
 * @param start milliseconds since 1970
 * @param parts ports of the test's own, the way to the cluster among them
 */
export function deskBeside(
  start: number,
  parts: Pick<WiredPorts, 'cluster'> & Partial<WiredPorts>,
  policy: Policy = defaultPolicy,
): DeskBeside {
  const time = fakeTime(start);
  const slack = memorySlack(time.now, time.wait);
  const logged: string[] = [];
  const lives = deskLives(time, () => ({
    metrics: () => null,
    notifier: slack.notifier,
    redact: (texts) => Promise.resolve(texts),
    channel: 'C1',
    gapMs: 1_000,
    calm: { reopenMs: 15 * minute, stormThreshold: 10, stormWindowMs: minute },
    keep: { alertsMs: 72 * 60 * minute, incidentsMs: 720 * 60 * minute, bytes: Infinity },
    policy,
    log: (msg) => void logged.push(msg),
    ...parts,
  }));
  return { lives, time, logged, posted: () => slack.shown().filter(({ thread }) => thread === null) };
}
