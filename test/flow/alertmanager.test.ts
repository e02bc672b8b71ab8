/** A real Alertmanager fires one real alert: through the webhook, the Desk and the cluster to a message in Slack, and its end too. */
import { afterEach, expect, test } from 'vitest';
import { startAlertmanager } from '../support/alertmanager.ts';
import { startSurroundings } from '../support/surroundings.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

test('an alert of a real Alertmanager becomes one explained message, which says when it resolved', async () => {
  const { slack, start, close } = await startSurroundings('oom-killed');
  cleanups.push(close);
  const service = await start();
  const receiverUrl = `${service.url}/webhooks/alertmanager`;
  const alertmanager = await startAlertmanager({ receiverUrl, token: 'webhook-secret' });
  cleanups.push(() => alertmanager.close());

  const labels = {
    alertname: 'KubePodCrashLooping',
    cluster: 'lab-eu-1',
    namespace: 'team-12',
    pod: 'image-resizer-d58574f6d-sv4ld',
    container: 'app',
    severity: 'warning',
  };
  await alertmanager.fire(labels, { summary: 'Pod is crash looping.' });
  await service.hears('the message', (line) => line.msg === 'posted' && line.kind === 'parent');
  await alertmanager.resolve(labels);
  await service.hears('its end', (line) => line.msg === 'posted' && line.kind === 'update');

  const parents = (await slack.messages()).filter((m) => m.thread_ts === null);
  expect(parents).toHaveLength(1);
  expect(parents[0]?.text).toMatch(/^✅ Resolved · Investigate · image-resizer ran out of memory at its 64Mi limit/);
}, 60_000);
