/** A service that is killed after it said 202 and before it posted: started again, the message arrives, once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readSnapshot, startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { type Service, startService, stateFolder } from '../support/service.ts';
import { startSlack } from '../support/slack.ts';

const recorded = join(import.meta.dirname, '../fixtures/corpus/oom-killed');
const alert = readFileSync(join(recorded, 'alert.json'), 'utf8');
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function surroundings() {
  const snapshot = await readSnapshot(join(recorded, 'cluster.json'));
  const slack = await startSlack();
  const api = await startKubernetesApi({ snapshots: [snapshot], clock: () => snapshot.now });
  const state = stateFolder();
  cleanups.push(
    () => state.remove(),
    () => slack.close(),
    () => api.close(),
  );
  const settings = {
    clusters: [{ name: 'lab-eu-1', api: api.url }],
    slack: { channel: slack.channel, api: slack.url },
  };
  const start = async (): Promise<Service> => {
    const service = await startService({
      settings,
      secrets: { SLACK_BOT_TOKEN: slack.token },
      directory: state.directory,
    });
    cleanups.push(() => service.stop());
    return service;
  };
  return { slack, api, start };
}

const parents = (messages: { thread_ts: string | null }[]): number =>
  messages.filter((m) => m.thread_ts === null).length;

test('killed while it reads the cluster, it tells the alert once when it is back', async () => {
  const { slack, api, start } = await surroundings();
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
  const { slack, start } = await surroundings();
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
