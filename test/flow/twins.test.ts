/**
 * A highly available pair of real Alertmanagers whose gossip is down: both send every alert, one of them restarts and sends it again, and
 * an end comes in before its beginning. Whoever reads the channel sees one message, resolved once.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { type Alertmanager, startAlertmanager } from '../support/alertmanager.ts';
import type { Service } from '../support/service.ts';
import { startSurroundings } from '../support/surroundings.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

const token = 'webhook-secret';
const path = '/webhooks/alertmanager';

/** A way to the service that loses what fires, when it is told to: the sender hears 200. */
async function lossyWay(service: Service) {
  const way = { url: '', loses: false, lost: 0 };
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { status } = JSON.parse(body) as { status: string };
      const lost = way.loses && status === 'firing';
      if (lost) way.lost += 1;
      response.writeHead(lost ? 200 : (await service.post(path, body)).status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  way.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  cleanups.push(() => void (server.closeAllConnections(), server.close()));
  return way;
}

/** What both of the pair hear from Prometheus: the same labels and the same beginning. */
const alertOf = (pod: string) => ({
  labels: { alertname: 'KubePodCrashLooping', cluster: 'lab-eu-1', namespace: 'team-12', pod, container: 'app' },
  annotations: { summary: 'Pod is crash looping.' },
  startsAt: new Date().toISOString(),
});

async function start(receiverUrl: string): Promise<Alertmanager> {
  const started = await startAlertmanager({ receiverUrl, token, groupBy: ['pod'] });
  cleanups.push(() => started.close());
  return started;
}

/** How many alerts came in, and how many of them were repeats. */
async function heard({ url }: Service): Promise<[received: number, repeated: number]> {
  const headers = { authorization: `Bearer ${token}` };
  const metrics = await (await fetch(`${url}/metrics`, { headers })).text();
  const sum = (name: string): number =>
    [...metrics.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\d+)$`, 'gm'))].reduce((all, [, n]) => all + Number(n), 0);
  return [sum('lastword_alerts_received_total'), sum('lastword_alerts_repeated_total')];
}
const inTime = { timeout: 20_000 };

test('one message, resolved once: sent by both, again after a restart, and ended by both', async () => {
  const { slack, start: serve, close } = await startSurroundings('oom-killed');
  cleanups.push(close);
  const service = await serve();
  const ownWay = `${service.url}${path}`;
  const one = await start(ownWay);
  const other = await start(ownWay);
  const firing = alertOf('image-resizer-d58574f6d-sv4ld');
  await Promise.all([one.fireAll([firing]), other.fireAll([firing])]);
  await expect.poll(() => heard(service), inTime).toEqual([2, 1]);
  await service.hears('the message', (line) => line.msg === 'posted' && line.kind === 'parent');

  await other.close();
  const restarted = await start(ownWay);
  await restarted.fireAll([firing]);
  await expect.poll(() => heard(service), inTime).toEqual([3, 2]);

  const over = { ...firing, endsAt: new Date().toISOString() };
  await restarted.fireAll([over]);
  await service.hears('its end', (line) => line.msg === 'posted' && line.kind === 'update');
  await one.fireAll([over]);
  await expect.poll(() => heard(service), inTime).toEqual([5, 3]);

  const parents = (await slack.messages()).filter((m) => m.thread_ts === null);
  expect(parents.map((m) => m.text)).toEqual([
    expect.stringMatching(/^✅ Resolved · Investigate · image-resizer ran out/),
  ]);
  expect(slack.calls().filter(({ method }) => method === 'chat.update')).toHaveLength(1);
}, 60_000);

test('an end that one sends before the other sends its beginning: one message that says both', async () => {
  const { slack, start: serve, close } = await startSurroundings('oom-killed');
  cleanups.push(close);
  const service = await serve();
  const way = await lossyWay(service);
  const one = await start(`${service.url}${path}`);
  const other = await start(way.url);
  const firing = alertOf('image-resizer-d58574f6d-sv4ld');
  way.loses = true;
  await other.fireAll([firing]);
  await expect.poll(() => way.lost, inTime).toBe(1);
  const over = { ...firing, endsAt: new Date().toISOString() };
  await other.fireAll([over]);
  await expect.poll(() => heard(service), inTime).toEqual([1, 0]);
  expect(await slack.messages()).toEqual([]);

  await one.fireAll([firing]);
  await service.hears('the message', (line) => line.msg === 'posted' && line.kind === 'parent');
  await one.fireAll([over]);
  await expect.poll(() => heard(service), inTime).toEqual([3, 1]);

  const parents = (await slack.messages()).filter((m) => m.thread_ts === null);
  expect(parents.map((m) => m.text)).toEqual([
    expect.stringMatching(/^✅ Resolved · Investigate · image-resizer ran out/),
  ]);
  expect(slack.calls().filter(({ method }) => method === 'chat.update')).toEqual([]);
}, 60_000);
