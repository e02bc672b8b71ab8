import { crashAgain, editEnd, editEvents, testCause, withoutEvents } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

/** The kill, the end and the start of the next run all in one second, as they often are. */
function followedAtOnce(story: Recording, exitCode: number): void {
  const second = '2026-11-22T19:38:55Z';
  editEvents(story, 'Killing', (e) => (e.firstTimestamp = e.lastTimestamp = second));
  crashAgain(story, second, '2026-11-22T19:38:59Z', exitCode);
}

testCause('definition-changed', [
  [
    'the run with the new definition began in that second, and crashed',
    'definition-changed',
    (story) => followedAtOnce(story, 1),
    { cause: 'app-exit', ending: 'exited', verdict: 'investigate' },
  ],
  [
    'that run ended with a code of one that was told to stop: nobody can say whether it was',
    'definition-changed',
    (story) => followedAtOnce(story, 143),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'it did not stop and had to be killed: meant, but not well',
    'definition-changed',
    (story) => editEnd(story, (end) => Object.assign(end, { exitCode: 137, finishedAt: '2026-11-22T19:39:23Z' })),
    { cause: 'definition-changed', ending: 'killed-after-grace', verdict: 'investigate' },
  ],
  [
    'the kubelet stopped it without saying why',
    'definition-changed',
    (story) => editEvents(story, 'Killing', (e) => (e.message = 'Stopping container app')),
    { cause: null, ending: 'stopped-in-time', verdict: 'undetermined' },
  ],
  [
    'another container’s definition was changed',
    'definition-changed',
    (story) => editEvents(story, 'Killing', (e) => (e.involvedObject.fieldPath = 'spec.containers{proxy}')),
    { cause: 'unknown-sigterm', ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'it was changed before this run began',
    'definition-changed',
    (story) => editEvents(story, 'Killing', (e) => (e.firstTimestamp = e.lastTimestamp = '2026-11-22T19:30:00Z')),
    { cause: 'unknown-sigterm', ending: 'signalled' },
  ],
  [
    'nothing says that it was told to stop',
    'definition-changed',
    (story) => withoutEvents(story, 'Killing'),
    { cause: 'unknown-sigterm', verdict: 'investigate' },
  ],
]);
