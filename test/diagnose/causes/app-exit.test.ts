import { expect, it } from 'vitest';
import { shift } from '../../../src/facts/time.ts';
import type { Pod } from '../../../src/types.ts';
import { addEvent, edit, editEnd, forbid, testCause } from '../../support/look-alikes.ts';
import { explainRecording, recording } from '../../support/recordings.ts';

const endedAt = '2026-11-22T19:40:03Z';

testCause('app-exit', [
  [
    'it was told to stop just before',
    'crash-exit-1',
    (story) => addEvent(story, 'Killing', 'Stopping container app', endedAt),
    { cause: null, ending: 'stopped-in-time', verdict: 'undetermined' },
  ],
  [
    'it was told to stop just before, and crashed',
    'crash-exit-1',
    (story) => {
      addEvent(story, 'Killing', 'Stopping container app', endedAt);
      editEnd(story, (end) => (end.exitCode = 139));
    },
    { cause: null, ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'it was killed, by whom nobody said',
    'crash-exit-1',
    (story) => editEnd(story, (end) => (end.exitCode = 137)),
    { cause: 'unknown-sigkill', ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'it got a SIGTERM, from whom nobody said',
    'crash-exit-1',
    (story) => editEnd(story, (end) => (end.exitCode = 143)),
    { cause: 'unknown-sigterm', ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'the kernel killed it for memory',
    'crash-exit-1',
    (story) => editEnd(story, (end) => (end.reason = 'OOMKilled')),
    { cause: 'oom-killed', ending: 'oom-killed' },
  ],
  [
    'it finished well in a pod that is not restarted for that',
    'clean-exit-loop',
    (story) => edit<Pod>(story, 'pods', null, (pod) => (pod.spec!.restartPolicy = 'OnFailure')),
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'nobody may read the events: then nobody can say that it was not told to stop',
    'crash-exit-1',
    (story) => forbid(story, 'events'),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'its pod was taken away afterwards, by the release that repairs it: that did not stop it',
    'rollout-bad-release',
    (story) => {
      const set = { kind: 'ReplicaSet', name: story.truth.pod!.replace(/-[^-]+$/, '') };
      const told = story.snapshot.now;
      edit<Pod>(story, 'pods', story.truth.pod, ({ metadata }) => {
        metadata!.deletionTimestamp = shift(told, 30);
        metadata!.deletionGracePeriodSeconds = 30;
      });
      addEvent(story, 'SuccessfulDelete', `Deleted pod: ${story.truth.pod}`, told, set);
      const deployment = { kind: 'Deployment', name: 'orders' };
      addEvent(story, 'ScalingReplicaSet', `Scaled down replica set ${set.name} from 1 to 0`, told, deployment);
    },
    { cause: 'app-exit', ending: 'exited', verdict: 'investigate' },
  ],
]);

it.each([
  [139, 'crashed'],
  [134, 'crashed'],
  [130, 'ended by a signal'],
  [129, 'ended by a signal'],
  [1, 'exits by itself'],
])('exit %d is told as what it shows: it %s', async (code, says) => {
  const story = await recording('crash-exit-1');
  editEnd(story, (end) => (end.exitCode = code));
  const { cause, summary } = await explainRecording(story);
  expect({ cause, summary }).toEqual({
    cause: 'app-exit',
    summary: expect.stringContaining(`billing ${says} (exit ${code}`),
  });
});
