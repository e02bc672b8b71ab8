import type { Recording } from '../../support/recordings.ts';
import { disrupt, remove, testCause } from '../../support/look-alikes.ts';

function collected(story: Recording): void {
  remove(story, 'nodes', 'lab-node-2');
  disrupt(story, 'DeletionByPodGC', 'PodGC: node no longer exists');
}

testCause('pod-garbage-collected', [
  [
    'its node is not in the cluster any more',
    'node-drain',
    collected,
    { cause: 'pod-garbage-collected', verdict: 'investigate' },
  ],
  [
    'its node is gone by now, but the pod was evicted before that: for a drain or by an autoscaler, nobody can say',
    'node-drain',
    (story) => {
      collected(story);
      disrupt(story, 'EvictionByEvictionAPI', 'Eviction API: evicting');
    },
    { cause: null },
  ],
]);
