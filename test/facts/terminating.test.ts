import { describe, expect, it } from 'vitest';
import { isEndToCome, lastSeen, neverBegan } from '../../src/facts/terminating.ts';
import type { Pod } from '../../src/types.ts';
import { at, ending, goneStory, pod, story, subject } from '../support/stories.ts';

const unseen = ending({
  id: 'unknown',
  exitCode: null,
  reason: null,
  finishedAt: null,
  tookSeconds: null,
  field: null,
});
const known = <T>(value: T) => ({ known: true, value }) as const;
const going = pod({ deletion: [30, 30] });

describe('an end that was not seen is still to come', () => {
  it.each([
    ['while its grace lasts', story(going), 29, true],
    ['and can be on its way a moment after it', story(going), 35, true],
    ['but not when its grace has run out and the pod is still there', story(going), 36, false],
    ['not of a pod that is gone', goneStory(going), 3, false],
    ['not of a pod that is at its very end', story(pod({ deletion: [3, 0] })), 3, false],
  ])('%s', (_what, of, now, toCome) => {
    expect(isEndToCome(known(of), unseen, at(now))).toBe(toCome);
  });

  it('not where the runtime lost it, nor where pods cannot be read', () => {
    const lost = { ...unseen, field: 'status.containerStatuses[name=app].state.terminated' };
    expect(isEndToCome(known(story(going)), lost, at(3))).toBe(false);
    expect(isEndToCome({ known: false, why: 'pods are forbidden (403)' }, unseen, at(3))).toBe(false);
  });

  it('as long as nothing says when its grace ends', () => {
    expect(isEndToCome(known(story(going)), { ...unseen, graceSeconds: null }, at(900))).toBe(true);
  });
});

describe('of a pod that is gone', () => {
  const running = structuredClone(going) as Pod;
  running.status!.containerStatuses![0]!.state = { running: { startedAt: at(-600) } };

  it('its container still ran when it was last shown', () => {
    expect(lastSeen(goneStory(running), subject())).toEqual([
      {
        text: 'pod web-1 is gone from the API; the last that was read back of it shows its container running',
        sources: [
          {
            path: '/api/v1/namespaces/shop/pods/web-1',
            field: 'status.containerStatuses[name=app].state.running.startedAt',
            value: at(-600),
          },
        ],
      },
    ]);
  });

  it('nothing is said where its container was waiting', () => {
    expect(lastSeen(goneStory(pod({ containers: [{ waiting: 'ContainerCreating' }] })), subject())).toEqual([]);
  });
});

describe('a container that was never seen to run', () => {
  const waiting = pod({ containers: [{ waiting: 'ContainerCreating' }] });
  const never = pod({ containers: [{ ended: { exitCode: 137, reason: 'ContainerStatusUnknown' } }] });
  it.each([
    ['has no end that could be a bad one', goneStory(waiting), true],
    ['not where the kubelet wrote one for it when its pod went', goneStory(waiting, never), true],
    [
      'nor where its pod had no status of it yet',
      goneStory(pod({ containers: [], status: { phase: 'Pending' } })),
      true,
    ],
    ['one that ran may have', goneStory(waiting, pod()), false],
    ['and one of which only that is known', goneStory(never), false],
    [
      'and one that waits to run again',
      goneStory(pod({ containers: [{ waiting: 'CrashLoopBackOff', restarts: 1 }] })),
      false,
    ],
  ])('%s', (_what, of, never) => {
    expect(neverBegan(known(of), 'app')).toBe(never);
  });
});
