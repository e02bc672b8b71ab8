import { editEnd, type LookAlike, testConcern, withoutEvents } from '../../support/look-alikes.ts';
import { setNodeClocks } from '../../support/node-clock.ts';

const killed = [
  'liveness-then-killed',
  'liveness-then-killed-v1.28',
  'rollout-ignores-sigterm',
  'rollout-shell-wrapper',
  'rollout-shell-wrapper-v1.28',
];

/** Told at 19:39:32, with a grace of 8 s. */
const stoppedAfter = (seconds: number) => (story: Parameters<typeof editEnd>[0]) =>
  editEnd(story, (end) => Object.assign(end, { exitCode: 143, finishedAt: `2026-11-22T19:39:${32 + seconds}Z` }));

testConcern('grace-too-short', killed, [
  [
    'it stopped in 2 of 8 s',
    'rollout-ignores-sigterm',
    stoppedAfter(2),
    { ending: 'stopped-in-time', concerns: [], verdict: 'expected' },
  ],
  [
    'it stopped in 6 of 8 s: three quarters are not yet tight',
    'rollout-ignores-sigterm',
    stoppedAfter(6),
    { concerns: [] },
  ],
  ...[-60, -3, 60].map((seconds): LookAlike => [
    `it was killed at the end of its grace on a node whose clock is ${seconds} s from the API server's`,
    'rollout-ignores-sigterm',
    (story) => setNodeClocks(story, seconds),
    { cause: 'rollout', ending: 'killed-after-grace', concerns: ['grace-too-short'], verdict: 'investigate' },
  ]),
  [
    'it stopped in 7 of 8 s, and by the API server in 4: the clock of its node is behind',
    'rollout-ignores-sigterm',
    (story) => {
      stoppedAfter(7)(story);
      setNodeClocks(story, -3);
    },
    { ending: 'stopped-in-time', concerns: ['grace-too-short'], verdict: 'investigate' },
  ],
  [
    'more than its grace by two clocks is no time at all',
    'rollout-ignores-sigterm',
    (story) => {
      stoppedAfter(2)(story);
      setNodeClocks(story, 60);
      withoutEvents(story, 'Killing');
    },
    { ending: 'stopped-in-time', concerns: [], verdict: 'expected' },
  ],
  [
    'it stopped in time, but only just: in 7 of 8 s',
    'rollout-ignores-sigterm',
    stoppedAfter(7),
    { ending: 'stopped-in-time', concerns: ['grace-too-short'], verdict: 'investigate' },
  ],
  [
    'it was killed 3 s into its grace, by whom nobody said: that is not the grace',
    'rollout-ignores-sigterm',
    (story) => editEnd(story, (end) => (end.finishedAt = '2026-11-22T19:39:35Z')),
    { ending: 'signalled', concerns: [], verdict: 'investigate' },
  ],
]);
