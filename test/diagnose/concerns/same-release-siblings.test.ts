import type { Pod } from '../../../src/types.ts';
import { edit, testConcern } from '../../support/look-alikes.ts';

const from = 'rollout-bad-release';
const other = 'orders-5847fc58bf-8xqhc';
const release = ['new-release', 'config-changed'];
const ends = (pod: Pod) => {
  const status = pod.status!.containerStatuses![0]!;
  return [status.state?.terminated, status.lastState?.terminated].filter((end) => end !== undefined);
};

testConcern(
  'same-release-siblings',
  ['alert-names-deployment-only', 'crash-storm', 'rollout-bad-release'],
  [
    [
      'the other pod ended with another code',
      from,
      (story) => edit<Pod>(story, 'pods', other, (pod) => ends(pod).forEach((end) => (end.exitCode = 2))),
      { concerns: release },
    ],
    [
      'the other pod is of another revision',
      from,
      (story) => edit<Pod>(story, 'pods', other, (pod) => (pod.metadata!.labels!['pod-template-hash'] = '5bf7ccb794')),
      { concerns: release },
    ],
    [
      'the other pod ended so the day before',
      from,
      (story) =>
        edit<Pod>(story, 'pods', other, (pod) => ends(pod).forEach((end) => (end.finishedAt = '2026-11-21T19:40:15Z'))),
      { concerns: release },
    ],
  ],
);
