import { describe, expect, it } from 'vitest';
import { readNeighbours } from '../../src/gather/neighbours.ts';
import type { Subject } from '../../src/types.ts';
import { clusterOf, connect } from '../support/gathering.ts';
import { at, pod, subject } from '../support/stories.ts';

const on = (name: string, nodeName: string, namespace = 'shop', exitCode: number | null = null) =>
  pod({
    name,
    uid: `uid-${name}`,
    metadata: { namespace },
    containers: [exitCode === null ? {} : { ended: { exitCode, finishedAt: at(3) } }],
    spec: { nodeName, containers: [{ name: 'app' }] },
  });
const allPods = [
  on('mine', 'node-1', 'shop', 137),
  on('other', 'node-1', 'shop', 137),
  on('runs', 'node-1', 'pay'),
  on('ended', 'node-1', 'pay', 1),
  on('far', 'node-2', 'pay', 1),
];
const shop = clusterOf({ pods: allPods.slice(0, 2), allPods });

async function neighbours(parts: Partial<Subject>, of = shop, faults?: () => { status: number }) {
  const { api, cluster } = await connect(of, faults ? { faults } : {});
  const read = await readNeighbours(cluster, { ...subject({ uid: 'uid-mine', pod: 'mine' }), ...parts });
  const asked = api.requests().map(({ path, query }) => `${path} ${new URLSearchParams(query).get('fieldSelector')}`);
  return { asked, said: read.known ? [read.value.pods, read.value.ends.map((end) => end.path)] : read.why };
}

describe('the other pods of the node', () => {
  it('are those of all namespaces, with their ends, from one request', async () => {
    expect(await neighbours({})).toEqual({
      asked: ['/api/v1/pods spec.nodeName=node-1'],
      said: [3, ['/api/v1/namespaces/shop/pods/other', '/api/v1/namespaces/pay/pods/ended']],
    });
  });

  it('are not the pod itself, by its name where its UID is not known', async () => {
    expect((await neighbours({ uid: null })).said).toEqual((await neighbours({})).said);
  });

  it('are not known without the node, without permission, or from the list of one namespace', async () => {
    const why = 'pods are forbidden to lastword (403)';
    expect(await neighbours({ node: null })).toEqual({ asked: [], said: 'the node is not known' });
    expect((await neighbours({}, shop, () => ({ status: 403 }))).said).toBe(why);
    expect((await neighbours({}, clusterOf({ pods: allPods.slice(0, 2) }))).said).toBe(why);
  });

  it('are not known when there are more of them than are read: some would be a wrong number', async () => {
    const many = Array.from({ length: 10_001 }, (_, n) => on(`pod-${n}`, 'node-1'));
    const { said } = await neighbours({}, clusterOf({ allPods: many }));
    expect(said).toBe('the node has more pods than lastword lists');
  });
});
