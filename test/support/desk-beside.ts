/** The Desk itself beside a cluster of a test's own, on a fake clock, with a Slack in memory: what comes of a webhook and of notices. */
import type { Policy } from '../../src/types.ts';
import { deskLives, type DeskLives } from './desk-lives.ts';
import { type FakeTime, fakeTime } from './fake-time.ts';
import { memorySlack, type Shown } from './memory-slack.ts';
import { defaultPolicy } from './policy.ts';
import { askingShop } from './shop.ts';

export type DeskBeside = {
  lives: DeskLives;
  time: FakeTime;
  /** The messages that the channel shows, threads left out. */
  posted: () => Shown[];
};

const minute = 60_000;

/**
 * @param start milliseconds since 1970
 * @param asking the way to the cluster
 */
export function deskBeside(start: number, asking: typeof fetch, policy: Policy = defaultPolicy): DeskBeside {
  const time = fakeTime(start);
  const { notifier, shown } = memorySlack(time.now, time.wait);
  const lives = deskLives(time, (step) => ({
    cluster: askingShop((...asked) => step(() => asking(...asked))),
    metrics: () => null,
    notifier: {
      post: (...said) => step(() => notifier.post(...said)),
      update: (...said) => step(() => notifier.update(...said)),
      find: (...said) => step(() => notifier.find(...said)),
    },
    redact: (texts) => step(() => Promise.resolve(texts)),
    channel: 'C1',
    gapMs: 1_000,
    calm: { reopenMs: 15 * minute, stormThreshold: 10, stormWindowMs: minute },
    keep: { alertsMs: 72 * 60 * minute, incidentsMs: 720 * 60 * minute, bytes: Infinity },
    policy,
    log: () => undefined,
  }));
  return { lives, time, posted: () => shown().filter(({ thread }) => thread === null) };
}
