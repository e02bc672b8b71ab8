import type { ReplicaSet } from '../../../src/types.ts';
import { edit, testConcern } from '../../support/look-alikes.ts';

const template = (set: ReplicaSet) => set.spec!.template!.spec!.containers[0]!;

testConcern(
  'image-changed',
  [],
  [
    [
      'a release that fails brought another image',
      'rollout-bad-release',
      (story) =>
        edit<ReplicaSet>(story, 'replicasets', 'orders-5847fc58bf', (set) => (template(set).image = 'orders:v2')),
      { concerns: ['new-release', 'image-changed', 'config-changed', 'same-release-siblings'] },
    ],
    ['a release whose pods stop as they should did so too', 'rollout-image', () => {}, { concerns: [] }],
  ],
);
