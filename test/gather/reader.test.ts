import { describe, expect, it } from 'vitest';
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
