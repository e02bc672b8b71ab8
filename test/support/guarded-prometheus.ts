/** The Prometheus that the contract suite is about: a real one behind a gate that wants a token, and addresses whose answers go wrong. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { contractToken, measured, measuredAt } from '../contract/metrics.ts';
import type { Running } from './peers.ts';
import { containerSeries, startPrometheus, type Series } from './prometheus.ts';

/** More series than an answer may hold. */
const many: Series[] = Array.from({ length: 1500 }, (_, at) => ({
  name: 'many',
  labels: { number: `${at}`.padStart(60, '0') },
  samples: [[measuredAt, 1]],
}));

/** What the first part of the address does to an answer: `/garbage/api/v1/query`. `/late` never answers. */
const faults: Record<string, (response: ServerResponse, url: string) => unknown> = {
  garbage: (response) => response.end('<html>'),
  odd: (response) => response.end('{"status":"success","data":{"resultType":"vector","result":[{"value":"1"}]}}'),
  moved: (response, url) => response.writeHead(302, { location: url.replace('/moved', '') }).end(),
  late: () => undefined,
};

/** @param series what was measured besides what the contract asks about */
export async function startGuardedPrometheus(series: Series[] = []): Promise<Running> {
  const own = containerSeries(measured, measuredAt, { memory: 2 ** 26, throttled: 0.5 });
  const prometheus = await startPrometheus([...own, ...many, ...series]);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const { url = '', method = 'GET', headers } = request;
    const [, first = ''] = url.split('/');
    const status = /^status-(\d+)$/.exec(first)?.[1];
    if (status) return response.writeHead(Number(status)).end('a body that nobody may see');
    if (faults[first]) return faults[first](response, url);
    if (headers.authorization !== `Bearer ${contractToken}`) return response.writeHead(401).end();
    const type = headers['content-type'] ?? '';
    const sent = { method, headers: { 'content-type': type }, body: await text(request) };
    const got = await fetch(`${prometheus.url}${url.replace(/^\/behind\/a\/path/, '')}`, sent);
    return response.writeHead(got.status).end(await got.text());
  };
  const gate = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  return {
    pid: prometheus.pid,
    url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    close: async () => {
      gate.closeAllConnections();
      gate.close();
      await prometheus.close();
    },
  };
}
