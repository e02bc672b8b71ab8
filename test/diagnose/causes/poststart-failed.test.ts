import { addEvent, editEvents, testCause, withoutEvents } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

/** The events of the kubelet's startContainer when the hook fails; the container is killed and restarted in place. */
function hookFailed(story: Recording): void {
  addEvent(story, 'FailedPostStartHook', 'PostStartHook failed', '2026-11-22T19:37:53Z');
  addEvent(story, 'Killing', 'FailedPostStartHook', '2026-11-22T19:37:53Z');
}

testCause('poststart-failed', [
  [
    'its postStart hook failed',
    'sigterm-from-inside',
    hookFailed,
    { cause: 'poststart-failed', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'the hook’s own event is lost, the kill’s reason is not',
    'sigterm-from-inside',
    (story) => {
      hookFailed(story);
      withoutEvents(story, 'FailedPostStartHook');
    },
    { cause: 'poststart-failed', ending: 'stopped-in-time' },
  ],
  [
    'the kubelet stopped it for another reason',
    'sigterm-from-inside',
    (story) => addEvent(story, 'Killing', 'Stopping container app', '2026-11-22T19:37:53Z'),
    { cause: null, ending: 'stopped-in-time', verdict: 'undetermined' },
  ],
  [
    'the hook of another container failed',
    'sigterm-from-inside',
    (story) => {
      hookFailed(story);
      for (const reason of ['FailedPostStartHook', 'Killing'])
        editEvents(story, reason, (e) => (e.involvedObject.fieldPath = 'spec.containers{proxy}'));
    },
    { cause: null, ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'the hook failed in an earlier run',
    'sigterm-from-inside',
    (story) => {
      hookFailed(story);
      for (const reason of ['FailedPostStartHook', 'Killing'])
        editEvents(story, reason, (e) => (e.firstTimestamp = e.lastTimestamp = '2026-11-22T19:30:00Z'));
    },
    { cause: 'unknown-sigterm', ending: 'signalled' },
  ],
]);
