/** A real Alertmanager fires one real alert: through the webhook, the Desk and the cluster to a message in Slack, and its end too. */
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readSnapshot, startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { startAlertmanager } from '../support/alertmanager.ts';
import { startService, stateFolder } from '../support/service.ts';
import { startSlack } from '../support/slack.ts';

const recorded = join(import.meta.dirname, '../fixtures/corpus/oom-killed/cluster.json');
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

test('an alert of a real Alertmanager becomes one explained message, which says when it resolved', async () => {
  const snapshot = await readSnapshot(recorded);
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
  const secrets = { SLACK_BOT_TOKEN: slack.token };
  const service = await startService({ settings, secrets, directory: state.directory });
  cleanups.push(() => service.stop());
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
