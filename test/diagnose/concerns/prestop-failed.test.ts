import { editEvents, type LookAlike, testConcern, withoutEvents } from '../../support/look-alikes.ts';
import { setNodeClocks } from '../../support/node-clock.ts';

testConcern(
  'prestop-failed',
  ['prestop-fails'],
  [
    [
      'without that event it is a rollout like any other',
      'prestop-fails',
      (story) => withoutEvents(story, 'FailedPreStopHook'),
      { cause: 'rollout', concerns: [], verdict: 'expected' },
    ],
    [
      'the hook that failed is another pod’s',
      'prestop-fails',
      (story) =>
        editEvents(story, 'FailedPreStopHook', (e) =>
          Object.assign(e.involvedObject, { name: 'streams-f556859d9-other', uid: 'other' }),
        ),
      { concerns: [], verdict: 'expected' },
    ],
    [
      'the hook that failed is another container’s',
      'prestop-fails',
      (story) =>
        editEvents(story, 'FailedPreStopHook', (e) => {
          e.involvedObject.fieldPath = 'spec.containers{proxy}';
        }),
      { concerns: [] },
    ],
    ...[-60, -3, 3, 60].map((seconds): LookAlike => [
      `the clock of its node is ${seconds} s from the API server's`,
      'prestop-fails',
      (story) => setNodeClocks(story, seconds),
      { cause: 'rollout', concerns: ['prestop-failed'], verdict: 'investigate' },
    ]),
    [
      'the hook failed when the run before it ended',
      'prestop-fails',
      (story) =>
        editEvents(story, 'FailedPreStopHook', (e) => {
          e.firstTimestamp = e.lastTimestamp = '2026-11-22T19:37:49Z';
        }),
      { concerns: [], verdict: 'expected' },
    ],
    [
      'the hook failed an hour before this stop',
      'prestop-fails',
      (story) =>
        editEvents(story, 'FailedPreStopHook', (e) => {
          e.firstTimestamp = e.lastTimestamp = '2026-11-22T18:37:52Z';
        }),
      { concerns: [] },
    ],
  ],
);
