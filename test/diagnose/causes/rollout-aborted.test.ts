import { addEvent, asArgoRollout, edit, testCause, withoutEvents } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';
import type { ReplicaSet } from '../../../src/types.ts';

const [canary, stable] = ['payments-api-74d986956b', 'payments-api-8f5f6dffb'];
const toldAt = '2026-11-22T19:37:31Z';
const number = 'rollout.argoproj.io/revision';

/** The subject's pod is of revision 3, which goes; revision 2, a day old, stays. */
function givenUp(story: Recording, { at = toldAt, said = 3, wanted = 3 } = {}): void {
  asArgoRollout(story);
  edit<ReplicaSet>(story, 'replicasets', canary, (set) => (set.metadata!.annotations![number] = '3'));
  edit<ReplicaSet>(story, 'replicasets', stable, ({ metadata, spec }) => {
    metadata!.annotations![number] = '2';
    metadata!.creationTimestamp = '2026-11-21T19:30:00Z';
    spec!.replicas = wanted;
  });
  withoutEvents(story, 'ScalingReplicaSet', new RegExp(stable));
  const argo = { kind: 'Rollout', name: 'payments-api' };
  const words = `Rollout aborted update to revision ${said}: Metric "success-rate" assessed Failed due to failed (1) > failureLimit (0)`;
  addEvent(story, 'RolloutAborted', words, at, argo);
}

testCause('rollout-aborted', [
  [
    'an analysis failed',
    'rollout-image',
    (story) => givenUp(story),
    { cause: 'rollout-aborted', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'its pods were kept for half a minute',
    'rollout-image',
    (story) => givenUp(story, { at: '2026-11-22T19:37:01Z' }),
    { cause: 'rollout-aborted' },
  ],
  [
    'another revision was aborted',
    'rollout-image',
    (story) => givenUp(story, { said: 30 }),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'it was aborted an hour earlier',
    'rollout-image',
    (story) => givenUp(story, { at: '2026-11-22T18:37:31Z' }),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'it was aborted only afterwards',
    'rollout-image',
    (story) => givenUp(story, { at: '2026-11-22T19:37:41Z' }),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'its set did not delete this pod',
    'rollout-image',
    (story) => {
      givenUp(story);
      withoutEvents(story, 'SuccessfulDelete');
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'nobody aborted anything, and no other set has pods: the Rollout was scaled down',
    'rollout-image',
    (story) => {
      givenUp(story, { wanted: 0 });
      withoutEvents(story, 'RolloutAborted');
    },
    { cause: 'scale-down', verdict: 'expected' },
  ],
  [
    'a Deployment knows no abort, whoever wrote the event',
    'scale-down',
    (story) => {
      const deployment = { kind: 'Rollout', name: 'web' };
      addEvent(story, 'RolloutAborted', 'Rollout aborted update to revision 1', '2026-11-22T19:38:35Z', deployment);
    },
    { cause: 'scale-down' },
  ],
]);
