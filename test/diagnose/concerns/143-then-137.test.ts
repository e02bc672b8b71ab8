import { describe, expect, it } from 'vitest';
import { ask } from '../../../src/diagnose/cause.ts';
import { stoppedThenKilled } from '../../../src/diagnose/concerns/143-then-137.ts';
import type { Ending, Pod, Seen } from '../../../src/types.ts';
import { edit, testConcern } from '../../support/look-alikes.ts';
import { at, ending, evidence, pod, story, subject } from '../../support/stories.ts';

const killed = ending({
  id: 'killed-after-grace',
  exitCode: 137,
  startedAt: at(-60),
  finishedAt: at(30),
  tookSeconds: 30,
});

/** What is said of a pod that ends so, beside siblings. */
function said(of: Pod, how: Ending, ...siblings: Pod[]): string | null {
  const seen: Seen<Pod>[] = siblings.map((object) => ({ path: `/pods/${object.metadata?.name}`, object }));
  const all = evidence(story(of), [], { siblings: { known: true, value: seen } });
  return ask(stoppedThenKilled, all, { subject: subject(), ending: how, now: at(60) })?.summary ?? null;
}

const ended = (exitCode: number, finishedAt: number) => ({
  ended: { exitCode, reason: 'Error', startedAt: at(-600), finishedAt: at(finishedAt) },
});
/** Another pod, told to stop at 0 s with a grace of 30 s. */
const sibling = (exitCode: number, finishedAt: number) =>
  pod({ name: 'web-2', uid: 'uid-2', deletion: [30, 30], containers: [ended(exitCode, finishedAt)] });
const before = (exitCode: number, finishedAt: number) =>
  pod({ containers: [{ ...ended(137, 30), before: { exitCode, finishedAt: at(finishedAt) } }] });

describe('it holds', () => {
  it.each([
    ['when the run before stopped on SIGTERM', before(143, -60), killed, []],
    ['when another pod stopped in time just before', pod(), killed, [sibling(143, 3)]],
    ['when another pod had to be killed later', pod(), ending(), [sibling(137, 30)]],
  ])('%s', (_sentence, of, how, siblings) => {
    expect(said(of, how, ...siblings)).toMatch(/had to be killed/);
  });
});

describe('it does not', () => {
  it.each([
    ['when the run before crashed', before(1, -60), killed, []],
    ['when the run before was killed too', before(137, -60), killed, []],
    ['when nothing is known of another end', pod(), killed, []],
    [
      'when the other pod was killed first and this one stopped',
      pod(),
      ending({ finishedAt: at(60) }),
      [sibling(137, 30)],
    ],
    ['when both stopped in time', pod(), ending(), [sibling(143, 5)]],
    ['when both were killed', before(137, -60), killed, [sibling(137, 30)]],
    ['when the other one was killed long before its grace ended', pod(), ending(), [sibling(137, 5)]],
    ['when the other one stopped a day ago', pod(), killed, [sibling(143, -86_400)]],
    ['when this one crashed', before(143, -60), ending({ id: 'exited', exitCode: 1 }), [sibling(137, 30)]],
  ])('%s', (_sentence, of, how, siblings) => {
    expect(said(of, how, ...siblings)).toBeNull();
  });
});

testConcern(
  '143-then-137',
  [],
  [
    [
      'a probe killed it twice: it stopped in time at first, and then not',
      'liveness-then-killed',
      (story) =>
        edit<Pod>(story, 'pods', story.truth.pod, (listed) => {
          const status = listed.status?.containerStatuses?.[0];
          const finishedAt = '2026-11-22T19:38:09Z';
          if (!status?.lastState?.terminated) return;
          status.state = status.lastState;
          status.lastState = { terminated: { exitCode: 143, reason: 'Error', finishedAt } };
        }),
      { ending: 'killed-after-grace', concerns: ['grace-too-short', '143-then-137'] },
    ],
    ['it was killed once', 'liveness-then-killed', () => {}, { concerns: ['grace-too-short'] }],
  ],
);
