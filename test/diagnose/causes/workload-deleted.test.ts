import type { Deployment, ReplicaSet } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { addEvent, adopt, disrupt, edit, forbid, remove, testCause, withoutEvents } from '../../support/look-alikes.ts';

const set = 'mailer-5f5778f5cb';

/** `kubectl delete deployment mailer`: the set goes with it, and nobody makes another pod. */
function deleted(story: Recording): void {
  remove(story, 'deployments', 'mailer');
  remove(story, 'replicasets', set);
  withoutEvents(story, 'SuccessfulCreate', /4ccxg/);
}

/** `kubectl delete deployment mailer --cascade=foreground`, at a moment: both stay, marked, until the pods are gone. */
function going(story: Recording, deletionTimestamp = '2026-11-22T19:38:53Z'): void {
  withoutEvents(story, 'SuccessfulCreate', /4ccxg/);
  remove(story, 'pods', 'mailer-5f5778f5cb-4ccxg');
  const mark = { deletionTimestamp, deletionGracePeriodSeconds: 0, finalizers: ['foregroundDeletion'] };
  edit<Deployment>(story, 'deployments', 'mailer', ({ metadata }) => Object.assign(metadata!, mark));
  edit<ReplicaSet>(story, 'replicasets', set, ({ metadata }) => Object.assign(metadata!, mark));
}

testCause('workload-deleted', [
  [
    'its Deployment is being deleted in the foreground, and is there until its pods are gone',
    'pod-deleted-by-hand',
    (story) => going(story),
    { cause: 'workload-deleted', ending: 'stopped-in-time', verdict: 'expected' },
  ],
  [
    'its Deployment was deleted only a minute later',
    'pod-deleted-by-hand',
    (story) => going(story, '2026-11-22T19:39:53Z'),
    { cause: null, verdict: 'undetermined' },
  ],
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
