import { expect, it } from 'vitest';
import type { Pod, ReplicaSet } from '../../../src/types.ts';
import { edit, forbid, testConcern } from '../../support/look-alikes.ts';
import { explainRecording, recording } from '../../support/recordings.ts';

const from = 'rollout-bad-release';
const born = (name: string, createdAt: string) => (story: Parameters<typeof edit>[0]) =>
  edit<ReplicaSet>(story, 'replicasets', name, (set) => (set.metadata!.creationTimestamp = createdAt));

testConcern(
  'new-release',
  ['rollout-bad-release', 'rollout-bad-release-v1.28'],
  [
    [
      'the release is a day old',
      from,
      (story) => {
        born('orders-5847fc58bf', '2026-11-21T19:40:13Z')(story);
        born('orders-5bf7ccb794', '2026-11-20T19:40:13Z')(story);
      },
      { concerns: ['same-release-siblings'] },
    ],
    [
      'the current template is older than the one before it: a rollback',
      from,
      born('orders-5847fc58bf', '2026-11-22T19:40:01Z'),
      { concerns: ['same-release-siblings'] },
    ],
    [
      'the history is forbidden',
      from,
      (story) => forbid(story, 'replicasets'),
      { concerns: ['same-release-siblings'] },
    ],
    ['pods that a rollout replaces did not fail', 'rollout-image', () => {}, { concerns: [] }],
  ],
);

it('says of the revision before only what is seen: its pods that run without a restart', async () => {
  const story = await recording('rollout-bad-release-v1.28');
  const lines = async () => {
    const { concerns } = await explainRecording(story);
    return concerns[0]?.because.map((line) => line.text).join('\n');
  };
  expect(await lines()).toContain('revision 1 did not: 2 pods of it run without a restart');
  edit<Pod>(story, 'pods', null, (pod) =>
    pod.status?.containerStatuses?.forEach((status) => (status.restartCount ||= 3)),
  );
  expect(await lines()).not.toContain('revision 1 did not');
});
