import { describe, expect, it } from 'vitest';
import { rolloutSeen } from '../../src/facts/rollout-seen.ts';
import type { Ending, Evidence, KubeEvent, Owner, Pod, Rollout, Seen } from '../../src/types.ts';
import { explainRecording, recording, recordingNames } from '../support/recordings.ts';
import { at, ending, event, evidence, goneStory, pod, revision, rollout, story, unread } from '../support/stories.ts';

const known = <T>(value: T) => ({ known: true, value }) as const;

/** The workload as its list has it: `reason` is what its controller said at a second. */
function owned(reason: string, seconds: number, status: object = {}): Evidence['owners'] {
  const conditions = [{ type: 'Progressing', reason, lastUpdateTime: at(seconds) }];
  const object = { metadata: { name: 'web' }, spec: { replicas: 2 }, status: { conditions, ...status } };
  const path = '/apis/apps/v1/namespaces/shop/deployments/web';
  return known({
    controller: null,
    workload: { kind: 'Deployment', name: 'web', path, object: object as Owner['object'] },
  });
}
const through = (seconds: number) => owned('NewReplicaSetAvailable', seconds);
const going = owned('ReplicaSetUpdated', 101, { replicas: 3, updatedReplicas: 1 });
const scaled = (set: string, seconds: number): Seen<KubeEvent> =>
  event('ScalingReplicaSet', seconds, {
    kind: 'Deployment',
    name: 'web',
    message: `Scaled up replica set ${set} to 1`,
  });

const told = (seconds: number): Ending => ending({ toldAt: at(seconds), finishedAt: at(seconds + 2) });
const ended = (seconds: number): Ending => ending({ id: 'exited', toldAt: null, finishedAt: at(seconds) });
const gone = (history: Rollout, owners: Evidence['owners'], events: Seen<KubeEvent>[] = []) =>
  evidence(goneStory(pod()), events, { rollout: known(history), owners });
const stays = (history: Rollout, parts: Partial<Evidence> = {}) =>
  evidence(story(pod()), [], { rollout: known(history), ...parts });

const two = rollout(revision(1, 0), revision(2, 100));
const three = rollout(revision(1, 0), revision(2, 100), revision(3, 160));
const back = { ...rollout(revision(2, 100), revision(3, 0, { name: 'web-a' })), own: 'web-b' };
const often = { ...back, kind: 'StatefulSet' } as const;

type Seen5 = [from: number | null, to: number, startedAt: string, state: string, endedAt: string | null];
it.each<[sentence: string, read: Evidence, stop: Ending, seen: Seen5 | null]>([
  ['in a rollout that runs', gone(two, going), told(103), [1, 2, at(100), 'running', null]],
  ['in one that is done since', gone(two, through(130)), told(103), [1, 2, at(100), 'done', at(130)]],
  [
    'in one that got stuck',
    gone(two, owned('ProgressDeadlineExceeded', 700)),
    told(103),
    [1, 2, at(100), 'stuck', at(700)],
  ],
  ['hours after it', gone({ ...two, own: 'web-b' }, through(130)), told(9000), [1, 2, at(100), 'done', at(130)]],
  ['as it began: whole seconds', gone(two, going), told(99), [1, 2, at(100), 'running', null]],
  ['before it: that was the first revision', gone(two, through(130)), told(50), null],
  [
    'a crash of a pod that stays, whose controller is not read',
    stays({ ...two, own: 'web-b' }),
    ended(103),
    [1, 2, at(100), 'unknown', null],
  ],
  ['a crash before the rollout that mends it', stays(three), ended(150), [1, 2, at(100), 'done', at(160)]],
  [
    'a workload that is gone',
    gone(two, known({ controller: null, workload: null })),
    told(103),
    [1, 2, at(100), 'unknown', null],
  ],
  [
    'a controller whose word is of the revision before',
    gone(two, through(20)),
    told(103),
    [1, 2, at(100), 'running', null],
  ],
  [
    'of several revisions the last one before it',
    gone(three, through(190)),
    told(170),
    [2, 3, at(160), 'done', at(190)],
  ],
  [
    'a rollout that was taken back since',
    gone({ ...back, own: 'web-a' }, through(300), [scaled('web-b', 100), scaled('web-a', 250)]),
    told(103),
    [null, 2, at(100), 'done', at(250)],
  ],
  ['a rollback', gone(back, through(300), [scaled('web-a', 250)]), told(252), [2, 3, at(250), 'done', at(300)]],
  [
    'a rollback of which only the pod tells that went for it',
    gone(often, unread()),
    told(252),
    [2, 3, at(252), 'unknown', null],
  ],
  ['a rollback long ago, of which nothing tells', stays({ ...back, own: 'web-a' }), ended(9000), null],
  [
    'Recreate: the old pod goes before the new set is made',
    gone({ ...two, recreate: true }, through(130)),
    told(80),
    [1, 2, at(80), 'done', at(130)],
  ],
  [
    'revisions of which the older ones are not kept',
    gone({ ...rollout(revision(4, 100)), own: 'web-d' }, going),
    told(103),
    [null, 4, at(100), 'running', null],
  ],
  ['the first revision', gone(rollout(revision(1, 100)), going), told(103), null],
  ['a workload without revisions', evidence(goneStory(pod())), told(103), null],
  ['a history that was not read', evidence(goneStory(pod()), [], { rollout: unread() }), told(103), null],
])('%s', (_sentence, read, stop, seen) => {
  const is = rolloutSeen(read, stop, at(9999));
  expect(is && [is.from, is.to, is.startedAt, is.state, is.endedAt]).toEqual(seen);
});

it('a stop without a time is judged by now', () => {
  const read = stays({ ...two, own: 'web-b' });
  const never = ending({ id: 'never-started', toldAt: null, finishedAt: null });
  expect([rolloutSeen(read, never, at(90)), rolloutSeen(read, never, at(110))?.to]).toEqual([null, 2]);
});

describe('a StatefulSet that is done does not say since when', () => {
  const ready = (hash: string, seconds: number, restarts = 0): Seen<Pod> => ({
    path: `/pods/${hash}-${seconds}`,
    object: pod({
      containers: [{ restarts }],
      metadata: { labels: { 'controller-revision-hash': hash } },
      status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at(seconds) }] },
    }),
  });
  const object = { metadata: {}, spec: { replicas: 2 }, status: { currentRevision: 'web-b', updateRevision: 'web-b' } };
  const path = '/apis/apps/v1/namespaces/shop/statefulsets/web';
  const owners = known({
    controller: null,
    workload: { kind: 'StatefulSet', name: 'web', path, object: object as Owner['object'] },
  });
  it.each<[sentence: string, pods: Seen<Pod>[], endedAt: string | null]>([
    [
      'the last of its new pods to be ready does',
      [ready('web-b', 110), ready('web-b', 120), ready('web-a', 500)],
      at(120),
    ],
    ['one that restarted since does not', [ready('web-b', 110), ready('web-b', 4000, 1)], at(110)],
    ['without any nobody knows', [ready('web-a', 90)], null],
  ])('%s', (_sentence, pods, endedAt) => {
    const history = { ...two, kind: 'StatefulSet' } as const;
    const read = evidence(goneStory(pod()), [], { rollout: known(history), owners, siblings: known(pods) });
    expect(rolloutSeen(read, told(103), at(9999))).toMatchObject({ state: 'done', endedAt });
  });
});

it.each<[sentence: string, parts: object, change: string]>([
  ['an image', {}, 'image `web:v1` → `web:v2`'],
  [
    'a restart',
    { images: { app: 'web:v1' }, template: 'template-1', restartedAt: at(99) },
    'restarted, the template is the same',
  ],
])('says what changed: %s', (_sentence, parts, change) => {
  const history = rollout(revision(1, 0), revision(2, 100, parts));
  expect(rolloutSeen(gone(history, going), told(103), at(9999))?.change).toBe(change);
});

/** As the lists of the recordings show them: numbers, the new revision's birth, what the controller says, and when. */
const recorded: Record<string, [to: number, startedAt: string, state: string, endedAt: string | null]> = {
  'gone-before-alert': [2, '2026-11-22T19:38:33Z', 'done', '2026-11-22T19:38:35Z'],
  'prestop-fails': [2, '2026-11-22T19:37:52Z', 'done', '2026-11-22T19:37:53Z'],
  'rollout-bad-release': [2, '2026-11-22T19:40:13Z', 'unknown', null],
  'rollout-bad-release-v1.28': [2, '2026-11-22T20:10:50Z', 'unknown', null],
  'rollout-exit-zero': [2, '2026-11-22T19:37:39Z', 'done', '2026-11-22T19:37:41Z'],
  'rollout-ignores-sigterm': [2, '2026-11-22T19:39:31Z', 'done', '2026-11-22T19:39:32Z'],
  'rollout-image': [2, '2026-11-22T19:37:30Z', 'done', '2026-11-22T19:37:32Z'],
  'rollout-image-v1.28': [2, '2026-11-22T20:07:37Z', 'done', '2026-11-22T20:07:40Z'],
  'rollout-restart': [2, '2026-11-22T19:37:49Z', 'done', '2026-11-22T19:37:51Z'],
  'rollout-shell-wrapper': [2, '2026-11-22T19:39:45Z', 'done', '2026-11-22T19:39:46Z'],
  'rollout-shell-wrapper-v1.28': [2, '2026-11-22T20:10:15Z', 'done', '2026-11-22T20:10:18Z'],
  'statefulset-rollout': [2, '2026-11-22T19:38:16Z', 'running', null],
  'statefulset-rollout-v1.28': [2, '2026-11-22T20:08:38Z', 'running', null],
};

it.each(recordingNames)('recorded: %s', async (name) => {
  const { rollout: seen } = await explainRecording(await recording(name));
  expect(seen && [seen.to, seen.startedAt, seen.state, seen.endedAt]).toEqual(recorded[name] ?? null);
});
