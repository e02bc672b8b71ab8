import { describe, expect, it } from 'vitest';
import { readSiblings } from '../../src/gather/siblings.ts';
import type { Subject, Workload } from '../../src/types.ts';
import { clusterOf, connect, crowded } from '../support/gathering.ts';
import { pod, subject } from '../support/stories.ts';

const owned = (name: string, owner: string, kind = 'ReplicaSet') =>
  pod({
    name,
    uid: `uid-${name}`,
    metadata: { ownerReferences: [{ apiVersion: 'apps/v1', kind, name: owner, uid: 'u' }] },
  });
const shop = clusterOf({
  pods: [
    owned('mine', 'web-a'),
    owned('other', 'web-a'),
    owned('newer', 'web-b'),
    owned('foreign', 'api-a'),
    pod({ name: 'bare' }),
  ],
});
const sets: Workload[] = ['web-a', 'web-b'].map((name) => ({ kind: 'ReplicaSet', name }));

async function siblings(parts: Partial<Subject>, owners: Workload[] = sets, faults?: () => { status: number }) {
  const { cluster } = await connect(shop, faults ? { faults } : {});
  const read = await readSiblings(cluster, { ...subject(parts), namespace: 'shop' }, owners);
  return read.known ? read.value.map((s) => s.path.split('/').at(-1)) : read.why;
}

describe('siblings', () => {
  it('are the other pods of the workload, of all its sets', async () => {
    expect(await siblings({ uid: 'uid-mine' })).toEqual(['other', 'newer']);
  });

  it('of a pod that is gone are all that the workload has', async () => {
    expect(await siblings({ uid: 'uid-gone' })).toEqual(['mine', 'other', 'newer']);
  });

  it('a bare pod has none', async () => {
    expect(await siblings({ uid: 'uid-1' }, [{ kind: 'Pod', name: 'bare' }])).toEqual([]);
  });

  it('are not known without a workload, or without the list', async () => {
    expect(await siblings({ workload: null })).toBe('the workload is not known');
    expect(await siblings({}, sets, () => ({ status: 403 }))).toBe('pods are forbidden to lastword (403)');
  });
});

it('of a list that was not read whole are not known: some would be a number that is not so', async () => {
  const { cluster } = await connect(shop);
  const why = 'the namespace has more pods than lastword lists';
  expect(await readSiblings(crowded(cluster), { ...subject(), namespace: 'shop' }, sets)).toEqual({
    known: false,
    why,
  });
});
