import type { Pod } from '../../../src/types.ts';
import { edit, editEnd, testCause } from '../../support/look-alikes.ts';

testCause('oom-killed', [
  [
    'a 137 that the runtime calls Error: what killed it is not known',
    'oom-killed',
    (story) => editEnd(story, (end) => (end.reason = 'Error')),
    { cause: 'unknown-sigkill', ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'a 137 that the kubelet made up for a container it lost',
    'oom-killed',
    (story) => editEnd(story, (end) => (end.reason = 'ContainerStatusUnknown')),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'a child was killed for memory and the program went on to its own end',
    'oom-killed',
    (story) => editEnd(story, (end) => (end.exitCode = 1)),
    { cause: 'oom-killed', ending: 'oom-killed', verdict: 'investigate' },
  ],
  [
    'the container beside it is the one that ran out of memory',
    'two-containers-one-oom',
    (story) => (story.body = story.body.replaceAll('"container": "cache"', '"container": "api"')),
    { cause: null, ending: 'unknown' },
  ],
  [
    'its pod is being deleted: it ran out of memory, but that is not what made the pod go',
    'oom-killed',
    (story) =>
      edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
        Object.assign(pod.metadata!, { deletionTimestamp: '2026-11-22T19:37:55Z', deletionGracePeriodSeconds: 30 });
      }),
    { cause: null, ending: 'oom-killed', verdict: 'investigate' },
  ],
]);
