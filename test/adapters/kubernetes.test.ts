import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { connection } from '../../src/adapters/kubernetes-connection.ts';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import type { KubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { clusterContract, contractToken } from '../contract/cluster.ts';
import { startContractCluster } from '../support/kubernetes.ts';

let api: KubernetesApi;
beforeAll(async () => {
  api = await startContractCluster();
});
afterAll(() => api.close());
afterEach(() => vi.useRealTimers());

clusterContract('kubernetesCluster in Node', (options) =>
  kubernetesCluster({ api: api.url, token: () => contractToken, ...options }),
);

it('asks for what it says, and for no more than four things at once', async () => {
  const before = api.requests().length;
  const cluster = kubernetesCluster({ api: `${api.url}/`, token: () => contractToken });
  await cluster.log({ namespace: 'team-66', pod: 'billing-cd7cb67f7-d8g6w', container: 'app', previous: false });
  await cluster.replay({ namespace: 'team-68', resourceVersion: '7', labelSelector: 'app in (a, b)' });
  expect(
    api
      .requests()
      .slice(before)
      .map(({ method, path, query }) => [method, path, query]),
  ).toEqual([
    [
      'GET',
      '/api/v1/namespaces/team-66/pods/billing-cd7cb67f7-d8g6w/log',
      'container=app&previous=false&tailLines=200&limitBytes=65536&timestamps=true',
    ],
    [
      'GET',
      '/api/v1/namespaces/team-68/pods',
      'labelSelector=app+in+%28a%2C+b%29&watch=1&resourceVersion=7&timeoutSeconds=1',
    ],
  ]);
  expect(api.mostInFlight()).toBeLessThanOrEqual(4);
});

it('never asks for a state of the past, for absence is evidence (docs/decisions/0006)', async () => {
  const before = api.requests().length;
  const cluster = kubernetesCluster({ api: api.url, token: () => contractToken });
  const kinds = ['pods', 'events', 'replicasets', 'deployments', 'statefulsets', 'daemonsets'] as const;
  for (const kind of [...kinds, 'controllerrevisions', 'jobs', 'cronjobs'] as const)
    expect((await cluster.list(kind, { namespace: 'team-66' })).known).toBe(true);
  await cluster.get('nodes', null, 'lab-node-1');
  const asked = api.requests().slice(before);
  expect(asked).toHaveLength(10);
  expect(asked.filter(({ query }) => query.includes('resourceVersion'))).toEqual([]);
});

it('keeps what the address has before the API, and leaves it out of the paths it cites', async () => {
  const asked: string[] = [];
  const cluster = kubernetesCluster({
    api: 'https://rancher.test/k8s/clusters/c-1/',
    token: () => null,
    fetch: async (url, init) => {
      const request = new Request(url, init);
      asked.push(request.url, String(request.headers.get('authorization')));
      return Response.json({ metadata: { resourceVersion: '1' }, items: [] });
    },
  });
  expect(await cluster.list('nodes', { namespace: null })).toMatchObject({
    known: true,
    value: { path: '/api/v1/nodes' },
  });
  expect(asked).toEqual(['https://rancher.test/k8s/clusters/c-1/api/v1/nodes?limit=500', 'null']);
});

it.each<[what: string, after: number, called: string, out: boolean]>([
  ['a list', 900, 'too early to tell', false],
  ['a list', 1_500, 'an outage', true],
  ['a watch, which is held open for a second', 1_500, 'too early to tell', false],
  ['a watch, which is held open for a second', 2_500, 'an outage', true],
])('%s that is called off after %i ms is %s', async (what, after, _called, out) => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  const shared = connection();
  for (let n = 0; n < 3; n++) {
    const pass = new AbortController();
    const fetch: typeof globalThis.fetch = (_url, init) =>
      new Promise((_answer, fail) => {
        init?.signal?.addEventListener('abort', () => fail(new Error('aborted')));
        vi.setSystemTime(Date.now() + after);
        pass.abort();
      });
    const options = { api: 'http://k.test', token: () => null, fetch, connection: shared, signal: pass.signal };
    const cluster = kubernetesCluster(options);
    const where = { namespace: 'shop', resourceVersion: '1' };
    await (what === 'a list' ? cluster.list('pods', where) : cluster.replay(where));
  }
  expect(shared.outage() !== null).toBe(out);
});
