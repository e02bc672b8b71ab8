import { editEnd, testConcern } from '../../support/look-alikes.ts';

testConcern(
  'oom-label-doubtful',
  [],
  [
    [
      'a child was killed and the main process ended with 1',
      'oom-killed',
      (story) => editEnd(story, (end) => (end.exitCode = 1)),
      { ending: 'oom-killed', concerns: ['oom-label-doubtful'] },
    ],
    ['the main process itself was killed', 'oom-killed', () => {}, { concerns: [] }],
    [
      'exit 1 without the label',
      'oom-killed',
      (story) => editEnd(story, (end) => Object.assign(end, { exitCode: 1, reason: 'Error' })),
      { cause: 'app-exit', concerns: [] },
    ],
  ],
);
