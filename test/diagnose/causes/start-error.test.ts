import type { Pod } from '../../../src/types.ts';
import { edit, editEnd, editWaiting, testCause } from '../../support/look-alikes.ts';

testCause('start-error', [
  [
    'a 127 after ten minutes of work is the program’s own',
    'not-found-127',
    (story) => editEnd(story, (end) => (end.startedAt = '2026-11-22T19:20:00Z')),
    { cause: 'app-exit', ending: 'exited' },
  ],
  [
    'a 128 that the runtime calls Error is the program’s own',
    'not-found-127',
    (story) => editEnd(story, (end) => (end.exitCode = 128)),
    { cause: 'app-exit', ending: 'exited' },
  ],
  [
    'a program that runs and fails at once is not one that cannot run',
    'not-found-127',
    (story) => editEnd(story, (end) => (end.exitCode = 1)),
    { cause: 'app-exit', ending: 'exited' },
  ],
  [
    'the kubelet could not run it, and no code shows yet',
    'start-error-128',
    (story) => {
      edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
        for (const status of pod.status?.containerStatuses ?? []) status.lastState = {};
      });
      editWaiting(
        story,
        'RunContainerError',
        'failed to start: exec: "/app/x": stat /app/x: no such file or directory',
      );
    },
    { cause: 'start-error', ending: 'never-started', verdict: 'investigate' },
  ],
]);
