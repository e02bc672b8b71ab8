/** A service that is killed after it said 202 and before it posted: started again, the message arrives, once. */
import { afterEach, expect, test } from 'vitest';
import { startSurroundings, type Surroundings } from '../support/surroundings.ts';

let around: Surroundings | undefined;
afterEach(async () => around?.close());

const parents = (messages: { thread_ts: string | null }[]): number =>
  messages.filter((m) => m.thread_ts === null).length;

test('killed while it reads the cluster, it tells the alert once when it is back', async () => {
  around = await startSurroundings('oom-killed');
  const { slack, api, alert, start } = around;
  api.setFaults(() => ({ delayMs: 60_000 }));
  const first = await start();
  expect((await first.post('/webhooks/alertmanager', alert)).status).toBe(202);
  await expect.poll(() => api.requests().length).toBeGreaterThan(0);
  await first.kill();
  expect(await slack.messages()).toEqual([]);

  api.setFaults(undefined);
  const second = await start();
  await second.hears('the message', (line) => line.msg === 'posted' && line.kind === 'parent');
  expect(parents(await slack.messages())).toBe(1);
  expect((await second.post('/webhooks/alertmanager', alert)).status).toBe(200);
}, 30_000);

test('killed after Slack took the message and before it was written down, it does not say it twice', async () => {
  around = await startSurroundings('oom-killed');
  const { slack, alert, start } = around;
  // Slack publishes and never answers: the outcome is nowhere written when the service dies.
  slack.failNext({ kind: 'hang', method: 'chat.postMessage', publish: true });
  const first = await start();
  expect((await first.post('/webhooks/alertmanager', alert)).status).toBe(202);
  await expect.poll(() => slack.messages().then(parents)).toBe(1);
  await first.kill();

  const second = await start();
  await second.hears('the message', (line) => line.msg === 'posted' && line.kind === 'parent');
  await second.hears('its log', (line) => line.msg === 'posted' && line.kind === 'reply');
  expect(parents(await slack.messages())).toBe(1);
  expect((await slack.messages()).filter((m) => m.thread_ts !== null)).toHaveLength(1);
}, 30_000);
