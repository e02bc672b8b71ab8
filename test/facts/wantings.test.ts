import { expect, it } from 'vitest';
import { wantingsOf } from '../../src/facts/wantings.ts';
import type { Evidence, KubeEvent, Owner, Pod, Revision, Seen } from '../../src/types.ts';
import { at, event, evidence, pod, revision, rollout, story } from '../support/stories.ts';

const up = (set: string, seconds: number): Seen<KubeEvent> =>
  event('ScalingReplicaSet', seconds, {
    kind: 'Deployment',
    name: 'web',
    message: `Scaled up replica set ${set} to 3`,
  });
const made = (hash: string, seconds: number): Seen<Pod> => ({
  path: `/pods/web-${hash}-1`,
  object: pod({ metadata: { labels: { 'pod-template-hash': hash }, creationTimestamp: at(seconds) } }),
});

const wanted = (revisions: Revision[], events: Seen<KubeEvent>[] = [], pods: Seen<Pod>[] = []) => {
  const siblings: Evidence['siblings'] = { known: true, value: pods };
  const list = wantingsOf(rollout(...revisions), evidence(story(), events, { siblings }));
  return list?.map((w) => [w.revision.name, w.number, w.since]) ?? null;
};

/** `web-a` was made first, `web-b` replaced it, and a rollback gave `web-a` the newest number. */
const back = [revision(2, 100), revision(3, 0, { name: 'web-a' })];
const before = [
  ['web-a', null, at(0)],
  ['web-b', 2, at(100)],
];

it.each<[sentence: string, revisions: Revision[], events: Seen<KubeEvent>[], pods: Seen<Pod>[], list: unknown]>([
  ['nothing of nothing', [], [], [], []],
  [
    'each since its birth',
    [revision(1, 0), revision(2, 100)],
    [],
    [],
    [
      ['web-a', 1, at(0)],
      ['web-b', 2, at(100)],
    ],
  ],
  [
    'one that was rolled back to: again since its controller scaled it up',
    back,
    [up('web-a', 1), up('web-b', 100), up('web-a', 200), up('web-a', 201)],
    [],
    [...before, ['web-a', 3, at(200)]],
  ],
  [
    'without such an event: since the first pod of it was made after the other’s birth',
    back,
    [],
    [made('a', 50), made('a', 220), made('a', 210), made('b', 150)],
    [...before, ['web-a', 3, at(210)]],
  ],
  ['the earlier of both', back, [up('web-a', 230)], [made('a', 210)], [...before, ['web-a', 3, at(210)]]],
  ['nothing shows since when: nobody knows', back, [up('web-a', 1)], [made('b', 150)], null],
])('%s', (_sentence, revisions, events, pods, list) => {
  expect(wanted(revisions, events, pods)).toEqual(list);
});

/** The Deployment, whose controller was done at a second. */
function doneAt(seconds: number): Evidence['owners'] {
  const conditions = [{ type: 'Progressing', reason: 'NewReplicaSetAvailable', lastUpdateTime: at(seconds) }];
  const object = { metadata: { name: 'web' }, spec: { replicas: 2 }, status: { conditions } } as Owner['object'];
  const path = '/apis/apps/v1/namespaces/shop/deployments/web';
  return { known: true, value: { controller: null, workload: { kind: 'Deployment', name: 'web', path, object } } };
}

it.each<[sentence: string, done: number, pods: Seen<Pod>[], since: number]>([
  ['a pod that replaces an evicted one later began no rollout', 300, [made('a', 9000)], 300],
  ['a pod made before its controller was done did', 300, [made('a', 210), made('a', 9000)], 210],
  ['what its controller said of the revision before says nothing', 90, [made('a', 210)], 210],
])('a rollback long ago: %s', (_sentence, done, pods, since) => {
  const siblings: Evidence['siblings'] = { known: true, value: pods };
  const list = wantingsOf(rollout(...back), evidence(story(), [], { siblings, owners: doneAt(done) }));
  expect(list?.map((w) => [w.revision.name, w.number, w.since])).toEqual([...before, ['web-a', 3, at(since)]]);
});
