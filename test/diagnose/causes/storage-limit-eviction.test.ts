import type { Pod } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { disrupt, edit, editEvents, failPod, forbid, testCause, withoutEvents } from '../../support/look-alikes.ts';

/** The program exits 0 when it is told to stop: its pod ends `Succeeded`, and no reason stands in it. */
function exitZero(story: Recording): void {
  edit<Pod>(story, 'pods', story.truth.pod, ({ status }) => {
    if (status?.phase !== 'Failed') return;
    Object.assign(status, { phase: 'Succeeded', reason: undefined, message: undefined });
    Object.assign(status.containerStatuses![0]!.state!.terminated!, { exitCode: 0, reason: 'Completed' });
  });
}

testCause('storage-limit-eviction', [
  [
    'its container went over its own limit of ephemeral storage',
    'evicted-emptydir',
    (story) => failPod(story, 'Evicted', 'Container app exceeded its local ephemeral storage limit "20Mi". '),
    { cause: 'storage-limit-eviction', verdict: 'investigate' },
  ],
  [
    'nobody may read the events, and the pod says it itself',
    'evicted-emptydir',
    (story) => forbid(story, 'events'),
    { cause: 'storage-limit-eviction', verdict: 'investigate' },
  ],
  [
    'its program exited 0, so that only the event tells',
    'evicted-emptydir',
    exitZero,
    { cause: 'storage-limit-eviction', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'its program exited 0 and the event is gone: nothing tells any more',
    'evicted-emptydir',
    (story) => {
      exitZero(story);
      withoutEvents(story, 'Evicted');
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'its program exited 0, and an autoscaler wrote the event, not the kubelet',
    'evicted-emptydir',
    (story) => {
      exitZero(story);
      editEvents(story, 'Evicted', (e) => (e.type = 'Normal'));
    },
    { cause: null },
  ],
  [
    'the pod is a disruption target of the kubelet: its node ran low',
    'evicted-emptydir',
    (story) => disrupt(story, 'TerminationByKubelet', 'The node was low on resource: ephemeral-storage. '),
    { cause: 'node-pressure-eviction', verdict: 'investigate' },
  ],
  [
    'it was evicted, and why is not said',
    'evicted-emptydir',
    (story) => {
      failPod(story, 'Evicted', '');
      withoutEvents(story, 'Evicted');
    },
    { cause: null },
  ],
  [
    'a node under pressure refused it: it never ran there',
    'evicted-emptydir',
    (story) => failPod(story, 'Evicted', 'Pod was rejected: The node had condition: [DiskPressure]. '),
    { cause: null },
  ],
]);
