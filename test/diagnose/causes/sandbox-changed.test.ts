import { addEvent, editEnd, editEvents, forbid, testCause, withoutEvents } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

/** The kubelet finds the sandbox dead, stops what is left of the pod, and starts it in a new one. */
function lost(story: Recording): void {
  addEvent(story, 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.', '2026-11-22T19:37:53Z');
  addEvent(story, 'Killing', 'Stopping container app', '2026-11-22T19:37:53Z');
}

testCause('sandbox-changed', [
  [
    'its sandbox was lost, and the kubelet stopped it',
    'sigterm-from-inside',
    lost,
    { cause: 'sandbox-changed', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'its sandbox was stopped at the runtime, and it was killed with it',
    'sigterm-from-inside',
    (story) => {
      lost(story);
      withoutEvents(story, 'Killing');
      editEnd(story, (end) => (end.exitCode = 137));
    },
    { cause: 'sandbox-changed', ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'the kubelet stopped it, and nothing is said of a sandbox',
    'sigterm-from-inside',
    (story) => {
      lost(story);
      withoutEvents(story, 'SandboxChanged');
    },
    { cause: null, ending: 'stopped-in-time', verdict: 'undetermined' },
  ],
  [
    'the sandbox was lost long before',
    'sigterm-from-inside',
    (story) => {
      lost(story);
      editEvents(story, 'SandboxChanged', (e) => (e.firstTimestamp = e.lastTimestamp = '2026-11-22T19:10:00Z'));
    },
    { cause: null, ending: 'stopped-in-time' },
  ],
  [
    'the program had exited by itself just before',
    'sigterm-from-inside',
    (story) => {
      lost(story);
      withoutEvents(story, 'Killing');
      editEnd(story, (end) => (end.exitCode = 1));
    },
    { cause: 'app-exit', ending: 'exited' },
  ],
  [
    'nobody may read what was said of the node, which may have rebooted',
    'sigterm-from-inside',
    (story) => {
      lost(story);
      forbid(story, 'events', 'default');
    },
    { cause: null, ending: 'stopped-in-time', verdict: 'undetermined' },
  ],
]);
