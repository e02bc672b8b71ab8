import { describe, expect, it } from 'vitest';
import type { Job, Pod } from '../../../src/types.ts';
import { edit, editEnd, editEvents, testCause } from '../../support/look-alikes.ts';
import { explainRecording, recording, type Recording } from '../../support/recordings.ts';

const editPod = (story: Recording, change: (pod: Pod) => void): void =>
  edit<Pod>(story, 'pods', story.truth.pod, change);

testCause('job-finished', [
  [
    'it is one of a CronJob’s runs',
    'job-finished-sidecar',
    (story) =>
      edit<Job>(story, 'jobs', 'nightly-report', ({ metadata }) => {
        const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid: 'c1', controller: true };
        Object.assign(metadata!, { ownerReferences: [owner] });
      }),
    { cause: 'job-finished', ending: 'stopped-in-time', verdict: 'expected' },
  ],
  [
    'its sidecar had to be killed: meant, but not well',
    'job-finished-sidecar',
    (story) => editEnd(story, (end) => Object.assign(end, { exitCode: 137, finishedAt: '2026-11-22T19:39:39Z' })),
    { cause: 'job-finished', ending: 'killed-after-grace', verdict: 'investigate' },
  ],
  [
    'its main container failed',
    'job-finished-sidecar',
    (story) =>
      editPod(story, ({ status }) => {
        const end = status?.containerStatuses?.[0]?.state?.terminated;
        if (end) end.exitCode = 1;
      }),
    { cause: null, ending: 'stopped-in-time', verdict: 'undetermined' },
  ],
  [
    'a probe had its sidecar killed while the work went on',
    'job-finished-sidecar',
    (story) => {
      editEvents(story, 'Killing', (e) => {
        e.message = 'Container proxy failed liveness probe, will be restarted';
        e.firstTimestamp = e.lastTimestamp = '2026-11-22T19:39:05Z';
      });
      editEnd(story, (end) => (end.finishedAt = '2026-11-22T19:39:07Z'));
    },
    { cause: 'liveness-probe', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'nobody waited for it: the whole pod was deleted, and the main container too ended with 0',
    'job-finished-sidecar',
    (story) =>
      editPod(story, ({ metadata }) =>
        Object.assign(metadata!, { deletionTimestamp: '2026-11-22T19:39:38Z', deletionGracePeriodSeconds: 30 }),
      ),
    { cause: null, ending: 'stopped-in-time', verdict: 'undetermined' },
  ],
  [
    'its pod is no job’s',
    'job-finished-sidecar',
    (story) => editPod(story, ({ metadata }) => delete metadata!.ownerReferences),
    { cause: null, ending: 'stopped-in-time', verdict: 'undetermined' },
  ],
  [
    'it is an init container that ends, not a sidecar',
    'job-finished-sidecar',
    (story) => editPod(story, ({ spec }) => delete spec!.initContainers![0]!.restartPolicy),
    { cause: null, ending: 'stopped-in-time' },
  ],
]);

describe('what its sentence says of the Job', () => {
  it.each<[sentence: string, type: string, words: RegExp]>([
    ['one that is complete finished its work', 'Complete', /^nightly-report finished its work; its sidecar proxy/],
    ['so did one whose last pods are still ending', 'SuccessCriteriaMet', /^nightly-report finished its work;/],
    ['of one that goes on, a pod finished its part', 'Suspended', /^a pod of nightly-report finished its part; its/],
    ['of one that failed, that goes first', 'Failed', /^Job nightly-report failed; a pod of nightly-report finished/],
  ])('%s', async (_sentence, type, words) => {
    const story = await recording('job-finished-sidecar');
    edit<Job>(story, 'jobs', 'nightly-report', (job) => (job.status!.conditions = [{ type, status: 'True' }]));
    expect((await explainRecording(story)).summary).toMatch(words);
  });
});
