import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { readRecordings } from '../../src/demo/recordings.ts';
import { selfSigned } from '../support/certificate.ts';
import { launchFolder, type Folder, type Launched } from '../support/launcher.ts';

/** The worker looks at its file once a second. */
const patience = { timeout: 10_000, interval: 100 };

let folder: Folder;
beforeEach(() => {
  folder = launchFolder();
});
afterEach(() => folder.remove());

/** The page's address, when it is served. */
async function page(launched: Launched): Promise<string> {
  return (await launched.says(/^Page +(http:\/\/127\.0\.0\.1:\d+\/)/))[1] ?? '';
}
const read = async (url: string): Promise<string> => (await fetch(url)).text();

const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('npm start without settings', { timeout: 30_000 }, () => {
  it('explains recorded stops, ends at Ctrl-C, and knows what it said when it is started again', async () => {
    const first = folder.launch([]);
    await first.says(/There is no lastword\.yaml here, so this is the demo/);
    await first.says(/🟢 Expected · payments-api/);
    await first.says(/^ {10}kept quiet by rule deployments: expected, inside the window of its rollout to revision 2/);
    await first.says(/🔴 Investigate · sessions/);
    expect(await read(await page(first))).toMatch(/sessions/);
    const workerd = folder.workerd('.lastword/demo');

    const second = folder.launch([]);
    expect(await second.ended).toBe(1);
    expect(second.said()).toMatch(/^The state folder \.lastword\/demo is in use by a lastword that runs since/);

    first.signal('SIGINT');
    expect(await first.ended).toBe(0);
    expect(exists(workerd)).toBe(false);

    const again = folder.launch([]);
    await again.says(/It remembers the [23] demo alerts that it was sent before/);
    expect(await read(await page(again))).toMatch(/sessions/);
    again.signal('SIGTERM');
    expect(await again.ended).toBe(0);
  });

  it('says why and fails when workerd dies', async () => {
    const launched = folder.launch(['--no-demo-alerts']);
    await page(launched);
    process.kill(folder.workerd('.lastword/demo'), 'SIGKILL');
    expect(await launched.ended).toBe(1);
    expect(launched.said()).toMatch(/workerd ended \(signal SIGKILL\)/);
  });
});

describe('npm start with settings', { timeout: 30_000 }, () => {
  it('is refused with a sentence for each thing that is missing', async () => {
    folder.write('lastword.yaml', '{ clusters: [{ name: prod }], slack: { channel: C0123456789 } }');
    const launched = folder.launch([]);
    expect(await launched.ended).toBe(1);
    expect(launched.said().split('\n')).toEqual([
      expect.stringMatching(/^Webhooks: LASTWORD_WEBHOOK_TOKEN is not set.*openssl rand -hex 32.*--insecure-local$/),
      expect.stringMatching(/^Slack: SLACK_BOT_TOKEN is not set/),
    ]);
  });

  it('serves a cluster with a private certificate, to senders that have the secret', async () => {
    const { key, cert } = selfSigned(['127.0.0.1']);
    const seen: (string | undefined)[] = [];
    const api = createServer({ key, cert }, (request, response) => {
      seen.push(request.headers.authorization);
      response.end(
        JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [] }),
      );
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    const address = `https://127.0.0.1:${(api.address() as AddressInfo).port}`;
    const cluster = { name: 'lab-eu-1', api: address, token: 'KUBE_TOKEN', certificate_authority: 'ca.crt' };
    folder.write('ca.crt', cert);
    folder.write('prod.yaml', JSON.stringify({ clusters: [cluster] }));
    const secrets = { KUBE_TOKEN: 'right', LASTWORD_WEBHOOK_TOKEN: 'webhook-secret' };
    const launched = folder.launch(['--config', 'prod.yaml', '--state', 'state'], secrets);
    const url = await page(launched);
    const [recording] = await readRecordings();
    const post = (token: string) =>
      fetch(`${url}webhooks/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: recording?.webhook.body ?? '',
      });
    expect((await post('guess')).status).toBe(401);
    const probed = seen.length;
    expect((await post('webhook-secret')).status).toBe(202);
    await launched.says(/payments-api/);
    expect(seen.length).toBeGreaterThan(probed);
    expect(new Set(seen)).toEqual(new Set(['Bearer right']));
    launched.signal('SIGINT');
    expect(await launched.ended).toBe(0);
    api.closeAllConnections();
    await new Promise((resolve) => api.close(resolve));
  });

  it('reads a changed file anew; a broken one changes nothing and says so', async () => {
    const api = await startKubernetesApi({ snapshots: [], token: 'right' });
    const cluster = `clusters: [{ name: prod, api: '${api.url}', token: KUBE_TOKEN }]\n`;
    const secrets = { KUBE_TOKEN: 'right', OLD_TOKEN: 'old', LASTWORD_WEBHOOK_TOKEN: 'new' };
    folder.write('prod.yaml', `${cluster}webhooks: { tokens: [OLD_TOKEN, LASTWORD_WEBHOOK_TOKEN] }\n`);
    const launched = folder.launch(['--config', 'prod.yaml'], secrets);
    const url = await page(launched);
    const asked = async (token: string) => {
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      return [response.status, await response.text()] as const;
    };
    expect((await asked('old'))[0]).toBe(200);

    folder.write('prod.yaml', `${cluster}webhooks: { tokns: [LASTWORD_WEBHOOK_TOKEN] }\n`);
    await launched.says(/^prod\.yaml is refused; what was read before stays in force\.$/);
    await launched.says(/^prod\.yaml:2:13: webhooks\.tokns: there is no such key\. Did you mean tokens\?$/);
    await vi.waitFor(
      async () => expect((await asked('old'))[1]).toContain('webhooks.tokns: there is no such key'),
      patience,
    );

    folder.write('prod.yaml', `${cluster}webhooks: { tokens: [LASTWORD_WEBHOOK_TOKEN] }\n`);
    await launched.says(/^prod\.yaml was read anew\.$/);
    await vi.waitFor(async () => expect((await asked('old'))[0]).toBe(401), patience);
    expect((await asked('new'))[1]).not.toContain('aria-label="Settings"');
    await api.close();
  });

  it('is refused by a cluster that does not accept the token', async () => {
    const api = await startKubernetesApi({ snapshots: [], token: 'another' });
    folder.write('lastword.yaml', `clusters: [{ name: prod, api: '${api.url}', token: KUBE_TOKEN }]`);
    const launched = folder.launch(['--insecure-local'], { KUBE_TOKEN: 'stale' });
    expect(await launched.ended).toBe(1);
    expect(launched.said()).toMatch(/^Cluster prod: .* does not accept the credentials \(401\)\. Put a fresh token/);
    await api.close();
  });
});

describe('the command line', () => {
  it('is explained with examples, and a wrong one has status 2', async () => {
    const help = folder.launch(['--help']);
    expect(await help.ended).toBe(0);
    expect(help.said()).toContain('npm start -- --config prod.yaml');
    const wrong = folder.launch(['--prot', '1']);
    expect(await wrong.ended).toBe(2);
    expect(wrong.said()).toMatch(/Did you mean --port\?\nnpm start -- --help/);
  });
});
