/** A recorded stop with a real Prometheus behind it: its message says what the container used before it stopped, and what could not be asked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { toText } from '../../src/compose/text.ts';
import { readSnapshot, startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { startGuardedPrometheus } from '../support/guarded-prometheus.ts';
import { contractToken } from '../contract/metrics.ts';
import { containerSeries } from '../support/prometheus.ts';
import { startService, stateFolder } from '../support/service.ts';
import { startSlack } from '../support/slack.ts';

const recorded = join(import.meta.dirname, '../fixtures/corpus/node-memory-pressure');
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** It ran for 25 s with a limit of 64Mi. */
const container = { namespace: 'team-21', pod: 'cache-warmer-68bd9fff87-f5mxt', container: 'app', cluster: 'lab' };
const end = '2026-11-22T19:44:04Z';

/** The message about the recorded stop, when this much memory was measured and Prometheus is asked at this path. */
async function told(memory: number, path: string): Promise<string> {
  const prometheus = await startGuardedPrometheus(containerSeries(container, end, { memory }));
  cleanups.push(() => prometheus.close());
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
    clusters: [
      {
        name: 'lab-eu-1',
        api: api.url,
        prometheus: { url: `${prometheus.url}${path}`, token: 'PROMETHEUS_TOKEN', labels: { cluster: 'lab' } },
      },
    ],
    slack: { channel: slack.channel, api: slack.url },
  };
  const secrets = { SLACK_BOT_TOKEN: slack.token, PROMETHEUS_TOKEN: contractToken };
  const service = await startService({ settings, secrets, directory: state.directory });
  cleanups.push(() => service.stop());
  const event = readFileSync(join(recorded, 'event.json'), 'utf8');
  expect((await service.post('/webhooks/events', event)).status).toBe(202);
  await service.hears('the message', (line) => line.msg === 'posted' && line.kind === 'parent');
  const parents = (await slack.messages()).filter((m) => m.thread_ts === null);
  return parents.map(toText).join('\n');
}

test.each([
  [
    'near its limit: it is said',
    62 * 2 ** 20,
    '',
    /also: cache-warmer used 6\dMi of its 64Mi memory limit in the last 25 s before it stopped/,
  ],
  ['far from its limit: nothing is said', 20 * 2 ** 20, '', null],
  [
    'and Prometheus does not answer: that is said',
    62 * 2 ** 20,
    '/late',
    /its use of memory and CPU before it stopped.*Prometheus did not answer within 2 s/,
  ],
])(
  'a container %s',
  async (_sentence, memory, path, says) => {
    const text = await told(memory, path);
    expect(text).toContain('cause `node-pressure-eviction`');
    if (says) expect(text).toMatch(says);
    else expect(text).not.toMatch(/memory limit in the last|Prometheus/);
  },
  60_000,
);
