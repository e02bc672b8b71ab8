import { describe, expect, it } from 'vitest';
import { controllerOf, controllersOf, readOwners, workloadOf } from '../../src/gather/owners.ts';
import type { Alert, KubeEvent, Pod, Seen, Workload } from '../../src/types.ts';
import { clusterOf, connect, crowded } from '../support/gathering.ts';
import { alert, event, killing, pod, subject, unread } from '../support/stories.ts';

const ref = (kind: string, name: string, more: object = {}) => ({ apiVersion: 'v1', kind, name, uid: 'u', ...more });
const named = (name: string, owners: object[] = []) => ({ metadata: { name, ownerReferences: owners } });
const owned = (...owners: object[]): Pod => pod({ metadata: { ownerReferences: owners } });
const about = (kind: string, name: string, reason: string, message: string): Seen<KubeEvent> =>
  event(reason, 0, { kind, name, message });
const said = (...value: Seen<KubeEvent>[]) => ({ known: true, value }) as const;

const shop = clusterOf({
  replicasets: [
    named('web-5d4', [ref('Deployment', 'web')]),
    named('canary-7f', [ref('Rollout', 'canary')]),
    named('lone-6c'),
  ],
  deployments: [named('web')],
  statefulsets: [named('db')],
  jobs: [named('report-28', [ref('CronJob', 'report')]), named('once')],
  cronjobs: [],
});

/** An alert that kubernetes-event-exporter brought: it adds the owners to the object an Event is about. */
function exported(...ownerReferences: object[]): Alert {
  const brought = killing(0).object;
  return alert({ event: { ...brought, involvedObject: { ...brought.involvedObject, ownerReferences } } as KubeEvent });
}

describe('controllerOf', () => {
  const created = said(about('ReplicaSet', 'web-5d4', 'SuccessfulCreate', 'Created pod: web-5d4-abcde'));
  const deleted = said(
    about('StatefulSet', 'db', 'SuccessfulDelete', 'delete Pod web-5d4-abcde in StatefulSet db successful'),
  );
  const longer = said(about('ReplicaSet', 'other', 'SuccessfulCreate', 'Created pod: web-5d4-abcdef'));
  const silent = said();
  const set = { kind: 'ReplicaSet', name: 'web-5d4' };

  it.each<
    [sentence: string, pod: Pod | null, events: Parameters<typeof controllerOf>[2], alert: Alert, is: Workload | null]
  >([
    [
      'the owner that controls it',
      owned(ref('Custom', 'x'), ref('Job', 'once', { controller: true })),
      silent,
      alert(),
      { kind: 'Job', name: 'once' },
    ],
    [
      'its first owner when none controls it',
      owned(ref('Custom', 'x')),
      silent,
      alert(),
      { kind: 'Custom', name: 'x' },
    ],
    ['none of a static pod, which its node owns', owned(ref('Node', 'node-1')), silent, alert(), null],
    ['none of a bare pod, whatever events say', pod(), created, alert(), null],
    [
      'of a gone pod: the owner in the event that came in',
      null,
      silent,
      exported(ref('DaemonSet', 'log')),
      { kind: 'DaemonSet', name: 'log' },
    ],
    ['of a gone pod: the controller that said it made it', null, created, alert(), set],
    [
      'of a gone pod: the controller that said it deleted it',
      null,
      deleted,
      alert(),
      { kind: 'StatefulSet', name: 'db' },
    ],
    ['of a gone pod: the set that it is called after', null, silent, alert(), set],
    ['of a gone pod: by its name when events may not be read', null, unread(), alert(), set],
    ['of a gone pod: by its name when events speak of another', null, longer, alert(), set],
  ])('%s', async (_sentence, of, events, from, is) => {
    const { cluster } = await connect(shop);
    const about = { ...subject({ pod: 'web-5d4-abcde' }), namespace: 'shop', pod: 'web-5d4-abcde' };
    expect(await controllerOf(cluster, of, events, from, about)).toEqual(is);
  });

  it.each(['web-5d4', 'web-9z9-abcde', 'web-5d4-abcdef', 'db-0'])(
    'of a gone pod %s that no set is called after: none',
    async (name) => {
      const { cluster } = await connect(shop);
      const about = { ...subject(), namespace: 'shop', pod: name };
      expect(await controllerOf(cluster, null, silent, alert(), about)).toBeNull();
    },
  );
});

describe('workloadOf', () => {
  const hashed = pod({ metadata: { labels: { 'pod-template-hash': '9z9' } } });
  const scaled = said(
    about('Deployment', 'shop-web', 'ScalingReplicaSet', 'Scaled down replica set web-9z9 from 1 to 0'),
  );
  const removed = said(
    about('CronJob', 'nightly', 'SawCompletedJob', 'Saw completed job: nightly-1, condition: Complete'),
  );
  it.each<
    [sentence: string, controller: string, events: Parameters<typeof workloadOf>[3], pod: Pod | null, is: string]
  >([
    ['a ReplicaSet’s Deployment', 'ReplicaSet/web-5d4', said(), null, 'Deployment/web'],
    ['a ReplicaSet’s Rollout', 'ReplicaSet/canary-7f', said(), null, 'Rollout/canary'],
    ['a ReplicaSet that nobody owns', 'ReplicaSet/lone-6c', said(), null, 'ReplicaSet/lone-6c'],
    ['a Job’s CronJob', 'Job/report-28', said(), null, 'CronJob/report'],
    ['a Job of its own', 'Job/once', said(), null, 'Job/once'],
    ['a StatefulSet', 'StatefulSet/db', said(), null, 'StatefulSet/db'],
    ['a set that is gone: whose events name it', 'ReplicaSet/web-9z9', scaled, hashed, 'Deployment/shop-web'],
    ['a set that is gone: whom it is called after', 'ReplicaSet/web-9z9', said(), hashed, 'Deployment/web'],
    ['a set that is gone, and nothing tells', 'ReplicaSet/web-9z9', said(), null, 'ReplicaSet/web-9z9'],
    ['a job that is gone: whose events name it', 'Job/nightly-1', removed, null, 'CronJob/nightly'],
    ['a job that is gone, and nothing tells', 'Job/nightly-2', removed, null, 'Job/nightly-2'],
  ])('%s', async (_sentence, controller, events, of, is) => {
    const { cluster } = await connect(shop);
    const [kind = '', name = ''] = controller.split('/');
    const found = await workloadOf(cluster, 'shop', { kind, name }, events, of);
    expect(`${found.kind}/${found.name}`).toBe(is);
  });
});

describe('controllersOf', () => {
  it.each([
    ['Deployment/web', ['Deployment/web', 'ReplicaSet/web-5d4']],
    ['Rollout/canary', ['Rollout/canary', 'ReplicaSet/canary-7f']],
    ['CronJob/report', ['CronJob/report', 'Job/report-28']],
    ['StatefulSet/db', ['StatefulSet/db']],
  ])('%s owns pods through %j', async (workload, through) => {
    const { cluster } = await connect(shop);
    const [kind = '', name = ''] = workload.split('/');
    const found = await controllersOf(cluster, 'shop', { kind, name });
    expect(found.map((c) => `${c.kind}/${c.name}`)).toEqual(through);
  });
});

describe('readOwners', () => {
  const read = async (controller: Workload | null, workload: Workload | null, fault = false) => {
    const faults = ({ path }: { path: string }) =>
      fault && path.endsWith('/deployments') ? { status: 403 } : undefined;
    const { cluster } = await connect(shop, { faults });
    return readOwners(cluster, { ...subject({ controller, workload }), namespace: 'shop' });
  };

  it('gives both as the cluster has them, at their paths', async () => {
    const owners = await read({ kind: 'ReplicaSet', name: 'web-5d4' }, { kind: 'Deployment', name: 'web' });
    const apps = '/apis/apps/v1/namespaces/shop';
    expect(owners).toMatchObject({
      value: {
        controller: { path: `${apps}/replicasets/web-5d4`, object: { metadata: { name: 'web-5d4' } } },
        workload: { path: `${apps}/deployments/web`, object: { metadata: { name: 'web' } } },
      },
    });
  });

  it('the absence of one is known, too', async () => {
    const owners = await read({ kind: 'Job', name: 'report-27' }, { kind: 'CronJob', name: 'report' });
    expect(owners).toMatchObject({ known: true, value: { controller: { object: null }, workload: { object: null } } });
  });

  it('what lastword does not list, and nobody, are known nulls', async () => {
    const none = { known: true, value: { controller: null, workload: null } };
    expect(await read(null, { kind: 'Rollout', name: 'canary' })).toEqual(none);
    expect(await read(null, null)).toEqual(none);
  });

  it('one list that is forbidden leaves both unknown, with the reason', async () => {
    const why = 'deployments are forbidden to lastword (403)';
    const owners = await read({ kind: 'ReplicaSet', name: 'web-5d4' }, { kind: 'Deployment', name: 'web' }, true);
    expect(owners).toEqual({ known: false, why });
  });
});

it('an owner that a list with pages left unread does not hold is not said to be gone', async () => {
  const { cluster } = await connect(shop);
  const read = (name: string) => {
    const job = { kind: 'Job', name };
    return readOwners(crowded(cluster), { ...subject({ controller: job, workload: job }), namespace: 'shop' });
  };
  expect(await read('once')).toMatchObject({ known: true, value: { workload: { object: {} } } });
  expect(await read('gone')).toEqual({ known: false, why: 'the namespace has more jobs than lastword reads' });
});
