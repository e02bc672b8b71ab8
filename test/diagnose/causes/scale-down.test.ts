import type { ControllerRevision, Pod, StatefulSet } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { addEvent, edit, editEvents, testCause, withoutEvents } from '../../support/look-alikes.ts';

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

testCause('scale-down', [
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
]);
