import type { Pod } from '../../../src/types.ts';
import { edit, testConcern } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

const readinessProbe = { httpGet: { path: '/', port: 8080 } };
const ports = [{ containerPort: 8080 }];
const set = (fields: object) => (story: Recording) =>
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => Object.assign(pod.spec!.containers[0]!, fields));

testConcern(
  'no-prestop',
  [],
  [
    [
      'a rollout, and a readiness probe',
      'rollout-image',
      set({ readinessProbe }),
      { concerns: ['no-prestop'], verdict: 'expected' },
    ],
    ['a scale-down, and ports', 'scale-down', set({ ports, readinessProbe }), { concerns: ['no-prestop'] }],
    ['it has a preStop', 'rollout-image', set({ readinessProbe, lifecycle: { preStop: {} } }), { concerns: [] }],
    ['nothing shows that anybody sends it requests', 'rollout-image', set({}), { concerns: [] }],
    [
      'it was restarted in place: its endpoints are another matter',
      'liveness-then-graceful',
      set({ readinessProbe }),
      { concerns: [] },
    ],
    ['it was preempted', 'preempted', set({ readinessProbe }), { concerns: [] }],
  ],
);
