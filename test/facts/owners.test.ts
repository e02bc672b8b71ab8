import { expect, it } from 'vitest';
import { beingDeleted, ownedBy } from '../../src/facts/owners.ts';
import type { Owner } from '../../src/types.ts';
import { at, pod } from '../support/stories.ts';

const owned = (name: string, kind: string, owner: string) =>
  pod({ name, metadata: { ownerReferences: [{ apiVersion: 'apps/v1', kind, name: owner, uid: 'u' }] } });

it('the pods of a controller are those that name it, by kind and name', () => {
  const pods = [
    owned('a', 'ReplicaSet', 'web-a'),
    owned('b', 'ReplicaSet', 'web-b'),
    owned('c', 'ReplicaSet', 'web-aa'),
    owned('d', 'StatefulSet', 'web-a'),
    pod({ name: 'bare' }),
  ];
  const names = (owners: { kind: string; name: string }[]) => ownedBy(pods, owners).map((p) => p.metadata?.name);
  expect(names([{ kind: 'ReplicaSet', name: 'web-a' }])).toEqual(['a']);
  expect(
    names([
      { kind: 'ReplicaSet', name: 'web-a' },
      { kind: 'ReplicaSet', name: 'web-b' },
    ]),
  ).toEqual(['a', 'b']);
  expect(names([])).toEqual([]);
});

it('an owner is being deleted from its mark on, give or take two seconds', () => {
  const marked = (seconds: number | null): Owner => ({
    kind: 'Job',
    name: 'nightly',
    path: '/apis/batch/v1/namespaces/shop/jobs/nightly',
    object: { metadata: seconds === null ? {} : { deletionTimestamp: at(seconds) } } as Owner['object'],
  });
  const line = beingDeleted(marked(0), at(10));
  expect(line?.text).toBe(`Job nightly is being deleted (\`deletionTimestamp\` ${at(0)})`);
  expect(line?.sources.map((s) => s.field)).toEqual(['metadata.deletionTimestamp']);
  expect([12, 13].map((seconds) => beingDeleted(marked(seconds), at(10)) !== null)).toEqual([true, false]);
  expect([beingDeleted(marked(null), at(10)), beingDeleted(marked(0), null)]).toEqual([null, null]);
  expect(beingDeleted({ ...marked(0), object: null }, at(10))).toBeNull();
});
