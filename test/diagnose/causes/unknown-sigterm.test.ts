import { addEvent, editEnd, editEvents, forbid, testCause, withoutEvents } from '../../support/look-alikes.ts';

const endedAt = '2026-11-22T19:37:55Z';

testCause('unknown-sigterm', [
  [
    'not even its restart is among the events: that no kill is proves nothing',
    'sigterm-from-inside',
    (story) => {
      for (const reason of ['Pulled', 'Created', 'Started']) withoutEvents(story, reason);
    },
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'so much was said of the pod that a kill may have been dropped',
    'sigterm-from-inside',
    (story) => {
      editEvents(story, 'Started', (e) => (e.count = 29));
    },
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'the kubelet said that it stopped the container',
    'sigterm-from-inside',
    (story) => addEvent(story, 'Killing', 'Stopping container app', endedAt),
    { cause: null, ending: 'stopped-in-time', verdict: 'undetermined' },
  ],
  [
    'the pod lost its sandbox',
    'sigterm-from-inside',
    (story) => addEvent(story, 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.', endedAt),
    { cause: null, verdict: 'investigate' },
  ],
  [
    'its liveness probe had just failed',
    'sigterm-from-inside',
    (story) => addEvent(story, 'Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 500', endedAt),
    { cause: null, verdict: 'investigate' },
  ],
  [
    'its readiness probe had just failed, which stops nothing',
    'sigterm-from-inside',
    (story) => addEvent(story, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 500', endedAt),
    { cause: 'unknown-sigterm', verdict: 'investigate' },
  ],
  [
    'the node was rebooted',
    'sigterm-from-inside',
    (story) =>
      addEvent(story, 'Rebooted', 'Node lab-node-1 has been rebooted', endedAt, { kind: 'Node', name: 'lab-node-1' }),
    { cause: null, verdict: 'investigate' },
  ],
  [
    'it exited with 1',
    'sigterm-from-inside',
    (story) => editEnd(story, (end) => (end.exitCode = 1)),
    { cause: 'app-exit', ending: 'exited' },
  ],
  [
    'a 137 of unknown origin is no SIGTERM',
    'sigterm-from-inside',
    (story) => editEnd(story, (end) => (end.exitCode = 137)),
    { cause: 'unknown-sigkill', ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'nobody may read the events: then nobody can say that it was not told to stop',
    'sigterm-from-inside',
    (story) => forbid(story, 'events'),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
]);
