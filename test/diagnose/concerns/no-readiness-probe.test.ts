import type { Pod } from '../../../src/types.ts';
import { edit, testConcern } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

const readinessProbe = { httpGet: { path: '/', port: 8080 } };
const ports = [{ containerPort: 8080 }];
const set = (fields: object) => (story: Recording) =>
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => Object.assign(pod.spec!.containers[0]!, fields));

testConcern(
  'no-readiness-probe',
  [],
  [
    [
      'it declares a port and restarts in place',
      'liveness-then-graceful',
      set({ ports }),
      { concerns: ['no-readiness-probe'] },
    ],
    [
      'it declares a port and is replaced',
      'rollout-image',
      set({ ports }),
      { concerns: ['no-readiness-probe'], verdict: 'expected' },
    ],
    ['it has a readiness probe', 'liveness-then-graceful', set({ ports, readinessProbe }), { concerns: [] }],
    ['it declares no port', 'liveness-then-graceful', set({}), { concerns: [] }],
    ['it never ran', 'image-pull', set({ ports }), { concerns: [] }],
    ['a job serves nobody', 'job-finished-sidecar', set({ ports }), { concerns: [] }],
  ],
);
