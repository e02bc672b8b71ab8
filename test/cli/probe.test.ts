import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { RequestOptions } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { allIsWell } from '../../src/cli/network.ts';
import { probeCluster, probePort } from '../../src/cli/probe.ts';
import { startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { selfSigned } from '../support/certificate.ts';

const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function listen(server: Server): Promise<number> {
  open.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const closeEach: RequestListener = (_, response) => response.setHeader('connection', 'close');
function answering(status: number, body: object): RequestListener {
  return (request, response) => {
    closeEach(request, response);
    response.writeHead(status).end(JSON.stringify(body));
  };
}

const probe = (url: string, options: RequestOptions = {}) =>
  probeCluster({
    place: { what: 'Cluster prod', url, setting: 'clusters[0].api in lastword.yaml', trust: 'Name its authority.' },
    options: async () => ({ headers: { authorization: 'Bearer right' }, ...options }),
    renew: 'Make a new token.',
    timeoutMs: options.timeout ?? 5000,
  });

/** What keeps lastword from starting. */
const problem = async (...asked: Parameters<typeof probe>): Promise<string | null> => (await probe(...asked)).problem;
/** What does not. */
async function warning(...asked: Parameters<typeof probe>): Promise<string | null> {
  const found = await probe(...asked);
  expect(found.problem).toBeNull();
  return found.warning;
}

describe('the port', () => {
  it('is named with another to try when it is taken', async () => {
    const port = await listen(createServer());
    expect(await probePort(port)).toBe(
      `Port ${port} of 127.0.0.1 is taken by another program. Choose another: npm start -- --port ${port + 1}`,
    );
  });

  it('may be any free one', async () => {
    expect(await probePort(0)).toBeNull();
  });
});

describe('a cluster', () => {
  it('that answers and lets pods be listed is fine', async () => {
    const api = await startKubernetesApi({ snapshots: [], token: 'right' });
    expect(await probe(api.url)).toEqual(allIsWell);
    await api.close();
  });

  it('that listens nowhere', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => open.splice(0)[0]?.close(resolve));
    expect(await warning(`https://127.0.0.1:${port}`)).toBe(
      `Cluster prod: nothing listens at https://127.0.0.1:${port} (connection refused). Check clusters[0].api in lastword.yaml, and that it is running. Until it answers, alerts are told as they came.`,
    );
  });

  it('whose name nobody knows', async () => {
    const lookup: RequestOptions['lookup'] = (_name, _options, done) =>
      done(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), '', 4);
    expect(await problem('https://k8s.example:6443', { lookup })).toMatch(
      /^Cluster prod: the name k8s\.example cannot be resolved \(ENOTFOUND\)/,
    );
  });

  it.each([429, 503])('that has trouble of its own: status %d', async (status) => {
    const url = `http://127.0.0.1:${await listen(createServer(answering(status, {})))}`;
    expect(await warning(url)).toMatch(/answers with status \d+\. Until it answers, alerts are told as they came\.$/);
  });

  it('that never answers', async () => {
    const url = `http://127.0.0.1:${await listen(createServer(() => {}))}`;
    expect(await warning(url, { timeout: 50 })).toMatch(/does not answer \(ETIMEDOUT\).*VPN or a firewall/);
  });

  it('whose certificate nobody here trusts, and then does', async () => {
    const { key, cert } = selfSigned(['127.0.0.1']);
    const server = createTlsServer({ key, cert }, answering(200, { kind: 'PodList', items: [] }));
    const url = `https://127.0.0.1:${await listen(server)}`;
    expect(await problem(url)).toBe(
      `Cluster prod: the certificate of ${url} is signed by nobody that is trusted here (DEPTH_ZERO_SELF_SIGNED_CERT). Name its authority.`,
    );
    expect(await probe(url, { ca: cert })).toEqual(allIsWell);
  });

  it('whose certificate is for another name', async () => {
    const { key, cert } = selfSigned(['k8s.example', 'kubernetes.default.svc']);
    const url = `https://127.0.0.1:${await listen(createTlsServer({ key, cert }))}`;
    expect(await problem(url, { ca: cert })).toMatch(
      /is for other names than 127\.0\.0\.1 \(.*k8s\.example.*\)\. Use one of those in clusters\[0\].api/,
    );
  });

  it('whose certificate has expired', async () => {
    const { key, cert } = selfSigned(['127.0.0.1'], new Date('2020-01-01T00:00:00Z'));
    const url = `https://127.0.0.1:${await listen(createTlsServer({ key, cert }))}`;
    expect(await problem(url, { ca: cert })).toMatch(/is not valid now \(CERT_HAS_EXPIRED\)/);
  });

  it('that speaks plain HTTP where TLS was meant', async () => {
    const url = `https://127.0.0.1:${await listen(createServer(closeEach))}`;
    expect(await problem(url)).toMatch(/does not speak TLS .*write http:\/\/ in clusters\[0\].api/);
  });

  it('that does not accept the token', async () => {
    const api = await startKubernetesApi({ snapshots: [], token: 'another' });
    expect(await problem(api.url)).toBe(
      `Cluster prod: ${api.url} does not accept the credentials (401). Make a new token.`,
    );
    await api.close();
  });

  it('that does not let pods be listed', async () => {
    const refusal = { kind: 'Status', message: 'pods is forbidden' };
    const url = `http://127.0.0.1:${await listen(createServer(answering(403, refusal)))}`;
    expect(await problem(url)).toMatch(/may not list pods \(403: pods is forbidden\)\. Grant it: kubectl apply/);
  });

  it('that is something else', async () => {
    const url = `http://127.0.0.1:${await listen(createServer(answering(200, { hello: 1 })))}`;
    expect(await problem(url)).toMatch(/is not a Kubernetes API \(status 200 for \/api\/v1\/pods\)/);
  });
});
