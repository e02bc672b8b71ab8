import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it, vi } from 'vitest';
import { startAlertmanager, type Alertmanager } from './alertmanager.ts';

type Posted = { authorization: string | undefined; status: string; alerts: { labels: object; status: string }[] };

const posted: Posted[] = [];
const receiver = createServer((request, response) => {
  void text(request).then((body) => {
    posted.push({ ...(JSON.parse(body) as Posted), authorization: request.headers.authorization });
    response.end();
  });
});
let alertmanager: Alertmanager | undefined;
afterEach(async () => {
  await alertmanager?.close();
  receiver.closeAllConnections();
  receiver.close();
});

it('posts what fires and what ends, as fast as it can', async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/alertmanager`;
  alertmanager = await startAlertmanager({ receiverUrl, token: 'open-sesame' });
  const labels = { alertname: 'ContainerRestarted', namespace: 'shop', pod: 'web-1' };
  await alertmanager.fire(labels, { summary: 'restarted' });
  await vi.waitFor(() => expect(posted).toHaveLength(1), 10_000);
  expect(posted[0]).toMatchObject({ status: 'firing', authorization: 'Bearer open-sesame', alerts: [{ labels }] });
  await alertmanager.resolve(labels);
  await vi.waitFor(() => expect(posted.at(-1)?.status).toBe('resolved'), 10_000);
}, 30_000);
