import { describe, expect, it } from 'vitest';
import { readRollout } from '../../src/gather/rollout.ts';
import type { Pod, Rollout, Subject } from '../../src/types.ts';
import { clusterOf, connect, crowded } from '../support/gathering.ts';
import { at, pod, subject } from '../support/stories.ts';

type Template = { metadata?: object; spec?: object };
type Parts = {
  number?: string | null;
  owner?: [kind: string, name: string];
  annotations?: object;
  template?: Template;
};

const container = (more: object = {}) => ({ name: 'app', image: 'web:v1', ...more });
const template = (more: object = {}, metadata: object = {}): Template => ({
  metadata,
  spec: { containers: [container(more)] },
});
const owners = ([kind, name]: [string, string]) => [{ apiVersion: 'apps/v1', kind, name, uid: 'u' }];

function set(
  name: string,
  { number = '1', owner = ['Deployment', 'web'], annotations = {}, template: of = template() }: Parts = {},
) {
  const revision = number === null ? {} : { 'deployment.kubernetes.io/revision': number };
  const metadata = {
    name,
    creationTimestamp: at(0),
    ownerReferences: owners(owner),
    annotations: { ...revision, ...annotations },
  };
  return { metadata, spec: { replicas: 2, template: of } };
}

async function read(
  lists: Parameters<typeof clusterOf>[0],
  parts: Partial<Subject> = {},
  of: Pod | null = null,
  goes = false,
) {
  const { api, cluster } = await connect(clusterOf(lists));
  return { api, reading: await readRollout(cluster, { ...subject(parts), namespace: 'shop' }, of, goes) };
}

async function history(...args: Parameters<typeof read>): Promise<Rollout> {
  const { reading } = await read(...args);
  if (!reading.known || !reading.value) throw new Error('no history was read');
  return reading.value;
}

const revisionsOf = async (...templates: Template[]) =>
  (await history({ replicasets: templates.map((of, n) => set(`web-${n}`, { number: String(n + 1), template: of })) }))
    .revisions;

describe('the history of a Deployment', () => {
  it('is its own ReplicaSets in order of their numbers, with what they say of themselves', async () => {
    const rollout = await history({
      replicasets: [
        set('web-b', { number: '10', annotations: { 'kubernetes.io/change-cause': 'raise the limit' } }),
        set('web-a', { number: '9' }),
        set('shop-a', { owner: ['Deployment', 'shop'] }),
        set('web-z', { owner: ['Rollout', 'web'] }),
      ],
    });
    expect(rollout).toMatchObject({
      kind: 'Deployment',
      own: 'web-a',
      current: 'web-b',
      recreate: false,
      pending: false,
    });
    expect(rollout.revisions.map((r) => [r.name, r.number, r.replicas, r.changeCause])).toEqual([
      ['web-a', 9, 2, null],
      ['web-b', 10, 2, 'raise the limit'],
    ]);
    expect(rollout.revisions[1]?.sources).toEqual(
      [
        ['metadata.annotations["deployment.kubernetes.io/revision"]', '10'],
        ['metadata.creationTimestamp', at(0)],
        ['metadata.annotations["kubernetes.io/change-cause"]', 'raise the limit'],
      ].map(([field, value]) => ({ path: '/apis/apps/v1/namespaces/shop/replicasets/web-b', field, value })),
    );
  });

  it('keeps what the workload asks for itself, and no other annotation', async () => {
    const annotations = {
      'lastword.dev/channel': '#shop',
      'lastword.dev.example/x': 'y',
      'meta.helm.sh/release': 'web',
    };
    const { revisions } = await history({
      replicasets: [set('web-b', { annotations }), set('web-c', { number: '2' })],
    });
    expect(revisions.map((r) => r.annotations)).toEqual([{ 'lastword.dev/channel': '#shop' }, {}]);
  });

  it('has a number for each set, 0 for one without', async () => {
    const rollout = await history({ replicasets: [set('web-b'), set('web-a', { number: null })] });
    expect(rollout.revisions.map((r) => r.number)).toEqual([0, 1]);
  });

  it('costs one request while the pod stays', async () => {
    expect((await read({ replicasets: [set('web-a')] })).api.requests()).toHaveLength(1);
  });

  it('says how it rolls out and what is still to come when the pod goes', async () => {
    const deployment = (image: string, type: string) => ({
      metadata: { name: 'web' },
      spec: { strategy: { type }, template: template({ image }) },
    });
    const wants = async (image: string, type: string): Promise<boolean[]> => {
      const lists = { replicasets: [set('web-a')], deployments: [deployment(image, type)] };
      const { recreate, pending } = await history(lists, {}, null, true);
      return [recreate, pending];
    };
    expect(await wants('web:v1', 'RollingUpdate')).toEqual([false, false]);
    expect(await wants('web:v2', 'Recreate')).toEqual([true, true]);
  });
});

describe('other kinds', () => {
  const labelled = (hash: string): Pod => pod({ metadata: { labels: { 'controller-revision-hash': hash } } });
  const revision = (name: string, number: number, owner: [string, string], image: string) => ({
    metadata: {
      name,
      creationTimestamp: at(number),
      ownerReferences: owners(owner),
      annotations: { 'lastword.dev/settle': `${number}m` },
    },
    revision: number,
    data: { spec: { template: template({ image }) } },
  });

  it.each([
    ['StatefulSet', 'db-1a'],
    ['DaemonSet', '1a'],
  ])('a %s has ControllerRevisions, and its pod names its own as %s', async (kind, hash) => {
    const owner: [string, string] = [kind, 'db'];
    const workload = { kind, name: 'db' };
    const controllerrevisions = [revision('db-2b', 2, owner, 'db:v2'), revision('db-1a', 1, owner, 'db:v1')];
    const rollout = await history({ controllerrevisions }, { workload, controller: workload }, labelled(hash));
    expect(rollout).toMatchObject({ kind, own: 'db-1a', current: 'db-2b' });
    expect(rollout.revisions.map((r) => [r.number, r.images.app, r.replicas])).toEqual([
      [1, 'db:v1', null],
      [2, 'db:v2', null],
    ]);
    expect(rollout.revisions.at(-1)?.annotations).toEqual({ 'lastword.dev/settle': '2m' });
  });

  it('an Argo Rollout keeps ReplicaSets with numbers of its own', async () => {
    const argo = set('canary-a', {
      number: null,
      owner: ['Rollout', 'canary'],
      annotations: { 'rollout.argoproj.io/revision': '4' },
    });
    const rollout = await history({ replicasets: [argo] }, { workload: { kind: 'Rollout', name: 'canary' } });
    expect(rollout).toMatchObject({ kind: 'Rollout', revisions: [{ number: 4 }] });
  });

  it.each(['Job', 'CronJob', 'Pod'])('a %s has no history: a known null, for nothing', async (kind) => {
    const { api, reading } = await read({}, { workload: { kind, name: 'x' } });
    expect(reading).toEqual({ known: true, value: null });
    expect(api.requests()).toEqual([]);
  });
});

describe('what may not be read', () => {
  it('is missing with the reason', async () => {
    const { cluster } = await connect(clusterOf({}), { faults: () => ({ status: 403 }) });
    const reading = await readRollout(cluster, { ...subject(), namespace: 'shop' }, null, false);
    expect(reading).toEqual({ known: false, why: 'replicasets are forbidden to lastword (403)' });
  });

  it('so is the history of nobody', async () => {
    const { reading } = await read({}, { workload: null });
    expect(reading).toEqual({ known: false, why: 'the workload is not known' });
  });
});

describe('env values never leave', () => {
  const env = (value: string, name = 'PASSWORD') => template({ env: [{ name, value }] });

  it('only their names and digests do', async () => {
    const [plain, init] = ['hunter2-plain', 'hunter2-init'];
    const both = env(plain);
    both.spec = {
      ...both.spec,
      initContainers: [{ name: 'migrate', image: 'm:1', env: [{ name: 'DSN', value: init }] }],
    };
    const rollout = await history({ replicasets: [set('web-a', { template: both })] });
    expect(JSON.stringify(rollout)).not.toContain('hunter2');
    expect(Object.keys(rollout.revisions[0]?.env ?? {})).toEqual(['app/PASSWORD', 'migrate/DSN']);
    expect(Object.values(rollout.revisions[0]?.env ?? {})).toEqual([
      expect.stringMatching(/^[0-9a-f]{16}$/),
      expect.stringMatching(/^[0-9a-f]{16}$/),
    ]);
  });

  it('the digest tells that a value changed, and that it did not', async () => {
    const [first, same, changed] = await revisionsOf(env('a'), env('a'), env('b'));
    expect(same?.env).toEqual(first?.env);
    expect(changed?.env).not.toEqual(first?.env);
  });

  it('and where it comes from counts, too', async () => {
    const from = (key: string) =>
      template({ env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 's', key } } }] });
    const [first, changed] = await revisionsOf(from('a'), from('b'));
    expect(changed?.env).not.toEqual(first?.env);
  });
});

describe('two templates are the same release', () => {
  const restarted = { annotations: { 'kubectl.kubernetes.io/restartedAt': at(9) } };
  const reordered: Template = { spec: { containers: [{ image: 'web:v1', name: 'app' }] }, metadata: {} };
  it.each<[sentence: string, other: Template, same: boolean]>([
    ['but for when they were restarted', template({}, restarted), true],
    ['but for the hash of a ReplicaSet', template({}, { labels: { 'pod-template-hash': 'x' } }), true],
    ['but for the hash of a ControllerRevision', template({}, { labels: { 'controller-revision-hash': 'x' } }), true],
    ['in another order of their fields', reordered, true],
    ['not with another image', template({ image: 'web:v2' }), false],
    ['not with another annotation', template({}, { annotations: { team: 'a' } }), false],
    ['not with another label', template({}, { labels: { tier: 'a' } }), false],
    ['not with other resources', template({ resources: { limits: { memory: '1Gi' } } }), false],
    ['not with the same arguments in another order', template({ args: ['b', 'a'] }), false],
  ])('%s', async (_sentence, other, same) => {
    const first = template(same || !JSON.stringify(other).includes('args') ? {} : { args: ['a', 'b'] });
    const [one, two] = await revisionsOf(first, other);
    expect(one?.template === two?.template).toBe(same);
  });

  it('when it was restarted is told apart', async () => {
    const [one, two] = await revisionsOf(template(), template({}, restarted));
    expect([one?.restartedAt, two?.restartedAt]).toEqual([null, at(9)]);
  });
});

it.each([
  ['a history of which the newest revision may be unread', { kind: 'Deployment', name: 'web' }],
  ['whether a set has an owner that has one', { kind: 'ReplicaSet', name: 'web-a' }],
])('%s is not known', async (_what, workload) => {
  const { cluster } = await connect(clusterOf({ replicasets: [set('web-a')] }));
  const of = { ...subject({ workload }), namespace: 'shop' };
  const why = 'the namespace has more replicasets than lastword reads';
  expect(await readRollout(crowded(cluster), of, null, false)).toEqual({ known: false, why });
});
