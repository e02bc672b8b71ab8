/**
 * The service is killed 200 times, at every step of its work and at random moments under load, while Slack has good days and bad ones:
 * each alert that it said 202 to is told, and told once.
 */
import { describe, expect, test } from 'vitest';
import { type Moment, randomMoments, startKills, toldOf } from '../support/kills.ts';
import type { Faults } from '../support/slack-faults.ts';
import type { ShownMessage } from '../support/slack.ts';

const nothingWrong = { lost: [], twice: [], repeated: [] };

type Cleanup = { onTestFinished: (clean: () => Promise<void>) => void };

async function killed({ onTestFinished }: Cleanup, moments: Moment[], alerts: number, faults: Partial<Faults> = {}) {
  const service = await startKills(faults);
  onTestFinished(() => service.close());
  for (const moment of moments) await service.round(moment, alerts);
  return [service.kills(), await service.finish()];
}

// Each has a service, a cluster and a Slack of its own, and mostly waits.
describe.concurrent('what is said 202 to is told once', () => {
  const steps = ['accepted', 'gathering', 'intent', 'published', 'cut', 'written'] as const;
  test.for(steps)('killed 18 times at the moment: %s', { timeout: 420_000 }, async (moment, context) => {
    const moments = Array<Moment>(18).fill(moment);
    expect(await killed(context, moments, 5)).toEqual([18, nothingWrong]);
  });

  test.for([1, 2])('killed 30 times at random moments (seed %i)', { timeout: 420_000 }, async (seed, context) => {
    expect(await killed(context, randomMoments(seed, 30, 60), 6)).toEqual([30, nothingWrong]);
  });

  test.for([3, 4])(
    'killed 20 times at random moments on a bad day of Slack (seed %i)',
    { timeout: 420_000 },
    async (seed, context) => {
      const bad = { chaos: { seed, rate: 0.25 } };
      expect(await killed(context, randomMoments(seed, 20, 60), 6, bad)).toEqual([20, nothingWrong]);
    },
  );
});

describe('the count of who was told what', () => {
  const message = (ts: string, text: string, more: Partial<ShownMessage> = {}): ShownMessage => ({
    ts,
    text,
    blocks: [],
    attachments: [],
    thread_ts: null,
    delivery: ts,
    edited: false,
    ...more,
  });
  test.each<[string, ShownMessage[], object]>([
    ['one message', [message('1', 'pod a')], {}],
    ['one that was edited', [message('1', 'pod a', { edited: true })], {}],
    ['one with news in its thread', [message('1', 'pod a'), message('2', 'a is worse', { thread_ts: '1' })], {}],
    ['a thread that lists it', [message('1', 'many pods'), message('2', 'pods a, b', { thread_ts: '1' })], {}],
    ['none', [message('1', 'pod b')], { lost: ['a'] }],
    ['two', [message('1', 'pod a'), message('2', 'pod a')], { twice: ['a'] }],
    ['its own and a list', [message('1', 'pod a'), message('2', 'pods a, b')], { twice: ['a'] }],
    [
      'a reply said twice',
      [1, 2, 3].map((n) => message(`${n}`, 'pod a', n > 1 ? { thread_ts: '1', delivery: 'd' } : {})),
      { repeated: ['d'] },
    ],
  ])('%s', (_name, messages, told) => {
    expect(toldOf(['a'], messages)).toEqual({ ...nothingWrong, ...told });
  });
});
