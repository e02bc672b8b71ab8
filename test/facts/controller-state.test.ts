import { expect, it } from 'vitest';
import { controllerState } from '../../src/facts/controller-state.ts';
import type { Owner, RolloutSeen } from '../../src/types.ts';
import { at } from '../support/stories.ts';

type Row = [sentence: string, kind: string, object: object | null, state: RolloutSeen['state'], endedAt?: string];

const object = (spec: object, status: object, generation = 2) => ({
  metadata: { name: 'web', generation },
  spec,
  status: { observedGeneration: 2, ...status },
});
/** A Deployment of three, whose controller last said `reason` at second 60. */
const deployment = (reason: string | null, status: object, generation?: number) => {
  const said = { type: 'Progressing', reason, lastUpdateTime: at(60), lastTransitionTime: at(0) };
  return object({ replicas: 3 }, { conditions: reason === null ? [] : [said], ...status }, generation);
};
const all = { replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
const set = (status: object, partition = 0) =>
  object({ replicas: 3, updateStrategy: { rollingUpdate: { partition } } }, status);
const revisions = (current: string) => ({ currentRevision: current, updateRevision: 'web-b' });

it.each<Row>([
  ['a Deployment that says it is through', 'Deployment', deployment('NewReplicaSetAvailable', all), 'done', at(60)],
  [
    'one that was through, whose pods crash since',
    'Deployment',
    deployment('NewReplicaSetAvailable', { ...all, availableReplicas: 0 }),
    'done',
    at(60),
  ],
  [
    'one that was scaled to nothing, which the API leaves out',
    'Deployment',
    deployment('NewReplicaSetAvailable', {}),
    'done',
    at(60),
  ],
  [
    'one that was through with the revision before: a rollback has just begun',
    'Deployment',
    deployment('NewReplicaSetAvailable', { ...all, updatedReplicas: 0 }),
    'running',
  ],
  [
    'one whose newest spec its controller has not seen',
    'Deployment',
    deployment('NewReplicaSetAvailable', all, 3),
    'running',
  ],
  [
    'one that makes progress',
    'Deployment',
    deployment('ReplicaSetUpdated', { replicas: 4, updatedReplicas: 2, availableReplicas: 3 }),
    'running',
  ],
  [
    'one that gave up waiting',
    'Deployment',
    deployment('ProgressDeadlineExceeded', { replicas: 4, updatedReplicas: 1, availableReplicas: 3 }),
    'stuck',
    at(60),
  ],
  ['one without a deadline, all there', 'Deployment', deployment(null, all), 'done'],
  ['one without a deadline, old ones left', 'Deployment', deployment(null, { ...all, replicas: 4 }), 'running'],
  ['one without a deadline, one to come', 'Deployment', deployment(null, { ...all, availableReplicas: 2 }), 'running'],
  ['one paused half-way', 'Deployment', deployment('DeploymentPaused', { ...all, updatedReplicas: 1 }), 'running'],
  ['one paused when all was there', 'Deployment', deployment('DeploymentPaused', all), 'done'],
  [
    'a StatefulSet whose revision moved on, one pod of it not ready',
    'StatefulSet',
    set({ ...revisions('web-b'), readyReplicas: 2 }),
    'done',
  ],
  [
    'one with pods of both revisions',
    'StatefulSet',
    set({ ...revisions('web-a'), updatedReplicas: 2, readyReplicas: 3 }),
    'running',
  ],
  [
    'one that is updated down to its partition',
    'StatefulSet',
    set({ ...revisions('web-a'), updatedReplicas: 1, readyReplicas: 3 }, 2),
    'done',
  ],
  [
    'one that is not, yet',
    'StatefulSet',
    set({ ...revisions('web-a'), updatedReplicas: 1, readyReplicas: 2 }, 2),
    'running',
  ],
  [
    'a DaemonSet with all pods updated and available',
    'DaemonSet',
    object({}, { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 }),
    'done',
  ],
  [
    'one with a node to go',
    'DaemonSet',
    object({}, { desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 2 }),
    'running',
  ],
  [
    'one whose newest pod is not available',
    'DaemonSet',
    object({}, { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 }),
    'running',
  ],
  ['a Deployment that is gone', 'Deployment', null, 'unknown'],
  ['a Job', 'Job', object({}, {}), 'unknown'],
  ['an object without a status', 'Deployment', { metadata: {} }, 'running'],
])('%s', (_sentence, kind, of, state, endedAt) => {
  const seen = controllerState({ kind, object: of as Owner['object'] });
  expect([seen.state, seen.endedAt]).toEqual([state, endedAt ?? null]);
});
