import type { Pod } from '../../../src/types.ts';
import { addEvent, edit, editEnd, testConcern } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

/** Told to stop at 19:39:32 with a grace of 8 s; given a preStop hook, it ends after so many seconds. */
const withHook = (preStop: object, seconds: number) => (story: Recording) => {
  edit<Pod>(story, 'pods', story.truth.pod, (pod) =>
    Object.assign(pod.spec!.containers[0]!, { lifecycle: { preStop } }),
  );
  editEnd(story, (end) => Object.assign(end, { exitCode: 143, finishedAt: `2026-11-22T19:39:${32 + seconds}Z` }));
};
const from = 'rollout-ignores-sigterm';

testConcern(
  'prestop-uses-grace',
  [],
  [
    [
      'a hook that sleeps 7 of 8 s leaves SIGTERM one',
      from,
      withHook({ sleep: { seconds: 7 } }, 2),
      { concerns: ['prestop-uses-grace'], verdict: 'expected' },
    ],
    [
      'the same in a command',
      from,
      withHook({ exec: { command: ['sh', '-c', 'sleep 7'] } }, 2),
      { concerns: ['prestop-uses-grace'] },
    ],
    ['a hook that sleeps 3 of 8 s leaves room', from, withHook({ sleep: { seconds: 3 } }, 4), { concerns: [] }],
    [
      'how long a script takes does not show',
      from,
      withHook({ exec: { command: ['/app/drain.sh'] } }, 4),
      { concerns: [] },
    ],
    [
      'a hook that ran into the end of the grace',
      from,
      (story) => {
        withHook({ exec: { command: ['/app/drain.sh'] } }, 8)(story);
        addEvent(story, 'FailedPreStopHook', 'PreStopHook failed', '2026-11-22T19:39:40Z');
      },
      { concerns: ['grace-too-short', 'prestop-failed', 'prestop-uses-grace'], verdict: 'investigate' },
    ],
    [
      'a hook that failed at once used nothing up',
      from,
      (story) => {
        withHook({ exec: { command: ['/app/drain.sh'] } }, 2)(story);
        addEvent(story, 'FailedPreStopHook', 'PreStopHook failed', '2026-11-22T19:39:32Z');
      },
      { concerns: ['prestop-failed'] },
    ],
  ],
);
