import type { Pod } from '../../../src/types.ts';
import { edit, testConcern } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

const unlimited = (story: Recording) =>
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
    for (const container of pod.spec!.containers) container.resources = { requests: { memory: '16Mi' } };
  });

testConcern(
  'limits-missing',
  [],
  [
    ['it was killed for memory', 'oom-killed', unlimited, { concerns: ['limits-missing'] }],
    ['it was evicted for the node’s memory', 'node-memory-pressure', unlimited, { concerns: ['limits-missing'] }],
    ['it was evicted for its storage', 'evicted-emptydir', unlimited, { concerns: [] }],
    ['it crashed', 'crash-exit-1', unlimited, { concerns: [] }],
    ['it was killed at the end of its grace', 'liveness-then-killed', unlimited, { concerns: ['grace-too-short'] }],
    ['it has a limit', 'oom-killed', () => {}, { concerns: [] }],
  ],
);
