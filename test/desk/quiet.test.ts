import { afterEach, expect, it } from 'vitest';
import { arrivalOf } from '../support/accounting-model.ts';
import { alertOfPod } from '../support/alerts.ts';
import { deskLives } from '../support/desk-lives.ts';
import { fakeTime, realTime } from '../support/fake-time.ts';
import { lifePorts } from '../support/life-ports.ts';
import { memorySlack } from '../support/memory-slack.ts';
import { podNamed, shop } from '../support/shop.ts';

afterEach(realTime);

const noon = Date.parse('2026-11-22T12:00:00Z');

/** When Slack was called (milliseconds since noon) that asked for a minute of quiet at first; a second alert comes in a new life. */
async function calls(jump = 0): Promise<number[]> {
  const time = fakeTime(noon);
  const slack = memorySlack(time.now, time.wait);
  const heard: number[] = [];
  const post: typeof slack.notifier.post = (...said) => {
    heard.push(time.now() - noon);
    return slack.notifier.post(...said);
  };
  const lives = deskLives(time, (step) =>
    lifePorts(step, { fetch: shop().fetch, notifier: { ...slack.notifier, post } }),
  );
  slack.faults.push({ kind: 'wait', retryAfterSeconds: 60 });
  void lives.accept(arrivalOf(alertOfPod(podNamed(0, 0))));
  await time.advance(5_000);
  lives.crash();
  time.jump(jump);
  void lives.accept(arrivalOf(alertOfPod(podNamed(1, 0))));
  await time.advance(120_000);
  return heard;
}

it('a life that begins while Slack wants to hear nothing keeps to that', async () => {
  const [first = Number.NaN, ...later] = await calls();
  expect(later).toHaveLength(2);
  expect(Math.min(...later) - first).toBeGreaterThanOrEqual(60_000);
});

it('a clock that jumps back does not make the quiet longer than a minute', async () => {
  const hour = 3_600_000;
  const later = (await calls(-hour)).slice(1);
  expect(later).toHaveLength(2);
  expect(Math.max(...later) + hour).toBeLessThan(120_000);
});
