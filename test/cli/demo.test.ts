import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemoCluster, tellRecordings, type Telling } from '../../src/cli/demo.ts';
import { recordingNames } from '../../src/demo/recordings.ts';

let folder: string;
let service: Server;
let taken: { path: string; body: string }[];
let status: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lastword-demo-'));
  taken = [];
  status = 202;
  service = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      taken.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(status).end('busy');
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
  rmSync(folder, { recursive: true });
});

async function telling(options: Partial<Telling> = {}): Promise<Telling & { said: string[] }> {
  const said: string[] = [];
  const toldFile = join(folder, 'told.json');
  return {
    cluster: await startDemoCluster(toldFile),
    toldFile,
    url: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
    nextExplained: async () => {},
    say: (text) => void said.push(text),
    said,
    signal: new AbortController().signal,
    now: () => new Date('2030-05-06T07:08:09Z'),
    pauseMs: 0,
    patienceMs: 1000,
    ...options,
  };
}

const deployments = '/apis/apps/v1/namespaces/team-68/deployments';
async function asked(told: Telling, path: string): Promise<string> {
  const headers = { authorization: `Bearer ${told.cluster.token}` };
  return (await fetch(`${told.cluster.api.url}${path}`, { headers })).text();
}

describe('the demo', () => {
  it('tells every recording as of now, through the route of its sender, and remembers it', async () => {
    const told = await telling();
    await tellRecordings(told);
    expect(taken).toHaveLength(recordingNames.length);
    expect(new Set(taken.map(({ path }) => path))).toEqual(new Set(['/webhooks/events', '/webhooks/alertmanager']));
    expect(taken.every(({ body }) => body.includes('2030-05-06T07:0'))).toBe(true);
    expect(Object.keys(JSON.parse(readFileSync(told.toldFile, 'utf8')) as object)).toEqual(recordingNames);
    expect(told.said).toEqual([]);
    await told.cluster.api.close();
  });

  it('serves the cluster of an alert before the alert is told, and again after a new start', async () => {
    const first = await telling();
    expect(await asked(first, deployments)).not.toContain('payments-api');
    await tellRecordings(first);
    expect(await asked(first, deployments)).toContain('payments-api');
    await first.cluster.api.close();
    const second = await telling();
    expect(await asked(second, deployments)).toContain('payments-api');
    await second.cluster.api.close();
  });

  it('says what was not accepted or not explained, and goes on', async () => {
    status = 503;
    const refused = await telling();
    await tellRecordings(refused);
    expect(refused.said[0]).toBe('The alert "rollout-image" was not accepted: 503 busy');
    expect(taken).toHaveLength(recordingNames.length);
    await refused.cluster.api.close();
    status = 202;
    const silent = await telling({ nextExplained: () => Promise.reject(new Error('too late')) });
    await tellRecordings(silent);
    expect(silent.said).toHaveLength(recordingNames.length);
    expect(silent.said[0]).toMatch(/was sent, but not explained within 1 s/);
    await silent.cluster.api.close();
  });

  it('stops without a word when it is told to', async () => {
    const stopping = new AbortController();
    const told = await telling({ signal: stopping.signal, nextExplained: async () => stopping.abort() });
    await tellRecordings(told);
    expect(told.said).toEqual([]);
    expect(taken.length).toBeLessThanOrEqual(1);
    await told.cluster.api.close();
  });
});
