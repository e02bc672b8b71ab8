import type { Recording } from '../../support/recordings.ts';
import { disrupt, failPod, testCause, withoutEvents } from '../../support/look-alikes.ts';

const message = 'Pod was terminated in response to imminent node shutdown.';

/** The status that pkg/kubelet/nodeshutdown writes; it evicts without an event. */
function shutDown(story: Recording): void {
  withoutEvents(story, 'Evicted');
  failPod(story, 'Terminated', message);
  disrupt(story, 'TerminationByKubelet', message);
}

testCause('node-shutdown', [
  [
    'its node was shut down in order',
    'evicted-emptydir',
    shutDown,
    { cause: 'node-shutdown', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'the same condition with another reason: its node ran low on memory',
    'evicted-emptydir',
    (story) => {
      shutDown(story);
      failPod(story, 'Evicted', 'The node was low on resource: memory. ');
    },
    { cause: 'node-pressure-eviction', verdict: 'investigate' },
  ],
  [
    'a reason of admission that has nothing to do with a shutdown',
    'evicted-emptydir',
    (story) => {
      withoutEvents(story, 'Evicted');
      failPod(story, 'NodeAffinity', 'Pod was rejected: Predicate NodeAffinity failed');
    },
    { cause: null },
  ],
]);
