import { editEnd, testConcern } from '../../support/look-alikes.ts';

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
