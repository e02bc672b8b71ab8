import type { Job } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { add, adopt, addEvent, disrupt, edit, failPod, testCause, withoutEvents } from '../../support/look-alikes.ts';

const toldAt = '2026-11-22T19:38:53Z';

/** A job's pod, deleted when the job's two seconds were up: conditions as the controller writes them since v1.31. */
function overdue(story: Recording): void {
  const metadata = { name: 'report', namespace: story.truth.namespace, uid: 'uid-of-report' };
  const deadline = { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  adopt(story, 'Job', 'report');
  add(story, 'jobs', {
    metadata,
    spec: { activeDeadlineSeconds: 2, template: {} },
    status: {
      startTime: '2026-11-22T19:38:51Z',
      conditions: ['FailureTarget', 'Failed'].map((type) => ({
        type,
        status: 'True',
        ...deadline,
        lastTransitionTime: toldAt,
      })),
    },
  } as Job & { metadata: typeof metadata });
  const message = `Deleted pod: ${story.truth.pod}`;
  addEvent(story, 'SuccessfulDelete', message, toldAt, { kind: 'Job', name: 'report' });
}

const editJob = (story: Recording, change: (job: Job) => void): void => edit<Job>(story, 'jobs', 'report', change);

testCause('job-deadline', [
  [
    'its job ran longer than it may',
    'pod-deleted-by-hand',
    overdue,
    { cause: 'job-deadline', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'its job, in v1.28, only says Failed',
    'pod-deleted-by-hand',
    (story) => {
      overdue(story);
      editJob(story, ({ status }) => status!.conditions!.shift());
    },
    { cause: 'job-deadline', verdict: 'investigate' },
  ],
  [
    'the pod itself had a deadline, which its kubelet keeps',
    'evicted-emptydir',
    (story) => {
      withoutEvents(story, 'Evicted');
      failPod(story, 'DeadlineExceeded', 'Pod was active on the node longer than the specified deadline');
    },
    { cause: 'job-deadline', verdict: 'investigate' },
  ],
  [
    'its job failed for too many retries',
    'pod-deleted-by-hand',
    (story) => {
      overdue(story);
      editJob(story, ({ status }) => status!.conditions!.forEach((c) => (c.reason = 'BackoffLimitExceeded')));
    },
    { cause: null, verdict: 'investigate', concerns: ['job-failed'] },
  ],
  [
    'the pod went long before the job’s time was up',
    'pod-deleted-by-hand',
    (story) => {
      overdue(story);
      editJob(story, ({ spec }) => (spec!.activeDeadlineSeconds = 5));
    },
    { cause: null },
  ],
  [
    'the pod was preempted, in whatever state its job is now',
    'pod-deleted-by-hand',
    (story) => {
      overdue(story);
      disrupt(story, 'PreemptionByScheduler');
    },
    { cause: 'preemption' },
  ],
]);
