import { shift } from '../../../src/facts/time.ts';
import type { Pod } from '../../../src/types.ts';
import { edit, editWaiting, testCause } from '../../support/look-alikes.ts';

testCause('image-pull', [
  [
    'it waits between two attempts',
    'image-pull',
    (story) => editWaiting(story, 'ImagePullBackOff', 'Back-off pulling image "localhost/does-not-exist:v9"'),
    { cause: 'image-pull', ending: 'never-started', verdict: 'investigate' },
  ],
  [
    'its image’s name is none',
    'image-pull',
    (story) =>
      editWaiting(story, 'InvalidImageName', 'Failed to apply default image tag "a b": invalid reference format'),
    { cause: 'image-pull', ending: 'never-started' },
  ],
  [
    'it may not be pulled, and is not there',
    'image-pull',
    (story) =>
      editWaiting(
        story,
        'ErrImageNeverPull',
        'Container image "localhost/x:v9" is not present with pull policy of Never',
      ),
    { cause: 'image-pull' },
  ],
  [
    'a Secret is missing, not the image',
    'image-pull',
    (story) => editWaiting(story, 'CreateContainerConfigError', 'secret "db" not found'),
    { cause: 'config-error', ending: 'never-started' },
  ],
  [
    'the runtime could not create it',
    'image-pull',
    (story) => editWaiting(story, 'CreateContainerError', 'context deadline exceeded'),
    { cause: null, ending: 'never-started', verdict: 'investigate' },
  ],
  [
    'it is being created: nothing has failed yet',
    'image-pull',
    (story) => editWaiting(story, 'ContainerCreating', ''),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'it runs by now',
    'image-pull',
    (story) =>
      edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
        for (const status of pod.status?.containerStatuses ?? [])
          status.state = { running: { startedAt: '2026-11-22T19:37:43Z' } };
      }),
    { cause: null, ending: 'unknown' },
  ],
  [
    'the name in the alert is a StatefulSet’s next pod, stuck, and not the one that was replaced',
    'statefulset-rollout',
    (story) => {
      const body = JSON.parse(story.body) as { involvedObject: { uid?: string } };
      delete body.involvedObject.uid;
      story.body = JSON.stringify({ ...body, reason: 'BackOff', message: 'Back-off pulling image "x:v2"' });
      edit<Pod>(story, 'pods', 'ledger-1', ({ metadata, status }) => {
        const waiting = { reason: 'ImagePullBackOff', message: 'Back-off pulling image "x:v2"' };
        if (!metadata?.deletionTimestamp) for (const c of status?.containerStatuses ?? []) c.state = { waiting };
      });
    },
    { cause: 'image-pull', ending: 'never-started', verdict: 'investigate' },
  ],
  [
    'its pod was told to go meanwhile: that is not what keeps it from starting',
    'image-pull',
    (story) =>
      edit<Pod>(story, 'pods', story.truth.pod, ({ metadata }) => {
        metadata!.deletionTimestamp = shift(story.snapshot.now, 30);
        metadata!.deletionGracePeriodSeconds = 30;
      }),
    { cause: 'image-pull', ending: 'never-started', verdict: 'investigate' },
  ],
]);
