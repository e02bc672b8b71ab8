import { crashAgain, editEnd, editEvents, testCause } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

/** The kubelet's words for a resize whose policy is RestartContainer (computePodResizeAction in pkg/kubelet/kuberuntime). */
const resized = (story: Recording): void =>
  editEvents(story, 'Killing', (e) => (e.message = 'Container app resize requires restart'));

testCause('container-resize', [
  [
    'its resources were changed in place',
    'definition-changed',
    resized,
    { cause: 'container-resize', ending: 'stopped-in-time', verdict: 'expected' },
  ],
  [
    'it was resized and did not stop in time',
    'definition-changed',
    (story) => {
      resized(story);
      editEnd(story, (end) => Object.assign(end, { exitCode: 137, finishedAt: '2026-11-22T19:39:23Z' }));
    },
    { cause: 'container-resize', ending: 'killed-after-grace', verdict: 'investigate' },
  ],
  [
    'the run that began in the second of the resize crashed',
    'definition-changed',
    (story) => {
      resized(story);
      crashAgain(story, '2026-11-22T19:38:53Z', '2026-11-22T19:38:57Z');
    },
    { cause: 'app-exit', ending: 'exited', verdict: 'investigate' },
  ],
  [
    'its image was changed, not its size',
    'definition-changed',
    (story) => {
      resized(story);
      editEvents(story, 'Killing', (e) => (e.message = 'Container app definition changed, will be restarted'));
    },
    { cause: 'definition-changed' },
  ],
  [
    'another container was resized',
    'definition-changed',
    (story) => {
      resized(story);
      editEvents(story, 'Killing', (e) => (e.involvedObject.fieldPath = 'spec.containers{proxy}'));
    },
    { cause: 'unknown-sigterm', ending: 'signalled' },
  ],
]);
