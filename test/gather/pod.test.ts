import { describe, expect, it } from 'vitest';
import { findPod, pickContainer, pickPod, predecessorOf } from '../../src/gather/pod.ts';
import type { KubeEvent, Pod, Seen } from '../../src/types.ts';
import { alert, at, killing, pod, subject } from '../support/stories.ts';

const ended = (seconds: number, reason = 'Error') => ({ exitCode: 1, reason, finishedAt: at(seconds) });

const done = (seconds: number) => ({ exitCode: 0, reason: 'Completed', finishedAt: at(seconds) });

describe('findPod', () => {
  const [mine, other] = [pod(), pod({ name: 'web-12', uid: 'uid-12' })];
  const next = pod({ uid: 'uid-next' });
  it.each<[sentence: string, pods: Pod[], uid: string | null, found: Pod | null, successor: boolean]>([
    ['the one of that UID', [other, mine], 'uid-1', mine, false],
    ['not another that has its name now', [next, other], 'uid-1', null, true],
    ['none', [other], 'uid-1', null, false],
    ['the one of that name when nobody knows the UID', [other, next], null, next, false],
    ['none of that name', [other], null, null, false],
  ])('%s', (_sentence, pods, uid, found, successor) => {
    expect(findPod(pods, subject({ uid }))).toEqual({ pod: found, successor });
  });
});

describe('predecessorOf a pod whose name alone the alert gives', () => {
  const before = killing(0, 'Stopping container app', { uid: 'uid-0' });
  it.each<[sentence: string, pod: Pod, events: Seen<KubeEvent>[], uid: string | null]>([
    ['one of its name was told to stop, and it has no end itself', pod(), [before], 'uid-0'],
    ['the newest of several', pod(), [before, killing(9, 'x', { uid: 'uid-00' })], 'uid-00'],
    ['it has an end to tell of', pod({ containers: [{ before: ended(1) }] }), [before], null],
    ['it cannot start: that is its story', pod({ containers: [{ waiting: 'ImagePullBackOff' }] }), [before], null],
    ['its init container did its work', pod({ init: [{ name: 'migrate', ended: done(1) }] }), [before], 'uid-0'],
    ['it is going itself', pod({ deletion: [30, 30] }), [before], null],
    ['it was told to stop itself', pod(), [killing(0, 'x', { uid: 'uid-1' })], null],
    ['nobody says whose event it was', pod(), [killing(0)], null],
    [
      'it has not become ready in all the time since it was made',
      pod({ metadata: { creationTimestamp: at(-601) } }),
      [before],
      null,
    ],
    ['it is young: it may yet become ready', pod({ metadata: { creationTimestamp: at(-600) } }), [before], 'uid-0'],
    [
      'it is well',
      pod({ metadata: { creationTimestamp: at(-601) }, status: { conditions: [{ type: 'Ready', status: 'True' }] } }),
      [before],
      'uid-0',
    ],
    ['one of another name was told', pod(), [killing(0, 'x', { name: 'web-12', uid: 'uid-12' })], null],
  ])('%s', (_sentence, of, events, uid) => {
    expect(predecessorOf(of, events, { startsAt: at(0) })).toBe(uid);
  });
});

/** A pod that somebody looks into with `kubectl debug`. */
const debugged = (container: { before?: ReturnType<typeof ended> }, state: object = { terminated: done(9) }) =>
  pod({
    containers: [container],
    status: { ephemeralContainerStatuses: [{ name: 'debugger-x', restartCount: 0, state, lastState: {} }] },
  });
const waiting = { waiting: { reason: 'ErrImagePull' } };

describe('pickContainer', () => {
  it.each<[sentence: string, pod: Pod, labels: Record<string, string>, name: string | null]>([
    ['the only one', pod(), {}, 'app'],
    ['none of two without a story', pod({ containers: [{}, { name: 'proxy' }] }), {}, null],
    ['the only main one beside an init container without a story', pod({ init: [{ name: 'migrate' }] }), {}, 'app'],
    ['not an init container that did its work', pod({ init: [{ name: 'migrate', ended: done(1) }] }), {}, 'app'],
    [
      'the one that ended last',
      pod({ containers: [{ before: ended(5) }, { name: 'proxy', before: ended(9) }] }),
      {},
      'proxy',
    ],
    [
      'the one that shows the reason of the alert, though another ended later',
      pod({ containers: [{ before: ended(5, 'OOMKilled') }, { name: 'proxy', before: ended(9) }] }),
      { reason: 'OOMKilled' },
      'app',
    ],
    [
      'the one that waits for the reason of the alert',
      pod({
        containers: [
          { waiting: 'CrashLoopBackOff', before: ended(5) },
          { name: 'proxy', before: ended(9) },
        ],
      }),
      { reason: 'CrashLoopBackOff' },
      'app',
    ],
    [
      'the one that cannot start',
      pod({ containers: [{}, { name: 'proxy', waiting: 'ImagePullBackOff' }] }),
      {},
      'proxy',
    ],
    ['not a debug container, though it ended last', debugged({ before: ended(5) }), {}, 'app'],
    ['not a debug container where nothing else has a story', debugged({}), {}, 'app'],
    ['not a debug container whose image cannot be pulled', debugged({ before: ended(-3600) }, waiting), {}, 'app'],
    ['an init container that ended last', pod({ init: [{ name: 'migrate', before: ended(9) }] }), {}, 'migrate'],
  ])('%s', (_sentence, of, labels, name) => {
    expect(pickContainer(of, alert({ labels }))).toBe(name);
  });
});

describe('pickPod', () => {
  const [quiet, early, late] = [
    pod({ name: 'quiet' }),
    pod({ name: 'early', containers: [{ before: ended(1, 'OOMKilled') }] }),
    pod({ name: 'late', containers: [{ before: ended(2) }] }),
  ];
  const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
  const well = pod({ name: 'well', status: ready });
  const going = pod({ name: 'going', deletion: [30, 30], containers: [{ ended: ended(2) }], status: ready });
  const evicted = (seconds: number, name = 'evicted') =>
    pod({ name, containers: [{ ended: ended(seconds) }], status: { phase: 'Failed' } });
  const outOfMemory = pod({ name: 'oom', containers: [{ before: ended(-259_200, 'OOMKilled') }], status: ready });
  const longAgo = pod({ name: 'long-ago', containers: [{ before: ended(-3600) }] });
  const stuck = pod({ name: 'stuck', containers: [{ waiting: 'ErrImagePull' }] });
  it.each<[sentence: string, pods: Pod[], labels: Record<string, string>, name: string | undefined]>([
    ['the one that ended last', [quiet, early, late, stuck], {}, 'late'],
    ['the one that shows the reason of the alert', [quiet, early, late], { reason: 'OOMKilled' }, 'early'],
    ['one that cannot start, before one that was restarted long ago', [longAgo, stuck], {}, 'stuck'],
    ['one that cannot start, before one without a story', [quiet, stuck], {}, 'stuck'],
    ['of those without a story, one that is to stay', [pod({ name: 'old', deletion: [30, 30] }), quiet], {}, 'quiet'],
    ['of those that are not ready, before an old one that just stopped', [going, quiet], {}, 'quiet'],
    ['an old one that just stopped, where the others are well', [well, going], {}, 'going'],
    ['one that was evicted just now, before one that is not ready yet', [quiet, evicted(-60)], {}, 'evicted'],
    ['one that is not ready, before one that was evicted days ago', [evicted(-259_200), quiet], {}, 'quiet'],
    ['one without a story, before one that ran out of memory days ago', [outOfMemory, well], {}, 'well'],
    ['that one, where it shows the reason of the alert', [well, outOfMemory], { reason: 'OOMKilled' }, 'oom'],
    ['the last to fail of a Job that failed a while ago', [evicted(-1_800), evicted(-1_200, 'last')], {}, 'last'],
    ['none of none', [], {}, undefined],
  ])('%s', (_sentence, pods, labels, name) => {
    expect(pickPod(pods, alert({ labels }))?.metadata?.name).toBe(name);
  });
});
