import type { Recording } from '../../support/recordings.ts';
import { addEvent, adopt, disrupt, forbid, remove, testCause, withoutEvents } from '../../support/look-alikes.ts';

const set = 'mailer-5f5778f5cb';

/** `kubectl delete deployment mailer`: the set goes with it, and nobody makes another pod. */
function deleted(story: Recording): void {
  remove(story, 'deployments', 'mailer');
  remove(story, 'replicasets', set);
  withoutEvents(story, 'SuccessfulCreate', /4ccxg/);
}

testCause('workload-deleted', [
  [
    'its Deployment is gone',
    'pod-deleted-by-hand',
    deleted,
    { cause: 'workload-deleted', ending: 'stopped-in-time', verdict: 'expected' },
  ],
  [
    'its StatefulSet is gone',
    'pod-deleted-by-hand',
    (story) => adopt(story, 'StatefulSet', 'ledger'),
    { cause: 'workload-deleted', verdict: 'expected' },
  ],
  [
    'its set made another pod after it: the Deployment went later, for another reason',
    'pod-deleted-by-hand',
    (story) => {
      remove(story, 'deployments', 'mailer');
      remove(story, 'replicasets', set);
    },
    { cause: null },
  ],
  [
    'its set had deleted this very pod before both went',
    'pod-deleted-by-hand',
    (story) => {
      deleted(story);
      const replicaSet = { kind: 'ReplicaSet', name: set };
      addEvent(story, 'SuccessfulDelete', `Deleted pod: ${story.truth.pod}`, '2026-11-22T19:38:53Z', replicaSet);
    },
    { cause: null },
  ],
  [
    'the pod was evicted before its Deployment went',
    'pod-deleted-by-hand',
    (story) => {
      deleted(story);
      disrupt(story, 'EvictionByEvictionAPI');
    },
    { cause: 'api-eviction' },
  ],
  [
    'only an old set is gone, and its workload is of a kind that cannot be told',
    'pod-deleted-by-hand',
    (story) => adopt(story, 'ReplicaSet', 'mailer-old'),
    { cause: null },
  ],
  [
    'nobody may read Deployments: whether it is gone is not known',
    'pod-deleted-by-hand',
    (story) => {
      deleted(story);
      forbid(story, 'deployments');
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'its last changes cannot be read back: who disrupted it would stand there',
    'pod-deleted-by-hand',
    (story) => {
      deleted(story);
      story.snapshot.changes = {};
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'nobody may read the events: what else happened is not known',
    'pod-deleted-by-hand',
    (story) => {
      deleted(story);
      forbid(story, 'events');
    },
    { cause: null, verdict: 'undetermined' },
  ],
]);
