/** A cluster that is down, slow, forbidding or talking nonsense: each alert is posted all the same, and says what is missing. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Fault, Faults } from '../../src/demo/kubernetes-api.ts';
import type { Service } from '../support/service.ts';
import { startSurroundings, type Surroundings } from '../support/surroundings.ts';

let around: Surroundings | undefined;
afterEach(async () => around?.close());

/** Sends the recording's alert and answers with what stands in Slack, as text, once it does. */
async function told({ slack, alert }: Surroundings, service: Service): Promise<string> {
  expect((await service.post('/webhooks/alertmanager', alert)).status).toBe(202);
  await service.hears('the message', (line) => line.msg === 'posted' && line.kind === 'parent');
  return JSON.stringify(await slack.messages());
}

const always =
  (fault: Fault): Faults =>
  () =>
    fault;

describe('a cluster', () => {
  test.each<[string, Faults, RegExp]>([
    ['that is slow', always({ delayMs: 30_000 }), /the cluster did not answer within 3 s/],
    ['that cannot answer', always({ status: 500 }), /the cluster could not (answer|be read: [^"]*) \(500\)/],
    ['that asks for fewer requests', always({ status: 429, retryAfter: 30 }), /asking for fewer requests \(429\)/],
    ['that breaks off half way', always({ cut: true }), /the cluster's answer (broke off|was not JSON)/],
    ['that talks nonsense', always({ garbage: true }), /the cluster's answer was not JSON/],
    ['that refuses all', always({ status: 403 }), /pods are forbidden to lastword \(403\)/],
  ])(
    '%s: the alert is posted, and says so',
    async (_name, faults, why) => {
      around = await startSurroundings('oom-killed');
      around.api.setFaults(faults);
      expect(await told(around, await around.start())).toMatch(why);
    },
    30_000,
  );

  test('that is not there: the alert is posted, and says so', async () => {
    around = await startSurroundings('oom-killed');
    const service = await around.start({ api: 'http://127.0.0.1:9' });
    expect(await told(around, service)).toMatch(/the cluster could not be reached/);
    expect(around.api.requests()).toEqual([]);
  }, 30_000);

  test('that refuses an expired token: the alert is posted, and says so', async () => {
    around = await startSurroundings('oom-killed', { token: 'fresh' });
    const service = await around.start({ token: 'KUBE_TOKEN' }, { KUBE_TOKEN: 'expired' });
    const text = await told(around, service);
    expect(text).toMatch(/the cluster refused lastword's token \(401\)/);
    expect(text).not.toContain('expired');
  }, 30_000);
});

/** A group of alerts, each of a pod in a namespace of its own, so that each costs requests of its own. */
function burst(body: string, size: number): string {
  const group = JSON.parse(body) as { alerts: { labels: object; fingerprint: string }[] };
  const alerts = Array.from({ length: size }, (_, at) => ({
    ...group.alerts[0],
    labels: { ...group.alerts[0]?.labels, namespace: `shop-${at}`, pod: `web-${at}`, uid: `uid-${at}` },
    fingerprint: `burst-${at}`,
  }));
  return JSON.stringify({ ...group, alerts });
}

/** Sends a burst and waits until the last of it was explained. */
async function explained(service: Service, body: string, size: number): Promise<void> {
  expect((await service.post('/webhooks/alertmanager', body)).status).toBe(202);
  let seen = 0;
  await service.hears('the whole burst', (line) => line.msg === 'explained' && (seen += 1) === size);
}

describe('a burst of 60 alerts', () => {
  test('has at most four requests under way', async () => {
    around = await startSurroundings('oom-killed');
    around.api.setFaults(always({ delayMs: 10 }));
    await explained(await around.start(), burst(around.alert, 60), 60);
    expect(around.api.requests().length).toBeGreaterThan(100);
    expect(around.api.mostInFlight()).toBe(4);
  }, 30_000);

  test('asks a cluster that hangs a handful of times, and tells every alert as it came', async () => {
    around = await startSurroundings('oom-killed');
    around.api.setFaults(always({ delayMs: 60_000 }));
    const service = await around.start();
    await explained(service, burst(around.alert, 60), 60);
    const told = service.said().filter((line) => line.msg === 'explained');
    expect(told.map((line) => line.says)).toEqual(told.map(() => 1));
    // Four under way when it turned out, and a probe or two.
    expect(around.api.requests().length).toBeLessThanOrEqual(8);
  }, 30_000);
});
