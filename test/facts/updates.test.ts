import { describe, expect, it } from 'vitest';
import { isBeyond, leftAloneBy, mayHaveReplaced, ordinalOf } from '../../src/facts/updates.ts';
import type { KubeEvent, Owner, Owners, Pod, Revision, Rollout, Seen } from '../../src/types.ts';
import { at, ending, event, goneStory, pod, revision, rollout, subject, unread } from '../support/stories.ts';

const owner = (kind: Owner['kind'], spec: object): Owner => ({
  kind,
  name: 'web',
  path: `/apis/apps/v1/namespaces/shop/${kind.toLowerCase()}s/web`,
  object: { metadata: { name: 'web' }, spec } as unknown as Owner['object'],
});
const set = (spec: object): Owner => owner('StatefulSet', spec);
const below = (partition: number) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } } });
const onDelete = { updateStrategy: { type: 'OnDelete' } };

it('the number of a StatefulSet’s pod counts from where its ordinals start; other pods have none', () => {
  expect(ordinalOf(set({}), 'web-3')).toBe(3);
  expect(ordinalOf(set({ ordinals: { start: 2 } }), 'web-3')).toBe(1);
  expect([ordinalOf(set({}), 'web'), ordinalOf(set({}), null)]).toEqual([null, null]);
  expect(ordinalOf(owner('Deployment', {}), 'web-3')).toBeNull();
});

it('a number that the replicas do not reach is beyond them', () => {
  expect([1, 2, 3].map((replicas) => isBeyond(set({ replicas }), 'web-2'))).toEqual([true, true, false]);
  expect([isBeyond(set({}), 'web-0'), isBeyond(set({}), 'web-1')]).toEqual([false, true]);
  expect(isBeyond(owner('DaemonSet', {}), 'web-12345')).toBe(false);
});

describe('leftAloneBy', () => {
  it.each<[sentence: string, of: Owner, field: string | null]>([
    ['a StatefulSet updates its pods by itself', set({}), null],
    ['with OnDelete it does not', set(onDelete), 'spec.updateStrategy.type'],
    ['nor does a DaemonSet', owner('DaemonSet', onDelete), 'spec.updateStrategy.type'],
    ['below the partition it does not', set(below(2)), 'spec.updateStrategy.rollingUpdate.partition'],
    ['from the partition on it does', set(below(1)), null],
    ['a DaemonSet has no numbers', owner('DaemonSet', below(2)), null],
  ])('%s', (_sentence, of, field) => {
    expect(leftAloneBy(of, 'web-1')).toBe(field);
  });
});

describe('mayHaveReplaced: a pod of revision 1 was told to stop at second 100', () => {
  const known = <T>(value: T) => ({ known: true, value }) as const;
  const read = {
    subject: subject(),
    ending: ending({ toldAt: at(100) }),
    pod: goneStory(pod()),
    events: [] as Seen<KubeEvent>[],
    siblings: known<Seen<Pod>[]>([]),
  };
  const owned = (workload: Owner): { known: true; value: Owners } => known({ controller: null, workload });
  const history = (kind: Rollout['kind'] = 'Deployment'): Rollout => ({ ...rollout(revision(1, -9e5)), kind });
  const born = (seconds: number): Revision => revision(2, seconds);

  const aDay = -86400;
  const deployment = (spec: object = {}) => owned(owner('Deployment', spec));
  const sibling = (made: number, ready: number | null): Seen<Pod> => {
    const labels = { 'pod-template-hash': 'b' };
    const Ready = { type: 'Ready', status: 'True', lastTransitionTime: at(ready ?? 0) };
    const conditions = ready === null ? [] : [Ready];
    const object = pod({ name: 'web-b-1', metadata: { labels, creationTimestamp: at(made) }, status: { conditions } });
    return { path: 'p', object };
  };
  const up = (seconds: number): Seen<KubeEvent> =>
    event('ScalingReplicaSet', seconds, {
      kind: 'Deployment',
      name: 'web',
      message: 'Scaled up replica set web-b to 1',
    });
  it.each<[sentence: string, to: Revision, read: Partial<typeof read>, answer: boolean]>([
    ['its set is new', born(90), {}, true],
    ['its set is a day old and nothing came up', born(aDay), {}, false],
    ['it was scaled up just now', born(aDay), { events: [up(98)] }, true],
    ['as soon as there was room for it', born(aDay), { events: [up(125)] }, true],
    ['it was scaled up hours ago', born(aDay), { events: [up(-9000)] }, false],
    ['a pod of it was made', born(aDay), { siblings: known([sibling(-100, null)]) }, true],
    ['a pod of it became ready at last', born(aDay), { siblings: known([sibling(aDay, 99)]) }, true],
    ['a pod of it is ready for long', born(aDay), { siblings: known([sibling(aDay, aDay)]) }, false],
    ['it took as long as its deadline allows', born(-500), {}, true],
    ['it took longer', born(-501), {}, false],
  ])('%s', (_sentence, to, more, answer) => {
    expect(mayHaveReplaced(to, history(), { ...read, owners: deployment(), ...more })).toBe(answer);
  });

  it('the Deployment’s own deadline counts', () => {
    const owners = deployment({ progressDeadlineSeconds: 3600 });
    expect([-3000, -4000].map((t) => mayHaveReplaced(born(t), history(), { ...read, owners }))).toEqual([true, false]);
  });

  it('what was not read is no objection', () => {
    expect(mayHaveReplaced(born(aDay), history(), { ...read, owners: unread() })).toBe(true);
    expect(mayHaveReplaced(born(aDay), history(), { ...read, owners: deployment(), siblings: unread() })).toBe(true);
    const untold = { ...read, owners: deployment(), ending: ending({ toldAt: null }) };
    expect(mayHaveReplaced(born(aDay), history(), untold)).toBe(true);
  });

  it.each<[sentence: string, spec: object, successor: boolean, answer: boolean]>([
    ['a StatefulSet rolls out', { replicas: 3 }, true, true],
    ['it updates nothing by itself', { replicas: 3, ...onDelete }, true, false],
    ['the pod is below its partition', { replicas: 3, ...below(2) }, true, false],
    ['it wants fewer', { replicas: 1 }, false, false],
    ['it wants fewer, but only since it made the pod anew', { replicas: 1 }, true, true],
  ])('%s', (_sentence, spec, successor, answer) => {
    const story = { ...read, pod: { ...read.pod, successor }, owners: owned(set(spec)) };
    expect(mayHaveReplaced(born(aDay), history('StatefulSet'), story)).toBe(answer);
  });

  it('a DaemonSet rolls out, but for OnDelete; of other kinds nothing is known', () => {
    const daemons = (spec: object) => ({ ...read, owners: owned(owner('DaemonSet', spec)) });
    expect(mayHaveReplaced(born(aDay), history('DaemonSet'), daemons({}))).toBe(true);
    expect(mayHaveReplaced(born(aDay), history('DaemonSet'), daemons(onDelete))).toBe(false);
    const argo = { ...read, owners: known<Owners>({ controller: null, workload: null }) };
    expect(mayHaveReplaced(born(aDay), history('Rollout'), argo)).toBe(true);
  });
});
