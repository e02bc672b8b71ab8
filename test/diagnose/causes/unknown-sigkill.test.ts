import { addEvent, editEnd, editEvents, forbid, testCause, withoutEvents } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

const endedAt = '2026-11-22T19:37:55Z';
const killed = (story: Recording, reason = 'Error'): void =>
  editEnd(story, (end) => Object.assign(end, { exitCode: 137, reason }));

testCause('unknown-sigkill', [
  [
    'not even its restart is among the events: that no kill is proves nothing',
    'sigterm-from-inside',
    (story) => {
      killed(story);
      for (const reason of ['Pulled', 'Created', 'Started']) withoutEvents(story, reason);
    },
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'so much was said of the pod that a kill may have been dropped',
    'sigterm-from-inside',
    (story) => {
      killed(story);
      editEvents(story, 'Started', (e) => (e.count = 29));
    },
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'it was killed, by whom nobody said',
    'sigterm-from-inside',
    (story) => killed(story),
    { cause: 'unknown-sigkill', ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'the runtime says OOMKilled',
    'sigterm-from-inside',
    (story) => killed(story, 'OOMKilled'),
    { cause: 'oom-killed', ending: 'oom-killed' },
  ],
  [
    'the kubelet made the 137 up for a container it lost',
    'sigterm-from-inside',
    (story) => killed(story, 'ContainerStatusUnknown'),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  ['it was a SIGTERM', 'sigterm-from-inside', () => undefined, { cause: 'unknown-sigterm', ending: 'signalled' }],
  [
    'the kubelet told it to stop',
    'sigterm-from-inside',
    (story) => {
      killed(story);
      addEvent(story, 'Killing', 'Stopping container app', endedAt);
    },
    { cause: null, verdict: 'investigate' },
  ],
  [
    'its liveness probe had just failed',
    'sigterm-from-inside',
    (story) => {
      killed(story);
      addEvent(story, 'Unhealthy', 'Liveness probe failed: ', endedAt);
    },
    { cause: null, verdict: 'investigate' },
  ],
  [
    'the node was rebooted',
    'sigterm-from-inside',
    (story) => {
      killed(story);
      addEvent(story, 'Rebooted', 'Node lab-node-1 has been rebooted', endedAt, { kind: 'Node', name: 'lab-node-1' });
    },
    { cause: null, verdict: 'investigate' },
  ],
  [
    'nobody may read what was said of the node, which may have been out of memory',
    'sigterm-from-inside',
    (story) => {
      killed(story);
      forbid(story, 'events', 'default');
    },
    { cause: null, ending: 'signalled', verdict: 'investigate' },
  ],
]);
