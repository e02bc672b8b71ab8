import type { ControllerRevision, ReplicaSet } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { edit, editEvents, testCause, withoutEvents } from '../../support/look-alikes.ts';

const next = 'payments-api-8f5f6dffb';
const before = '2026-11-22T18:00:00Z';

/** The set that takes over was there before the one it replaces: the Deployment gave it a new number. */
const undo = (story: Recording): void =>
  edit<ReplicaSet>(story, 'replicasets', next, (set) => (set.metadata!.creationTimestamp = before));

/** The revision that takes over is the older object, under the newer number, as a StatefulSet's controller renumbers it. */
const undoStatefulSet = (story: Recording): void =>
  edit<ControllerRevision>(story, 'controllerrevisions', null, (revision) => {
    if (revision.revision === 2) revision.metadata!.creationTimestamp = before;
  });

testCause('rollback', [
  ['a Deployment went back', 'rollout-image', undo, { cause: 'rollback', verdict: 'expected' }],
  [
    'its scale-up was said in the same words in its first life: one event stands for both',
    'rollout-image',
    (story) => {
      undo(story);
      editEvents(story, 'ScalingReplicaSet', (e) => {
        if (e.message?.includes(next)) e.firstTimestamp = before;
      });
    },
    { cause: 'rollback' },
  ],
  [
    'a StatefulSet went back',
    'statefulset-rollout',
    undoStatefulSet,
    { cause: 'rollback', ending: 'stopped-in-time', verdict: 'expected' },
  ],
  [
    'a program that ignores SIGTERM had to be killed in the rollback',
    'rollout-ignores-sigterm',
    (story) => {
      const sets: ReplicaSet[] = [];
      edit<ReplicaSet>(story, 'replicasets', null, (set) => sets.push(set));
      const newest = sets.find((set) => set.metadata!.annotations!['deployment.kubernetes.io/revision'] === '2');
      newest!.metadata!.creationTimestamp = before;
    },
    { cause: 'rollback', ending: 'killed-after-grace', verdict: 'investigate' },
  ],
  [
    'the set that takes over is the younger one: a rollout',
    'rollout-image',
    (story) => {
      undo(story);
      edit<ReplicaSet>(story, 'replicasets', next, (set) => (set.metadata!.creationTimestamp = '2026-11-22T19:37:30Z'));
    },
    { cause: 'rollout' },
  ],
  [
    'nobody scaled the older set up: it takes nothing over',
    'rollout-image',
    (story) => {
      undo(story);
      withoutEvents(story, 'ScalingReplicaSet', /up replica set/);
    },
    { cause: 'scale-down' },
  ],
]);
