import { addEvent, editEnd, forbid, testCause } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

const backAt = '2026-11-22T19:37:57Z';

/** What a pod shows after its node came back: containerd lost its container, the kubelet makes a new sandbox and tells of the reboot. */
function rebooted(story: Recording, node = 'lab-node-1', at = backAt): void {
  editEnd(story, (end) => Object.assign(end, { exitCode: 255, reason: 'Unknown' }));
  addEvent(story, 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.', backAt);
  addEvent(story, 'Rebooted', `Node ${node} has been rebooted, boot id: 4a1f`, at, { kind: 'Node', name: node });
}

testCause('node-rebooted', [
  [
    'its node rebooted, and the runtime lost it',
    'sigterm-from-inside',
    rebooted,
    { cause: 'node-rebooted', ending: 'unknown', verdict: 'investigate' },
  ],
  [
    'another node rebooted',
    'sigterm-from-inside',
    (story) => rebooted(story, 'lab-node-2'),
    { cause: 'sandbox-changed', ending: 'unknown' },
  ],
  [
    'the node rebooted half an hour before',
    'sigterm-from-inside',
    (story) => rebooted(story, 'lab-node-1', '2026-11-22T19:07:00Z'),
    { cause: 'sandbox-changed' },
  ],
  [
    'the program itself exited with 255 about that time',
    'sigterm-from-inside',
    (story) => {
      rebooted(story);
      editEnd(story, (end) => (end.reason = 'Error'));
    },
    { cause: 'app-exit', ending: 'exited', verdict: 'investigate' },
  ],
  [
    'this run began after the reboot',
    'sigterm-from-inside',
    (story) => rebooted(story, 'lab-node-1', '2026-11-22T19:36:00Z'),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'nobody may read what was said of the node: then a lost sandbox is not told from a reboot',
    'sigterm-from-inside',
    (story) => {
      rebooted(story);
      forbid(story, 'events', 'default');
    },
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
]);
