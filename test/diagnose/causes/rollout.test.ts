import type { Pod, ReplicaSet, StatefulSet } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import {
  addEvent,
  type LookAlike,
  disrupt,
  edit,
  editEnd,
  editEvents,
  remove,
  testCause,
  withoutEvents,
} from '../../support/look-alikes.ts';
import { setNodeClocks } from '../../support/node-clock.ts';

const [old, next] = ['payments-api-74d986956b', 'payments-api-8f5f6dffb'];
const restartedAt = { 'kubectl.kubernetes.io/restartedAt': '2026-11-22T19:37:30Z' };

/** Its controller names every pod that it deleted but this one, which another took, and its node is gone. */
function lostMeanwhile(story: Recording, reason: string | null): void {
  disrupt(story, reason);
  withoutEvents(story, 'SuccessfulDelete', new RegExp(story.truth.pod!));
  remove(story, 'nodes', 'lab-node-1');
}

const editSet = (story: Recording, spec: object): void =>
  edit<StatefulSet>(story, 'statefulsets', 'ledger', (set) => Object.assign(set.spec!, spec));

testCause('rollout', [
  ...['EvictionByEvictionAPI', 'DeletionByTaintManager', 'TerminationByKubelet', null].map((reason): LookAlike => [
    `another took the pod away meanwhile (${reason ?? 'nothing says who'}), and its node cannot be read any more`,
    'rollout-image',
    (story) => lostMeanwhile(story, reason),
    { cause: null, verdict: 'undetermined' },
  ]),
  [
    'it was evicted as well, with no word of its controller about it',
    'rollout-image',
    (story) => {
      withoutEvents(story, 'SuccessfulDelete');
      lostMeanwhile(story, 'DeletionByTaintManager');
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'it crashed when it was told to stop: that is not what the rollout was to do',
    'rollout-image',
    (story) => editEnd(story, (end) => (end.exitCode = 139)),
    { cause: 'rollout', ending: 'signalled', verdict: 'investigate' },
  ],
  ...[-180, -10, -3, 3, 60].map((seconds): LookAlike => [
    `the clock of its node is ${seconds} s from the API server's`,
    'rollout-image',
    (story) => setNodeClocks(story, seconds),
    { cause: 'rollout', ending: 'stopped-in-time', concerns: [], verdict: 'expected' },
  ]),
  [
    'it crashed in the second in which its pod was deleted, and the kubelet said nothing of a stop',
    'gone-before-alert',
    (story) => {
      editEnd(story, (end) => Object.assign(end, { exitCode: 1, finishedAt: '2026-11-22T19:38:35Z' }));
      withoutEvents(story, 'Killing');
    },
    { cause: 'rollout', ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'its kubelet said a second time that it stops it: its time counts from the first',
    'rollout-ignores-sigterm',
    (story) =>
      editEvents(story, 'Killing', (event) => {
        event.count = 2;
        event.lastTimestamp = new Date(Date.parse(event.firstTimestamp!) + 3_000).toISOString().replace('.000Z', 'Z');
      }),
    { ending: 'killed-after-grace', verdict: 'investigate' },
  ],
  [
    'its controller never said that it deleted the pod, and the old set still wants pods',
    'rollout-image',
    (story) => {
      withoutEvents(story, 'SuccessfulDelete');
      edit<ReplicaSet>(story, 'replicasets', old, (set) => (set.spec!.replicas = 1));
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'its controller deleted another pod of the set',
    'rollout-image',
    (story) => {
      editEvents(story, 'SuccessfulDelete', (e) => (e.message = `Deleted pod: ${old}-other`));
      edit<ReplicaSet>(story, 'replicasets', old, (set) => (set.spec!.replicas = 1));
    },
    { cause: null },
  ],
  [
    'the deletions were combined into one event, but the emptied old set speaks for itself',
    'rollout-image',
    (story) => withoutEvents(story, 'SuccessfulDelete'),
    { cause: 'rollout', verdict: 'expected' },
  ],
  [
    'the newer revision appeared only after the pod was told to stop',
    'rollout-image',
    (story) =>
      edit<ReplicaSet>(story, 'replicasets', next, (set) => (set.metadata!.creationTimestamp = '2026-11-22T19:37:37Z')),
    { cause: 'scale-down' },
  ],
  [
    'the new template differs from the old one in restartedAt only',
    'rollout-image',
    (story) => {
      let template = {};
      edit<ReplicaSet>(story, 'replicasets', old, (set) => (template = set.spec!.template!));
      edit<ReplicaSet>(story, 'replicasets', next, (set) => {
        set.spec!.template = structuredClone(template);
        set.spec!.template.metadata!.annotations = restartedAt;
      });
    },
    { cause: 'rollout-restart', verdict: 'expected' },
  ],
  [
    'the set that takes over is older than the one it replaces: a rollback',
    'rollout-image',
    (story) =>
      edit<ReplicaSet>(story, 'replicasets', next, (set) => (set.metadata!.creationTimestamp = '2026-11-22T18:00:00Z')),
    { cause: 'rollback', verdict: 'expected' },
  ],
  [
    'a StatefulSet has a newer revision, but did not delete this pod',
    'statefulset-rollout',
    (story) => withoutEvents(story, 'SuccessfulDelete'),
    { cause: null },
  ],
  [
    'its own set is not kept any more (`revisionHistoryLimit: 0`), and was there before the newer one',
    'rollout-image',
    (story) => remove(story, 'replicasets', old),
    { cause: 'rollout', verdict: 'expected' },
  ],
  [
    'its own set is not kept any more, and it is not told when the pod was made',
    'rollout-image',
    (story) => {
      remove(story, 'replicasets', old);
      edit<Pod>(story, 'pods', story.truth.pod, ({ metadata }) => delete metadata!.creationTimestamp);
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'its StatefulSet updates no pod by itself (`OnDelete`), though it did delete this one',
    'statefulset-rollout',
    (story) => editSet(story, { updateStrategy: { type: 'OnDelete' } }),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'its number is below the partition of its StatefulSet',
    'statefulset-rollout',
    (story) => editSet(story, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } }),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'it was undone since: the old set has the newer number now',
    'rollout-image',
    (story) => {
      const number = 'deployment.kubernetes.io/revision';
      edit<ReplicaSet>(story, 'replicasets', old, (set) => (set.metadata!.annotations![number] = '3'));
      const deployment = { kind: 'Deployment', name: 'payments-api' };
      addEvent(
        story,
        'ScalingReplicaSet',
        `Scaled up replica set ${old} from 0 to 1`,
        '2026-11-22T19:39:31Z',
        deployment,
      );
    },
    { cause: 'rollout', verdict: 'expected' },
  ],
  [
    'it takes away so many pods that their deletions were combined, and is not done',
    'rollout-image',
    (story) => {
      edit<ReplicaSet>(story, 'replicasets', old, (set) => (set.spec!.replicas = 5));
      const combined = `(combined from similar events): Deleted pod: ${old}-other`;
      editEvents(story, 'SuccessfulDelete', (e) => (e.message = combined));
    },
    { cause: 'rollout', verdict: 'expected' },
  ],
  [
    'nothing of the StatefulSet’s pod can be read back, but the Event about it has its labels',
    'statefulset-rollout',
    (story) => (story.snapshot.changes = {}),
    { cause: 'rollout', ending: 'unknown', verdict: 'undetermined' },
  ],
]);
