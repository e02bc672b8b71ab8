import type { CronJob } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import {
  add,
  addEvent,
  adopt,
  disrupt,
  edit,
  editEvents,
  testCause,
  withoutEvents,
} from '../../support/look-alikes.ts';

const run = 'nightly-29728418';

/** The CronJob deleted the run's job (its pod goes with it) and said so, in the second in which the pod was told to stop. */
function replaced(story: Recording): void {
  adopt(story, 'Job', run);
  const metadata = { name: 'nightly', namespace: story.truth.namespace, uid: 'uid-of-nightly' };
  const spec = { schedule: '* * * * *', concurrencyPolicy: 'Replace', jobTemplate: {} };
  add(story, 'cronjobs', { metadata, spec } as CronJob & { metadata: typeof metadata });
  const cronJob = { kind: 'CronJob', name: 'nightly' };
  addEvent(story, 'SuccessfulDelete', `Deleted job ${run}`, '2026-11-22T19:38:53Z', cronJob);
}

testCause('cronjob-replaced', [
  [
    'the next run was due before this one had finished',
    'pod-deleted-by-hand',
    replaced,
    { cause: 'cronjob-replaced', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'the CronJob lets runs stand side by side: it only cleans up',
    'pod-deleted-by-hand',
    (story) => {
      replaced(story);
      edit<CronJob>(story, 'cronjobs', 'nightly', ({ spec }) => (spec!.concurrencyPolicy = 'Allow'));
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'the CronJob deleted another run',
    'pod-deleted-by-hand',
    (story) => {
      replaced(story);
      addEvent(story, 'SuccessfulCreate', `Created job ${run}`, '2026-11-22T19:38:00Z', {
        kind: 'CronJob',
        name: 'nightly',
      });
      editEvents(story, 'SuccessfulDelete', (e) => (e.message = 'Deleted job nightly-29728417'));
    },
    { cause: null },
  ],
  [
    'the run’s job was deleted only after the pod had been told to stop',
    'pod-deleted-by-hand',
    (story) => {
      replaced(story);
      editEvents(story, 'SuccessfulDelete', (e) => {
        e.firstTimestamp = e.lastTimestamp = '2026-11-22T19:38:58Z';
      });
    },
    { cause: null },
  ],
  [
    'the run had ended by itself, and its job was cleaned up with everything that shows it',
    'pod-deleted-by-hand',
    (story) => {
      replaced(story);
      story.snapshot.changes = {};
      withoutEvents(story, 'Killing');
      const { namespace, pod, container } = story.truth;
      const labels = { alertname: 'KubePodCrashLooping', namespace, pod, container };
      const alert = { status: 'firing', labels, annotations: {}, startsAt: story.snapshot.now, fingerprint: 'f00d' };
      Object.assign(story, { sender: 'alertmanager', body: JSON.stringify({ version: '4', alerts: [alert] }) });
    },
    { cause: null },
  ],
  [
    'the pod was preempted while its run was being replaced',
    'pod-deleted-by-hand',
    (story) => {
      replaced(story);
      disrupt(story, 'PreemptionByScheduler');
    },
    { cause: 'preemption' },
  ],
]);
