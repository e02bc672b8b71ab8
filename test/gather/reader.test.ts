import { describe, expect, it, onTestFinished } from 'vitest';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { type Faults, type KubernetesApi, startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { batchReader, type Memory, newMemory } from '../../src/gather/reader.ts';
import type { Cluster } from '../../src/ports.ts';
import { asked, clusterOf, connect } from '../support/gathering.ts';
import { pod } from '../support/stories.ts';

const shop = clusterOf({ pods: [pod(), pod({ name: 'web-2', uid: 'uid-2' })] }, { 'web-1/app/current': '' });
const container = { namespace: 'shop', pod: 'web-1', container: 'app', previous: false };
const watch = { namespace: 'shop', resourceVersion: '5' };

describe('asked again, and twice at the same time, it asks the cluster once', () => {
  it.each<[what: string, ask: (cluster: Cluster) => Promise<unknown>]>([
    ['a list', (cluster) => cluster.list('pods', { namespace: 'shop' })],
    ['an object', (cluster) => cluster.get('pods', 'shop', 'web-1')],
    ['a log', (cluster) => cluster.log(container)],
    ['a replay', (cluster) => cluster.replay(watch)],
    ['a refusal', (cluster) => cluster.list('jobs', { namespace: 'Not a name' })],
  ])('%s', async (_what, ask) => {
    const { api, cluster } = await connect(shop);
    const [first, second] = await Promise.all([ask(cluster), ask(cluster)]);
    expect(await ask(cluster)).toBe(first);
    expect(second).toBe(first);
    expect(api.requests().length).toBeLessThanOrEqual(1);
  });
});

it('another question is another: selectors, names, previous, the version to start from', async () => {
  const { api, cluster } = await connect(shop);
  await cluster.list('pods', { namespace: 'shop' });
  await cluster.list('pods', { namespace: 'shop', fieldSelector: 'metadata.name=web-1' });
  await cluster.replay(watch);
  await cluster.replay({ ...watch, resourceVersion: '6' });
  await cluster.log(container);
  await cluster.log({ ...container, previous: true });
  await cluster.get('pods', 'shop', 'web-1');
  await cluster.get('pods', 'shop', 'web-2');
  const pods = '/api/v1/namespaces/shop/pods';
  expect(asked(api)).toEqual({
    [pods]: 2,
    [`${pods} watch`]: 2,
    [`${pods}/web-1/log`]: 2,
    [`${pods}/web-1`]: 1,
    [`${pods}/web-2`]: 1,
  });
});

it('hands on how far the cluster’s clock is ahead', async () => {
  const { cluster } = await connect(shop, { clock: () => '2099-01-01T00:00:00Z' });
  expect(cluster.clockAhead()).toBe(0);
  await cluster.list('pods', { namespace: 'shop' });
  expect(cluster.clockAhead()).toBeGreaterThan(1e11);
});

const names = Array.from({ length: 20 }, (_, at) => `node-${at}`);
const list = (kind: string, items: object[]) => ({ kind, apiVersion: 'v1', metadata: { resourceVersion: '1' }, items });
const snapshot = {
  now: '2026-11-22T19:00:00Z',
  resources: {
    '/api/v1/nodes': list(
      'NodeList',
      names.slice(0, 19).map((name) => ({ metadata: { name } })),
    ),
    '/api/v1/namespaces/default/events': list(
      'EventList',
      names.map((name) => ({
        metadata: { name: `${name}.1` },
        involvedObject: { kind: 'Node', name },
        reason: 'NodeNotReady',
      })),
    ),
  },
  logs: {},
  changes: {},
};

async function cluster(faults?: Faults) {
  const api = await startKubernetesApi({ snapshots: [snapshot as never], ...(faults && { faults }) });
  onTestFinished(() => api.close());
  return { api, reader: batchReader(kubernetesCluster({ api: api.url, token: () => null })) };
}
const aboutNode = (name: string) => ({
  namespace: 'default',
  fieldSelector: `involvedObject.kind=Node,involvedObject.name=${name}`,
});

describe('many questions that differ in a name', () => {
  it('become one list, whose answers are the same as those of single questions', async () => {
    const { api, reader } = await cluster();
    const got = [];
    for (const name of names) got.push(await reader.get('nodes', null, name));
    expect(got.map((g) => g.known && [g.value.path, g.value.object?.metadata?.name])).toEqual(
      names.map((name) => [`/api/v1/nodes/${name}`, name === 'node-19' ? undefined : name]),
    );
    expect(api.requests()).toHaveLength(3);
  });

  it('about events of nodes too, and each gets its own', async () => {
    const { api, reader } = await cluster();
    const listed = [];
    for (const name of names) listed.push(await reader.list('events', aboutNode(name)));
    expect(listed.map((l) => l.known && l.value.items.map((e) => e.involvedObject.name))).toEqual(
      names.map((name) => [name]),
    );
    expect(api.requests()).toHaveLength(3);
  });

  it('stay single where the list is forbidden', async () => {
    const { reader } = await cluster(({ path }) => (path === '/api/v1/nodes' ? { status: 403 } : undefined));
    const got = [];
    for (const name of names) got.push(await reader.get('nodes', null, name));
    expect(got.every((g) => g.known)).toBe(true);
  });

  it('a few of them are asked as they are', async () => {
    const { api, reader } = await cluster();
    for (const name of names.slice(0, 2)) await reader.get('nodes', null, name);
    expect(api.requests().map(({ path }) => path)).toEqual(names.slice(0, 2).map((name) => `/api/v1/nodes/${name}`));
  });
});

describe('a memory that is handed on', () => {
  const pods = { namespace: 'shop' };
  const readerOf = (api: KubernetesApi, memory?: Memory) =>
    batchReader(kubernetesCluster({ api: api.url, token: () => null }), memory);

  it('answers the next batch, too; without one each batch asks anew', async () => {
    const { api } = await connect(shop);
    const memory = newMemory(0);
    const first = await readerOf(api, memory).list('pods', pods);
    expect(await readerOf(api, memory).list('pods', pods)).toBe(first);
    expect(api.requests()).toHaveLength(1);
    await readerOf(api).list('pods', pods);
    expect(api.requests()).toHaveLength(2);
  });

  it('knows by which clock it was told, also to a batch that asks nothing more', async () => {
    const { api } = await connect(shop, { clock: () => '2099-01-01T00:00:00Z' });
    const memory = newMemory(0);
    await readerOf(api, memory).list('pods', pods);
    const later = readerOf(api, memory);
    await later.list('pods', pods);
    expect([later.clockAhead() > 1e11, api.requests().length]).toEqual([true, 1]);
  });

  it('of a cluster whose clock is behind, knows that too', async () => {
    const { api } = await connect(shop, { clock: () => '2001-01-01T00:00:00Z' });
    const memory = newMemory(0);
    await readerOf(api, memory).list('pods', pods);
    expect(readerOf(api, memory).clockAhead()).toBeLessThan(-1e11);
  });

  it('keeps no events for pods that are read later: those may have ended since', async () => {
    const { api } = await connect(clusterOf({ pods: [pod()], events: [] }));
    const memory = newMemory(0);
    const read = (reader: Cluster) => Promise.all([reader.list('events', pods), reader.list('pods', pods)]);
    api.setFaults(({ path }) => (path.endsWith('/pods') ? { status: 500 } : undefined));
    await read(readerOf(api, memory));
    api.setFaults(undefined);
    await read(readerOf(api, memory));
    await read(readerOf(api, memory));
    const namespace = '/api/v1/namespaces/shop';
    expect(asked(api)).toEqual({ [`${namespace}/events`]: 2, [`${namespace}/pods`]: 2 });
  });

  it('does not keep what could not be read: that batch is not told otherwise, the next one asks again', async () => {
    const { api } = await connect(shop);
    const memory = newMemory(0);
    const batch = readerOf(api, memory);
    api.setFaults(() => ({ status: 500 }));
    expect(await batch.list('pods', pods)).toMatchObject({ known: false });
    api.setFaults(undefined);
    expect(await batch.list('pods', pods)).toMatchObject({ known: false });
    expect(api.requests()).toHaveLength(1);
    expect(await readerOf(api, memory).list('pods', pods)).toMatchObject({ known: true });
    expect(api.requests()).toHaveLength(2);
  });
});
