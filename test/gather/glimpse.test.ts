import { describe, expect, it } from 'vitest';
import { glimpseBack, glimpseNow } from '../../src/gather/glimpse.ts';
import type { Cluster } from '../../src/ports.ts';
import { clusterOf, connect } from '../support/gathering.ts';
import { pod } from '../support/stories.ts';

const of = (name: string, resourceVersion: number, hash = 'abc') =>
  pod({
    name,
    uid: `uid-${name}`,
    metadata: { resourceVersion: String(resourceVersion), labels: { 'pod-template-hash': hash } },
  });
const change = (type: string, name: string, resourceVersion: number, hash = 'abc') => ({
  type,
  object: of(name, resourceVersion, hash) as never,
});
const changes = [
  change('MODIFIED', 'web-1', 10),
  change('MODIFIED', 'web-2', 20),
  change('MODIFIED', 'api-1', 25, 'xyz'),
  change('DELETED', 'web-1', 30),
];
const pods = { namespace: 'shop', selector: { labelSelector: 'pod-template-hash=abc' } };
const server = (options: Parameters<typeof connect>[1] = {}) =>
  connect(clusterOf({ pods: [of('web-2', 20), of('api-1', 25, 'xyz')] as never[] }, {}, changes), options);

describe('a glimpse back', () => {
  it('tells in one request what became of all pods of the revision, and who is unchanged', async () => {
    const { api, cluster } = await server();
    const seen = await glimpseBack(cluster, pods, '15', false);
    if (!seen.known) throw new Error(seen.why);
    const told = [...seen.value.pods].map(([uid, { states, gone }]) => [uid, states.length, gone]);
    expect(told).toEqual([
      ['uid-web-2', 1, false],
      ['uid-web-1', 1, true],
    ]);
    expect(seen.value).toMatchObject({ resourceVersion: '15', renewed: false, others: 'unchanged' });
    expect(api.requests()).toHaveLength(1);
  });

  it('learns a fresh resource version from a list of one, before it watches', async () => {
    const { api, cluster } = await server();
    const seen = await glimpseBack(cluster, pods, '15', true);
    expect(seen).toMatchObject({ known: true, value: { renewed: true } });
    expect(seen.known && seen.value.resourceVersion).not.toBe('15');
    const asked = api.requests().map(({ query }) => new URLSearchParams(query));
    expect(asked.map((query) => [query.get('limit'), query.get('watch')])).toEqual([
      ['1', null],
      [null, '1'],
    ]);
  });

  it('that was cut goes on from the last change it has read, whatever is fresh, and so misses none', async () => {
    const { cluster } = await server();
    const cut = (length: number): Cluster => ({
      ...cluster,
      replay: async (where) => {
        const read = await cluster.replay(where);
        const isCut = read.known && read.value.changes.length > length;
        return isCut
          ? { ...read, value: { ...read.value, changes: read.value.changes.slice(0, length), cut: true } }
          : read;
      },
    });
    const first = await glimpseBack(cut(1), pods, '5', true);
    expect(first).toMatchObject({ known: true, value: { resourceVersion: '10', renewed: false, cut: true } });
    const second = await glimpseBack(cut(2), pods, '10', true);
    expect(second).toMatchObject({ known: true, value: { renewed: true, cut: false } });
    expect(second.known && second.value.pods.get('uid-web-1')?.gone).toBe(true);
  });

  it('goes on from where it was when no fresh version can be had', async () => {
    const { cluster } = await server({ faults: ({ query }) => (query.has('limit') ? { status: 500 } : undefined) });
    const seen = await glimpseBack(cluster, pods, '15', true);
    expect(seen).toMatchObject({ known: true, value: { resourceVersion: '15', renewed: false } });
  });

  it('says why there is none', async () => {
    const { cluster } = await server({ oldestKept: '18' });
    expect(await glimpseBack(cluster, pods, '15', false)).toEqual({
      known: false,
      why: 'the watch history is used up (410)',
    });
  });
});

describe('a glimpse of now', () => {
  it('tells who is there; whoever is not is gone', async () => {
    const { cluster } = await server();
    const seen = await glimpseNow(cluster, pods);
    expect(seen).toMatchObject({ known: true, value: { renewed: true, others: 'gone' } });
    expect(seen.known && [...seen.value.pods.keys()]).toEqual(['uid-web-2']);
  });

  it('of more pods than can be listed tells nobody gone', async () => {
    const { cluster } = await server();
    const truncated: typeof cluster = {
      ...cluster,
      list: async (...args) => {
        const list = await cluster.list(...args);
        return list.known ? { known: true, value: { ...list.value, truncated: true } } : list;
      },
    };
    expect(await glimpseNow(truncated, pods)).toMatchObject({ known: false });
  });
});
