import type { Pod, ReplicaSet, StatefulSet } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { addEvent, adopt, edit, remove, testCause, withoutEvents } from '../../support/look-alikes.ts';

const set = { kind: 'ReplicaSet', name: 'mailer-5f5778f5cb' };
const toldAt = '2026-11-22T19:38:53Z';

/** A StatefulSet's pod, deleted by hand: the set still wants this number in this revision, and its controller said nothing. */
function fromStatefulSet(story: Recording, replicas = 2): void {
  withoutEvents(story, 'SuccessfulDelete');
  edit<StatefulSet>(story, 'statefulsets', 'ledger', ({ spec, status }) => {
    spec!.replicas = replicas;
    status!.updateRevision = status!.currentRevision!;
  });
  edit<Pod>(story, 'pods', null, ({ metadata }) => {
    metadata!.labels!['controller-revision-hash'] = 'ledger-844c77dbbb';
  });
}

testCause('pod-deleted', [
  [
    'a bare pod was deleted: nobody else could have',
    'pod-deleted-by-hand',
    (story) => edit<Pod>(story, 'pods', story.truth.pod, ({ metadata }) => delete metadata!.ownerReferences),
    { cause: 'pod-deleted', verdict: 'expected' },
  ],
  [
    'it is the mirror of a pod that the kubelet runs from a file: deleting it stops nothing',
    'pod-deleted-by-hand',
    (story) =>
      edit<Pod>(story, 'pods', story.truth.pod, ({ metadata }) => {
        delete metadata!.ownerReferences;
        metadata!.annotations = { 'kubernetes.io/config.mirror': 'a1b2' };
      }),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'its StatefulSet is being deleted in the foreground, and still counts it',
    'statefulset-rollout',
    (story) => {
      fromStatefulSet(story);
      withoutEvents(story, 'SuccessfulCreate');
      edit<StatefulSet>(story, 'statefulsets', 'ledger', ({ metadata }) => {
        metadata!.deletionTimestamp = '2026-11-22T19:38:00Z';
      });
    },
    { cause: 'workload-deleted', verdict: 'expected' },
  ],
  [
    'its ReplicaSet is being deleted, and its Deployment stays',
    'pod-deleted-by-hand',
    (story) =>
      edit<ReplicaSet>(story, 'replicasets', set.name, ({ metadata }) => (metadata!.deletionTimestamp = toldAt)),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'a StatefulSet wants its pod as it was',
    'statefulset-rollout',
    (story) => fromStatefulSet(story),
    { cause: 'pod-deleted', verdict: 'expected' },
  ],
  [
    'a StatefulSet updates no pod by itself (`OnDelete`): whoever rolls it out deletes them by hand',
    'statefulset-rollout',
    (story) => {
      withoutEvents(story, 'SuccessfulDelete');
      edit<StatefulSet>(story, 'statefulsets', 'ledger', ({ spec }) => (spec!.updateStrategy = { type: 'OnDelete' }));
    },
    { cause: 'pod-deleted', verdict: 'expected' },
  ],
  [
    'a StatefulSet updates no pod by itself, and wants fewer of them',
    'statefulset-rollout',
    (story) => {
      withoutEvents(story, 'SuccessfulDelete');
      edit<StatefulSet>(story, 'statefulsets', 'ledger', ({ spec }) =>
        Object.assign(spec!, { replicas: 1, updateStrategy: { type: 'OnDelete' } }),
      );
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'a StatefulSet rolls out, and its word got lost: its new pod is of another revision',
    'statefulset-rollout',
    (story) => withoutEvents(story, 'SuccessfulDelete'),
    { cause: null },
  ],
  [
    'a StatefulSet wants fewer pods, and its word got lost',
    'statefulset-rollout',
    (story) => {
      fromStatefulSet(story, 1);
      edit<Pod>(story, 'pods', 'ledger-1', ({ metadata }) => {
        if (!metadata!.deletionTimestamp) metadata!.creationTimestamp = '2026-11-22T19:38:00Z';
      });
    },
    { cause: null },
  ],
  [
    'its ReplicaSet deleted it',
    'pod-deleted-by-hand',
    (story) => addEvent(story, 'SuccessfulDelete', `Deleted pod: ${story.truth.pod}`, toldAt, set),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'its ReplicaSet deleted so many pods that the names were left out',
    'pod-deleted-by-hand',
    (story) =>
      addEvent(story, 'SuccessfulDelete', '(combined from similar events): Deleted pod: mailer-x', toldAt, set),
    { cause: null },
  ],
  [
    'no pod was made in its place: its set may have been told to shrink, and both events got lost',
    'pod-deleted-by-hand',
    (story) => remove(story, 'pods', 'mailer-5f5778f5cb-4ccxg'),
    { cause: null },
  ],
  [
    'the set of that name is another one by now: the one that owned the pod was deleted',
    'pod-deleted-by-hand',
    (story) => edit<ReplicaSet>(story, 'replicasets', set.name, ({ metadata }) => (metadata!.uid = 'another')),
    { cause: null },
  ],
  [
    'an operator owns the pod, and operators delete pods without a word',
    'pod-deleted-by-hand',
    (story) => adopt(story, 'StrimziPodSet', 'kafka'),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'the taint manager marked it for deletion, and the condition was not seen',
    'pod-deleted-by-hand',
    (story) => addEvent(story, 'TaintManagerEviction', 'Marking for deletion Pod team-49/mailer', toldAt),
    { cause: null },
  ],
  [
    'its last changes cannot be read back: who deleted it would stand there',
    'pod-deleted-by-hand',
    (story) => (story.snapshot.changes = {}),
    { cause: null, verdict: 'undetermined' },
  ],
]);
