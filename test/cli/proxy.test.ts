import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProxy, type Proxy } from '../../src/cli/proxy.ts';
import { startKubernetesApi, type KubernetesApi } from '../../src/demo/kubernetes-api.ts';

let api: KubernetesApi;
let proxy: Proxy;

beforeEach(async () => {
  api = await startKubernetesApi({ snapshots: [], token: 'clusters-own' });
  const options = async () => ({ headers: { Authorization: 'Bearer clusters-own' } });
  proxy = await startProxy({ server: api.url, options }, 'door-key');
});
afterEach(async () => {
  await proxy.close();
  await api.close();
});

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${proxy.url}${path}`, { headers: { authorization: 'Bearer door-key' }, ...init });

/** fetch() resolves `..` before it asks; a raw request does not. */
function askRaw(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(proxy.url);
    const headers = { authorization: 'Bearer door-key', connection: 'close' };
    request({ hostname, port, path, headers }, (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('the proxy to a kubeconfig cluster', () => {
  it("passes a question on with the cluster's own credentials", async () => {
    const response = await ask('/api/v1/namespaces/shop/pods?limit=5');
    expect(await response.json()).toMatchObject({ kind: 'PodList' });
    expect(api.requests()).toMatchObject([{ path: '/api/v1/namespaces/shop/pods', query: 'limit=5', status: 200 }]);
  });

  it.each([undefined, 'Bearer wrong', 'door-key'])(
    'lets nobody in with the authorization %j',
    async (authorization) => {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      expect((await ask('/api/v1/pods', { headers })).status).toBe(401);
      expect(api.requests()).toEqual([]);
    },
  );

  it.each(['POST', 'DELETE', 'PATCH', 'PUT'])('changes nothing: %s', async (method) => {
    expect((await ask('/api/v1/namespaces/shop/pods/a', { method })).status).toBe(405);
    expect(api.requests()).toEqual([]);
  });

  it.each([
    '/api/v1/namespaces/shop/secrets',
    '/api/v1/nodes/n1/proxy/logs/',
    '/api/v1/namespaces/shop/pods/a/exec?command=sh',
    '/api/v1/namespaces/shop/pods/../secrets/db',
    '/api/v1/namespaces/shop/pods/%2e%2e/secrets',
    '/',
  ])('does not pass on %s', async (path) => {
    expect(await askRaw(path)).toBe(403);
    expect(api.requests()).toEqual([]);
  });

  it.each([
    '/api/v1/namespaces/shop/services/web',
    '/apis/apps/v1/namespaces/shop/deployments/web',
    '/api/v1/namespaces/shop/pods/a/log?container=app',
  ])('passes on %s', async (path) => {
    expect(await askRaw(path)).toBe(404);
    expect(api.requests()).toHaveLength(1);
  });

  it('says as a Status why the cluster cannot be asked', async () => {
    const failing = async (): Promise<never> => {
      throw new Error('the plugin "aws" is not installed');
    };
    const broken = await startProxy({ server: api.url, options: failing }, 'door-key');
    const response = await fetch(`${broken.url}/api/v1/pods`, { headers: { authorization: 'Bearer door-key' } });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ kind: 'Status', message: expect.stringContaining('"aws"') });
    await broken.close();
  });
});
