import { expect, it } from 'vitest';
import type { Pod } from '../../../src/types.ts';
import { edit, editEvents, testConcern, withoutEvents } from '../../support/look-alikes.ts';
import { explainRecording, recording, type Recording } from '../../support/recordings.ts';

type Status = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

/** Changes the container's status in the pod that is listed; `age` is how long the pod has been there (seconds). */
const set = (change: (status: Status) => void, age?: number) => (story: Recording) =>
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
    const status = pod.status!.containerStatuses![0]!;
    change(status);
    if (age !== undefined) pod.status!.startTime = new Date(Date.parse(story.snapshot.now) - age * 1000).toISOString();
  });
const backOff = (message: string) => (status: Status) =>
  void (status.state = { waiting: { reason: 'CrashLoopBackOff', message } });
const message = 'back-off 20s restarting failed container=app pod=billing_team-66(uid)';
const from = 'crash-exit-1';

testConcern(
  'restart-loop',
  [],
  [
    ['the kubelet waits before the next start', from, set(backOff(message)), { concerns: ['restart-loop'] }],
    ['four restarts in two minutes', from, set((s) => void (s.restartCount = 4), 120), { concerns: ['restart-loop'] }],
    ['two restarts are not yet a loop', from, set(() => {}, 120), { concerns: [] }],
    [
      'four restarts in a month, and no back-off',
      from,
      (story) => {
        set((s) => void (s.restartCount = 4), 30 * 86_400)(story);
        withoutEvents(story, 'BackOff');
      },
      { concerns: [] },
    ],
    [
      'four restarts in a month, and a back-off just now',
      from,
      (story) => {
        set((s) => void (s.restartCount = 4), 30 * 86_400)(story);
        editEvents(story, 'BackOff', (e) => (e.lastTimestamp = story.snapshot.now));
      },
      { concerns: ['restart-loop'] },
    ],
    [
      'a rollout takes a pod away that had restarted often: that loop is over',
      'rollout-image',
      set((s) => void (s.restartCount = 9), 120),
      { concerns: [], verdict: 'expected' },
    ],
    [
      'a job’s sidecar had restarted often: the job is done',
      'job-finished-sidecar',
      (story) =>
        edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
          for (const status of pod.status?.initContainerStatuses ?? []) status.restartCount = 9;
        }),
      { concerns: [], verdict: 'expected' },
    ],
    [
      'a definition was changed in a pod that restarts all the time',
      'definition-changed',
      set((s) => void (s.restartCount = 9), 120),
      { concerns: ['restart-loop'], verdict: 'investigate' },
    ],
  ],
);

it('how often, in how long, and when the next start is due', async () => {
  const story = await recording(from);
  set(backOff(message), 240)(story);
  const { concerns } = await explainRecording(story);
  expect(concerns[0]?.summary).toBe(
    'billing restarted 2 times in 4 minutes; the kubelet waits 20s before the next start',
  );
});
