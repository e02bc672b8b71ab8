import type { ControllerRevision, Pod, ReplicaSet, StatefulSet } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { addEvent, disrupt, edit, editEvents, remove, testCause, withoutEvents } from '../../support/look-alikes.ts';

const toldAt = '2026-11-22T19:38:35Z';
const autoscaler = { kind: 'HorizontalPodAutoscaler', namespace: 'team-73', name: 'web' };

/** A StatefulSet that was given one replica less: no newer revision, and no new pod in the old one's place. */
function shrink(story: Recording): void {
  edit<StatefulSet>(story, 'statefulsets', 'ledger', (set) => (set.spec!.replicas = 1));
  edit<ControllerRevision>(story, 'controllerrevisions', null, (revision) => (revision.revision = 1));
  const uid = (JSON.parse(story.body) as { involvedObject: { uid: string } }).involvedObject.uid;
  edit<Pod>(story, 'pods', 'ledger-1', (pod) => {
    if (pod.metadata!.uid !== uid) pod.metadata!.name = 'ledger-9';
  });
}

/** The rollout has been stuck for a day when the Deployment is given fewer replicas: its new set does not come on. */
function stuck(story: Recording): void {
  const [old, next, yesterday] = ['payments-api-74d986956b', 'payments-api-8f5f6dffb', '2026-11-21T19:37:31Z'];
  edit<ReplicaSet>(story, 'replicasets', old, ({ metadata, spec }) => {
    metadata!.creationTimestamp = '2026-11-20T19:37:31Z';
    spec!.replicas = 2;
  });
  edit<ReplicaSet>(story, 'replicasets', next, ({ metadata }) => (metadata!.creationTimestamp = yesterday));
  editEvents(story, 'ScalingReplicaSet', (e) => {
    if (e.message?.includes(' up ')) e.firstTimestamp = e.lastTimestamp = yesterday;
  });
  edit<Pod>(story, 'pods', null, ({ metadata, status }) => {
    if (!metadata!.name!.startsWith(next)) return;
    metadata!.creationTimestamp = yesterday;
    status!.conditions = [];
  });
}

testCause('scale-down', [
  [
    'a rollout is stuck for a day, and the old set is given one replica less',
    'rollout-image',
    stuck,
    { cause: 'scale-down', verdict: 'expected' },
  ],
  [
    'a rollout was stuck for a day, and a pod of the new set has become ready',
    'rollout-image',
    (story) => {
      stuck(story);
      edit<Pod>(story, 'pods', null, ({ metadata, status }) => {
        if (!metadata!.name!.startsWith('payments-api-8f5f6dffb')) return;
        status!.conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-11-22T19:37:30Z' }];
      });
    },
    { cause: 'rollout', verdict: 'expected' },
  ],
  [
    'a StatefulSet has a newer revision, too, which its strategy keeps from this pod',
    'statefulset-rollout',
    (story) => {
      shrink(story);
      edit<ControllerRevision>(story, 'controllerrevisions', null, (revision) => {
        revision.revision = revision.metadata!.name === 'ledger-844c77dbbb' ? 1 : 2;
      });
      edit<StatefulSet>(story, 'statefulsets', 'ledger', ({ spec }) => {
        spec!.updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 2 } };
      });
    },
    { cause: 'scale-down', verdict: 'expected' },
  ],
  [
    'an autoscaler of the namespace decided at the same moment: shown, and no other cause',
    'scale-down',
    (story) =>
      addEvent(story, 'SuccessfulRescale', 'New size: 1; reason: All metrics below target', toldAt, autoscaler),
    { cause: 'scale-down', verdict: 'expected' },
  ],
  [
    'the set was not scaled down: somebody deleted the pod',
    'scale-down',
    (story) => withoutEvents(story, 'ScalingReplicaSet', /down/),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'the set was scaled down ten minutes earlier',
    'scale-down',
    (story) =>
      editEvents(story, 'ScalingReplicaSet', (e) => {
        e.firstTimestamp = e.lastTimestamp = '2026-11-22T19:28:35Z';
      }),
    { cause: null },
  ],
  [
    'another ReplicaSet was scaled down',
    'scale-down',
    (story) => editEvents(story, 'ScalingReplicaSet', (e) => (e.message = e.message?.replace('web-8', 'web-9'))),
    { cause: null },
  ],
  [
    'the controller did not delete this pod',
    'scale-down',
    (story) => withoutEvents(story, 'SuccessfulDelete'),
    { cause: null },
  ],
  [
    'a StatefulSet wants fewer replicas than the number of the pod',
    'statefulset-rollout',
    shrink,
    { cause: 'scale-down', verdict: 'expected' },
  ],
  [
    'it takes away so many pods that their deletions were combined',
    'scale-down',
    (story) =>
      editEvents(story, 'SuccessfulDelete', (e) => {
        e.message = '(combined from similar events): Deleted pod: web-85558df674-other';
      }),
    { cause: 'scale-down', verdict: 'expected' },
  ],
  [
    'it takes away many pods, and another took this one, whose node cannot be read any more',
    'scale-down',
    (story) => {
      editEvents(story, 'SuccessfulDelete', (e) => {
        e.message = '(combined from similar events): Deleted pod: web-85558df674-other';
      });
      disrupt(story, 'DeletionByTaintManager');
      edit<Pod>(story, 'pods', story.truth.pod, ({ spec }) => remove(story, 'nodes', spec!.nodeName!));
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'a newer revision had been rolled out and undone before',
    'rollout-image',
    (story) => {
      const number = 'deployment.kubernetes.io/revision';
      const [old, next] = ['payments-api-74d986956b', 'payments-api-8f5f6dffb'];
      edit<ReplicaSet>(story, 'replicasets', old, (set) => (set.metadata!.annotations![number] = '3'));
      const deployment = { kind: 'Deployment', name: 'payments-api' };
      editEvents(story, 'ScalingReplicaSet', (e) => {
        if (e.message?.includes(`up replica set ${next}`)) e.firstTimestamp = e.lastTimestamp = '2026-11-22T19:30:00Z';
      });
      addEvent(
        story,
        'ScalingReplicaSet',
        `Scaled down replica set ${next} from 3 to 0`,
        '2026-11-22T19:31:00Z',
        deployment,
      );
    },
    { cause: 'scale-down' },
  ],
]);
