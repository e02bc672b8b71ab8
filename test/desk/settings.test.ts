/** A Desk whose settings come late, or change while it lives. */
import { afterEach, expect, it } from 'vitest';
import type { WiredPorts } from '../../src/desk/ports.ts';
import { turns } from '../../src/desk/turns.ts';
import { arrivalOf } from '../support/accounting-model.ts';
import { deskLives } from '../support/desk-lives.ts';
import { fakeTime, realTime } from '../support/fake-time.ts';
import { memorySlack } from '../support/memory-slack.ts';
import { defaultCalm, defaultPolicy } from '../support/policy.ts';
import { askingShop, podNamed, shop } from '../support/shop.ts';
import { alertOfPod } from '../support/alerts.ts';

afterEach(realTime);

const minute = 60_000;

/** A Desk that is told whether there are settings, and to which channel they send. */
function begin() {
  const time = fakeTime(Date.parse('2026-11-22T14:05:00Z'));
  const slack = memorySlack(time.steady, time.wait);
  const channels: string[] = [];
  const told = { there: true, channel: 'C1' };
  const ports = (): WiredPorts => ({
    cluster: askingShop(shop().fetch),
    metrics: () => null,
    notifier: {
      ...slack.notifier,
      post: (channel, ...said) => {
        channels.push(channel);
        return slack.notifier.post(channel, ...said);
      },
    },
    bot: null,
    redact: (texts) => Promise.resolve(texts),
    turns: turns(() => Date.now()),
    channel: told.channel,
    gapMs: 0,
    policy: defaultPolicy,
    calm: defaultCalm,
    keep: { alertsMs: 72 * 60 * minute, incidentsMs: 720 * 60 * minute, bytes: Infinity },
    log: () => undefined,
  });
  let made = ports();
  const following = () => ({
    ports: () => (made.channel === told.channel ? made : (made = ports())),
    renew: () => Promise.resolve(told.there),
  });
  return { time, told, channels, lives: deskLives(time, ports, following) };
}

it('an alert waits for settings, and is told when there are some', async () => {
  const { time, told, channels, lives } = begin();
  told.there = false;
  expect(await lives.accept(arrivalOf(alertOfPod(podNamed(0, 0))))).toEqual({ accepted: 1, repeated: 0 });
  await time.advance(minute);
  expect(channels).toEqual([]);
  told.there = true;
  await time.advance(minute);
  expect(channels).toEqual(['C1']);
});

it('what is said after the settings have changed is said by the new ones, in the same life', async () => {
  const { time, told, channels, lives } = begin();
  await lives.accept(arrivalOf(alertOfPod(podNamed(0, 0))));
  await time.advance(minute);
  told.channel = 'C2';
  await lives.accept(arrivalOf(alertOfPod(podNamed(1, 0))));
  await time.advance(minute);
  expect([channels, lives.ended().lives]).toEqual([['C1', 'C2'], 0]);
});
