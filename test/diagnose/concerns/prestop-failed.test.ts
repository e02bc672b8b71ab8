import { editEvents, testConcern, withoutEvents } from '../../support/look-alikes.ts';

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
