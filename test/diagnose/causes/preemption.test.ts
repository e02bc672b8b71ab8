import { disrupt, edit, failPod, testCause, withoutEvents } from '../../support/look-alikes.ts';
import type { Pod } from '../../../src/types.ts';

testCause('preemption', [
  [
    'a kubelet made room for a critical pod',
    'evicted-emptydir',
    (story) => {
      withoutEvents(story, 'Evicted');
      failPod(story, 'Preempting', 'Preempted in order to admit critical pod');
      disrupt(story, 'TerminationByKubelet', 'Preempted in order to admit critical pod');
    },
    { cause: 'preemption', verdict: 'investigate' },
  ],
  [
    'the condition was not seen, as in v1.28 for a moment: the scheduler’s event says it',
    'preempted',
    (story) => disrupt(story, null),
    { cause: 'preemption', verdict: 'investigate' },
  ],
  [
    'the condition is not True (any more), and the scheduler said nothing: somebody deleted the pod',
    'preempted',
    (story) => {
      withoutEvents(story, 'Preempted');
      edit<Pod>(story, 'pods', story.truth.pod, ({ status }) => {
        for (const c of status?.conditions ?? []) if (c.type === 'DisruptionTarget') c.status = 'False';
      });
    },
    { cause: 'pod-deleted' },
  ],
  [
    'the pod was evicted through the API',
    'preempted',
    (story) => {
      withoutEvents(story, 'Preempted');
      disrupt(story, 'EvictionByEvictionAPI');
    },
    { cause: 'api-eviction' },
  ],
]);
