import { expect, it } from 'vitest';
import type { ReplicaSet } from '../../../src/types.ts';
import { edit, testConcern } from '../../support/look-alikes.ts';
import { explainRecording, recording, type Recording } from '../../support/recordings.ts';

const from = 'rollout-bad-release';
const container = (set: ReplicaSet) => set.spec!.template!.spec!.containers[0]!;
/** Both templates with the same env. */
const sameEnv = (story: Recording) =>
  edit<ReplicaSet>(story, 'replicasets', null, (set) => (container(set).env = [{ name: 'RELEASE', value: 'v2' }]));

testConcern(
  'config-changed',
  ['rollout-bad-release', 'rollout-bad-release-v1.28'],
  [
    ['both revisions have the same template', from, sameEnv, { concerns: ['new-release', 'same-release-siblings'] }],
    [
      'only the image changed',
      from,
      (story) => {
        sameEnv(story);
        edit<ReplicaSet>(story, 'replicasets', 'orders-5847fc58bf', (set) => (container(set).image = 'orders:v2'));
      },
      { concerns: ['new-release', 'image-changed', 'same-release-siblings'] },
    ],
    [
      'a volume changed, which no name of an env variable tells',
      from,
      (story) => {
        sameEnv(story);
        edit<ReplicaSet>(story, 'replicasets', 'orders-5847fc58bf', (set) => {
          set.spec!.template!.spec!.volumes = [{ name: 'tmp', emptyDir: {} }];
        });
      },
      { concerns: ['new-release', 'config-changed', 'same-release-siblings'] },
    ],
  ],
);

it('names what changed, and never what it was set to', async () => {
  const story = await recording(from);
  const secret = 'hunter2-of-the-new-release';
  edit<ReplicaSet>(
    story,
    'replicasets',
    'orders-5847fc58bf',
    (set) => (container(set).env = [{ name: 'DB_PASSWORD', value: secret }]),
  );
  const { concerns } = await explainRecording(story);
  expect(concerns.map((concern) => concern.summary)).toContain(
    'the configuration of orders changed from revision 1 to 2: env DB_PASSWORD, RELEASE',
  );
  expect(JSON.stringify(concerns)).not.toContain(secret);
});

it('names the volume that changed', async () => {
  const story = await recording(from);
  sameEnv(story);
  edit<ReplicaSet>(story, 'replicasets', 'orders-5847fc58bf', (set) => {
    set.spec!.template!.spec!.volumes = [{ name: 'tmp', emptyDir: {} }];
  });
  const { concerns } = await explainRecording(story);
  expect(concerns.map((concern) => concern.summary)).toContain(
    'the configuration of orders changed from revision 1 to 2: volumes tmp',
  );
});
