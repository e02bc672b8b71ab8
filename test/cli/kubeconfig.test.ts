import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readyCluster } from '../../src/cli/clusters.ts';
import { readKubeconfig } from '../../src/cli/kubeconfig.ts';
import { allIsWell } from '../../src/cli/network.ts';
import { probeCluster } from '../../src/cli/probe.ts';
import type { ClusterSettings } from '../../src/config/config.ts';
import { selfSigned } from '../support/certificate.ts';

const here = selfSigned(['127.0.0.1']);
const user = selfSigned(['jane']);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

let folder: string;
let server: Server;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lastword-kubeconfig-'));
  // Lets in who shows Jane's certificate or her token.
  server = createServer(
    { ...here, ca: user.cert, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const known = (request.socket as TLSSocket).authorized || request.headers.authorization === 'Bearer from-plugin';
      response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: known ? 'PodList' : 'Status', items: [] }));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const api = (): string => `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** A kubeconfig (JSON is YAML) with the contexts `lab` and `prod`, whose user has these credentials. */
function write(credentials: object, current = 'lab'): ClusterSettings {
  const context = { cluster: 'c', user: 'jane' };
  const config = {
    'current-context': current,
    clusters: [{ name: 'c', cluster: { server: api(), 'certificate-authority-data': base64(here.cert) } }],
    users: [{ name: 'jane', user: credentials }],
    contexts: ['lab', 'prod'].map((name) => ({ name, context })),
  };
  writeFileSync(join(folder, 'config'), JSON.stringify(config));
  return { name: 'lab-eu', aliases: ['eu'], kubeconfig: 'config' };
}

const plugin = (script: string) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script] },
});

describe('a kubeconfig', () => {
  it('with client certificates becomes a loopback address and a token of its own', async () => {
    const settings = write({ 'client-certificate-data': base64(user.cert), 'client-key-data': base64(user.key) });
    const prometheus = { url: 'http://127.0.0.1:9090', labels: {} };
    const ready = await readyCluster({ ...settings, prometheus }, 1, folder, {});
    expect(await probeCluster(ready.probe)).toEqual(allIsWell);
    const token = ready.secrets['LASTWORD_KUBE_TOKEN_1'] ?? '';
    expect(ready.settings).toEqual({
      name: 'lab-eu',
      aliases: ['eu'],
      api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      token: 'LASTWORD_KUBE_TOKEN_1',
      prometheus,
    });
    const pods = await fetch(`${ready.settings.api}/api/v1/pods`, { headers: { authorization: `Bearer ${token}` } });
    expect(await pods.json()).toMatchObject({ kind: 'PodList' });
    await ready.close();
  });

  it('with an exec plugin uses the token that the plugin prints', async () => {
    const credential = { kind: 'ExecCredential', status: { token: 'from-plugin' } };
    const ready = await readyCluster(write(plugin(`console.log('${JSON.stringify(credential)}')`)), 0, folder, {});
    expect(await probeCluster(ready.probe)).toEqual(allIsWell);
    await ready.close();
  });

  it('whose plugin fails or is missing is refused with its name', async () => {
    const failing = await readyCluster(
      write(plugin("console.error('session expired'); process.exit(1)")),
      0,
      folder,
      {},
    );
    expect((await probeCluster(failing.probe)).problem).toMatch(
      /^Cluster lab-eu: the kubeconfig gets its .* failed: session expired$/,
    );
    await failing.close();
    const missing = await readyCluster(write({ exec: { command: 'no-such-plugin' } }), 0, folder, {});
    expect((await probeCluster(missing.probe)).problem).toMatch(
      /from "no-such-plugin", which is not installed here\.$/,
    );
    await missing.close();
  });

  it('whose credentials are not accepted says what kubectl would need as well', async () => {
    const ready = await readyCluster(write({ token: 'stale' }), 0, folder, {});
    expect((await probeCluster(ready.probe)).problem).toMatch(/does not accept the credentials \(401\)\. Log in again/);
    await ready.close();
  });

  it('without the named context lists the ones it has', () => {
    expect(() => readKubeconfig({ ...write({}), context: 'pord' }, folder)).toThrow(
      /has no context "pord"\. Did you mean prod\? It has lab, prod\./,
    );
    expect(() => readKubeconfig(write({}, ''), folder)).toThrow(/has no current context\. Name one in lastword\.yaml/);
  });

  it('that cannot be read is named', () => {
    const cluster = { name: 'lab-eu', aliases: [], kubeconfig: 'gone' };
    expect(() => readKubeconfig(cluster, folder)).toThrow(/the kubeconfig .*gone cannot be read: ENOENT/);
    writeFileSync(join(folder, 'gone'), '{{');
    expect(() => readKubeconfig(cluster, folder)).toThrow(/cannot be read/);
  });

  it('that is nowhere leads to the settings', () => {
    vi.stubEnv('KUBECONFIG', '');
    vi.stubEnv('HOME', folder);
    expect(() => readKubeconfig({ name: 'lab-eu', aliases: [] }, folder)).toThrow(/there is no kubeconfig here/);
  });
});

describe('a cluster with an address', () => {
  const address: ClusterSettings = { name: 'prod', aliases: [], api: 'https://127.0.0.1:1', token: 'KUBE_TOKEN' };

  it('keeps its settings and hands its authority on', async () => {
    writeFileSync(join(folder, 'ca.crt'), here.cert);
    const settings = { ...address, api: api(), certificate_authority: 'ca.crt' };
    const ready = await readyCluster(settings, 0, folder, { KUBE_TOKEN: 'from-plugin' });
    expect(ready).toMatchObject({ settings, certificate: here.cert, secrets: {} });
    expect(await probeCluster(ready.probe)).toEqual(allIsWell);
  });

  it('names the file that is no certificate', () => {
    writeFileSync(join(folder, 'ca.crt'), 'MIIB');
    const read = () => readyCluster({ ...address, certificate_authority: 'ca.crt' }, 0, folder, {});
    expect(read).toThrow(/ca\.crt holds no PEM certificate/);
  });
});
