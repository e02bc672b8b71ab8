import type { Pod } from '../../../src/types.ts';
import { addEvent, edit, editEnd, forbid, testCause } from '../../support/look-alikes.ts';

testCause('init-failed', [
  [
    'its command is not found',
    'init-container-fails',
    (story) => editEnd(story, (end) => (end.exitCode = 127)),
    { cause: 'init-failed', ending: 'never-started', verdict: 'investigate' },
  ],
  [
    'it ended well',
    'init-container-fails',
    (story) => editEnd(story, (end) => Object.assign(end, { exitCode: 0, reason: 'Completed' })),
    { cause: null, ending: 'exited', verdict: 'undetermined' },
  ],
  [
    'it is a sidecar, beside which the main container starts',
    'init-container-fails',
    (story) =>
      edit<Pod>(story, 'pods', story.truth.pod, (pod) => (pod.spec!.initContainers![0]!.restartPolicy = 'Always')),
    { cause: 'app-exit', ending: 'exited' },
  ],
  [
    'it ran out of memory',
    'init-container-fails',
    (story) => editEnd(story, (end) => Object.assign(end, { exitCode: 137, reason: 'OOMKilled' })),
    { cause: 'oom-killed', ending: 'oom-killed' },
  ],
  [
    'the runtime lost it',
    'init-container-fails',
    (story) => editEnd(story, (end) => Object.assign(end, { exitCode: 255, reason: 'Unknown' })),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'the kubelet told it to stop, or the run before it: all in one second',
    'init-container-fails',
    (story) => addEvent(story, 'Killing', 'Stopping container migrate', '2026-11-22T19:37:27Z'),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'nobody may read the events: then nobody can say that it was not told to stop',
    'init-container-fails',
    (story) => forbid(story, 'events'),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
]);
