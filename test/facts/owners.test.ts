import { expect, it } from 'vitest';
import { ownedBy } from '../../src/facts/owners.ts';
import { pod } from '../support/stories.ts';

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
