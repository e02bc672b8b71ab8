import type { ReplicaSet } from '../../../src/types.ts';
import { edit, testCause, withoutEvents } from '../../support/look-alikes.ts';

const [old, next] = ['checkout-5977dbf86d', 'checkout-7857b75d4b'];
const restartedAt = 'kubectl.kubernetes.io/restartedAt';

testCause('rollout-restart', [
  [
    'an env variable changed together with restartedAt',
    'rollout-restart',
    (story) =>
      edit<ReplicaSet>(story, 'replicasets', next, (set) => {
        set.spec!.template!.spec!.containers[0]!.env = [{ name: 'FLAG', value: 'on' }];
      }),
    { cause: 'rollout', verdict: 'expected' },
  ],
  [
    'the restarted revision went back to the one before: restartedAt is gone, not new',
    'rollout-restart',
    (story) => {
      edit<ReplicaSet>(story, 'replicasets', next, (set) => delete set.spec!.template!.metadata!.annotations);
      edit<ReplicaSet>(story, 'replicasets', old, (set) => {
        set.spec!.template!.metadata!.annotations = { [restartedAt]: '2026-11-22T18:00:00Z' };
      });
    },
    { cause: null },
  ],
  [
    'its controller never said that it deleted the pod, and the old set still wants pods',
    'rollout-restart',
    (story) => {
      withoutEvents(story, 'SuccessfulDelete');
      edit<ReplicaSet>(story, 'replicasets', old, (set) => (set.spec!.replicas = 1));
    },
    { cause: null, verdict: 'undetermined' },
  ],
]);
