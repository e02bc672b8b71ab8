import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFiles } from '../../src/cli/workerd.ts';
import firing from '../fixtures/payloads/alertmanager-firing-one.json' with { type: 'json' };
import { type Service, startService, stateFolder } from '../support/service.ts';

let folder: ReturnType<typeof stateFolder>;
let service: Service;
beforeEach(() => {
  folder = stateFolder();
});
afterEach(async () => {
  await service.stop();
  folder.remove();
});

const cluster = { name: 'prod' };
const start = async (settings: object | string): Promise<void> => {
  service = await startService({ settings, directory: folder.directory, asFile: true });
};
const write = (text: string): void => writeFiles(folder.directory, { 'lastword.yaml': text });
const token = { authorization: 'Bearer webhook-secret' };
const get = async (path: string, headers: Record<string, string> = token): Promise<[number, string]> => {
  const response = await fetch(`${service.url}${path}`, { headers });
  return [response.status, await response.text()];
};
/** A metric of lastword itself. */
const metric = async (name: string): Promise<number> => {
  const line = (await get('/metrics'))[1].split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
};
const refusals = () => service.said().filter(({ msg }) => msg === 'settings refused');

describe('lastword.yaml is read anew without a restart', { timeout: 30_000 }, () => {
  it('a broken file keeps the old one working and says so in the log, on the page and in /metrics, until it is put right', async () => {
    await start({ clusters: [cluster] });
    expect((await get('/readyz'))[0]).toBe(200);
    expect(await metric('lastword_config_last_reload_successful')).toBe(1);
    const loaded = await metric('lastword_config_last_reload_success_timestamp_seconds');
    expect(Math.abs(loaded - Date.now() / 1000)).toBeLessThan(60);

    write('clusters: [{ name: prod }]\nstroms: {}\n');
    const problem = 'lastword.yaml:2:1: stroms: there is no such key. Did you mean storms?';
    expect((await service.post('/webhooks/alertmanager', JSON.stringify(firing))).status).toBe(202);
    expect(await metric('lastword_config_last_reload_successful')).toBe(0);
    expect(await metric('lastword_config_last_reload_success_timestamp_seconds')).toBe(loaded);
    const [, page] = await get('/');
    expect(page).toContain('aria-label="Settings"');
    expect(page).toContain(problem);
    expect(refusals().map(({ problems }) => problems)).toEqual([[problem]]);

    write('clusters: [{ name: prod }, { name: staging }]');
    expect((await get('/'))[1]).toContain('Clusters prod, staging');
    expect((await get('/'))[1]).not.toContain('aria-label="Settings"');
    expect(await metric('lastword_config_last_reload_successful')).toBe(1);
  });

  it('a broken file at the very start is 503 with the reason, until it is put right', async () => {
    await start('clusters: [{ nam: prod }]');
    const reason = {
      error: expect.stringContaining('lastword.yaml:1:14: clusters[0].nam: there is no such key') as string,
    };
    const answers = [await get('/readyz'), await get('/'), await get('/webhooks/alertmanager')];
    expect(answers.map(([status, body]) => [status, JSON.parse(body) as unknown])).toEqual(
      answers.map(() => [503, reason]),
    );
    expect((await get('/healthz'))[0]).toBe(200);
    write('clusters: [{ name: prod }]');
    expect((await get('/readyz'))[0]).toBe(200);
  });

  it('a file that names a secret which is not set changes nothing, and one that is gone neither', async () => {
    await start({ clusters: [cluster] });
    expect((await get('/readyz'))[0]).toBe(200);
    write('clusters: [{ name: prod }]\nslack: { channel: C0123456 }');
    expect((await get('/'))[1]).toContain('the Slack token is not set: set SLACK_BOT_TOKEN');
    renameSync(join(folder.directory, 'run/files/lastword.yaml'), join(folder.directory, 'run/elsewhere'));
    expect((await get('/'))[1]).toContain('lastword.yaml cannot be read: it is not there');
    expect(refusals()).toHaveLength(2);
  });

  it('as a ConfigMap is mounted: the file is a link through ..data, which is exchanged for another', async () => {
    await start({ clusters: [cluster] });
    const files = join(folder.directory, 'run/files');
    const version = (name: string, text: string): void => {
      mkdirSync(join(files, name));
      writeFileSync(join(files, name, 'lastword.yaml'), text);
      symlinkSync(name, join(files, '..data_tmp'));
      renameSync(join(files, '..data_tmp'), join(files, '..data'));
    };
    version('..2026_11_22', 'clusters: [{ name: prod, aliases: [p] }]');
    symlinkSync('..data/lastword.yaml', join(files, 'link'));
    renameSync(join(files, 'link'), join(files, 'lastword.yaml'));
    expect((await get('/'))[1]).toContain('Cluster prod');
    version('..2026_11_23', 'clusters: [{ name: production }]');
    expect((await get('/'))[1]).toContain('Cluster production');
  });
});

describe('the Desk works by the new settings', { timeout: 30_000 }, () => {
  const asked: string[] = [];
  const apis: Server[] = [];
  afterEach(() => {
    for (const api of apis.splice(0)) api.close();
  });
  /** Something that is asked as a Kubernetes API is, and knows nothing. */
  const api = async (name: string): Promise<string> => {
    const server = createServer((_request, response) => {
      asked.push(name);
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    });
    apis.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const alertOf = (fingerprint: string) =>
    JSON.stringify({
      ...firing,
      alerts: [
        {
          ...firing.alerts[0],
          fingerprint,
          labels: { ...firing.alerts[0]?.labels, cluster: 'prod', pod: fingerprint },
        },
      ],
    });

  it('from the next alert on, though it has worked by others before', async () => {
    await start({ clusters: [{ ...cluster, api: await api('old') }] });
    await service.post('/webhooks/alertmanager', alertOf('first'));
    await service.hears('the first is explained', ({ msg }) => msg === 'explained');
    expect(new Set(asked)).toEqual(new Set(['old']));
    write(JSON.stringify({ clusters: [{ ...cluster, api: await api('new') }] }));
    asked.length = 0;
    await service.post('/webhooks/alertmanager', alertOf('second'));
    await service.hears(
      'the second is explained',
      ({ msg, line }) => msg === 'explained' && JSON.stringify(line).includes('second'),
    );
    expect(new Set(asked)).toEqual(new Set(['new']));
  });
});
