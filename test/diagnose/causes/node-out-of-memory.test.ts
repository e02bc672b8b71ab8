import { addEvent, editEnd, testCause } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

/** The words of the kubelet's OOM watcher (pkg/kubelet/oom) about its own node. */
const said = 'System OOM encountered, victim process: java, pid: 4242';

function nodeOutOfMemory(story: Recording, node = 'lab-node-1', at = '2026-11-22T19:37:55Z'): void {
  editEnd(story, (end) => (end.exitCode = 137));
  addEvent(story, 'SystemOOM', said, at, { kind: 'Node', name: node });
}

testCause('node-out-of-memory', [
  [
    'its node ran out of memory',
    'sigterm-from-inside',
    nodeOutOfMemory,
    { cause: 'node-out-of-memory', ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'another node ran out of memory',
    'sigterm-from-inside',
    (story) => nodeOutOfMemory(story, 'lab-node-2'),
    { cause: 'unknown-sigkill', ending: 'signalled' },
  ],
  [
    'its node had run out of memory ten minutes before',
    'sigterm-from-inside',
    (story) => nodeOutOfMemory(story, 'lab-node-1', '2026-11-22T19:27:55Z'),
    { cause: 'unknown-sigkill' },
  ],
  [
    'the runtime says that the container itself was OOMKilled',
    'sigterm-from-inside',
    (story) => {
      nodeOutOfMemory(story);
      editEnd(story, (end) => (end.reason = 'OOMKilled'));
    },
    { cause: 'oom-killed', ending: 'oom-killed' },
  ],
  [
    'it exited with 1 meanwhile',
    'sigterm-from-inside',
    (story) => {
      nodeOutOfMemory(story);
      editEnd(story, (end) => (end.exitCode = 1));
    },
    { cause: 'app-exit', ending: 'exited' },
  ],
  [
    'the kubelet had been killing it for its liveness probe, and its grace was over',
    'liveness-then-killed',
    (story) => nodeOutOfMemory(story, 'lab-node-1', '2026-11-22T19:38:19Z'),
    { cause: 'liveness-probe', ending: 'killed-after-grace' },
  ],
]);
