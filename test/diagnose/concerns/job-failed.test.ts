import type { Job } from '../../../src/types.ts';
import { edit, forbid, remove, testConcern } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

/** One of its ten pods did its part, and the Job says this. */
const say = (story: Recording, type: string, reason: string, status = 'True'): void =>
  edit<Job>(story, 'jobs', 'nightly-report', (job) => {
    job.spec!.completions = 10;
    job.status!.conditions = [{ type, status, reason }];
  });

testConcern(
  'job-failed',
  [],
  [
    [
      'the Job failed, though this pod did its part: that was meant, and is no good news',
      'job-finished-sidecar',
      (story) => say(story, 'Failed', 'BackoffLimitExceeded'),
      { cause: 'job-finished', concerns: ['job-failed'], verdict: 'investigate' },
    ],
    [
      'it is about to fail: its other pods are still ending',
      'job-finished-sidecar',
      (story) => say(story, 'FailureTarget', 'PodFailurePolicy'),
      { concerns: ['job-failed'], verdict: 'investigate' },
    ],
    [
      'it has not failed',
      'job-finished-sidecar',
      (story) => say(story, 'Failed', 'BackoffLimitExceeded', 'False'),
      { concerns: [], verdict: 'expected' },
    ],
    [
      'it goes on with its other pods',
      'job-finished-sidecar',
      (story) => say(story, 'Suspended', 'JobResumed', 'False'),
      { concerns: [], verdict: 'expected' },
    ],
    [
      'it is gone: what became of it is not known',
      'job-finished-sidecar',
      (story) => remove(story, 'jobs', 'nightly-report'),
      { concerns: [], verdict: 'expected' },
    ],
    [
      'nobody may read Jobs',
      'job-finished-sidecar',
      (story) => forbid(story, 'jobs'),
      { concerns: [], verdict: 'expected' },
    ],
  ],
);
