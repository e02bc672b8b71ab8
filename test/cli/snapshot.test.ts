import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKubernetesApi, type KubernetesApi, type KubernetesApiOptions } from '../../src/demo/kubernetes-api.ts';
import { isList, type RecordedList, type Snapshot } from '../../src/demo/snapshot.ts';
import { kubeconfigFor, lastword } from '../support/command.ts';
import { recording } from '../support/recordings.ts';

const corpus = join(import.meta.dirname, '../fixtures/corpus');

let folder: string;
let api: KubernetesApi;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastword-snapshot-'));
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

async function serve(snapshot: Snapshot, options: Partial<KubernetesApiOptions> = {}): Promise<string> {
  api = await startKubernetesApi({ snapshots: [snapshot], clock: () => snapshot.now, ...options });
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, kubeconfigFor(api.url));
  return file;
}

const namespaceIn = ({ resources }: Snapshot): string =>
  Object.keys(resources).flatMap((path) => /^\/api\/v1\/namespaces\/([^/]+)\/pods$/.exec(path)?.[1] ?? [])[0] ?? '';

async function record(snapshot: Snapshot, options: Partial<KubernetesApiOptions> = {}): Promise<Snapshot> {
  const kubeconfig = await serve(snapshot, options);
  const ran = await lastword(['snapshot', '-n', namespaceIn(snapshot), '--kubeconfig', kubeconfig]);
  expect(ran.err).toMatch(/^Recorded /);
  expect(ran.status).toBe(0);
  return JSON.parse(ran.out) as Snapshot;
}

const listAt = (snapshot: Snapshot, ending: string): RecordedList => {
  const [, list] = Object.entries(snapshot.resources).find(([path]) => path.endsWith(ending)) ?? [];
  if (list === undefined || !isList(list)) throw new Error(`no list ${ending}`);
  return list;
};

type Container = { env?: { name: string; value?: string }[]; args?: string[] };
const containersIn = (object: unknown): Container[] =>
  (object as { spec: { template: { spec: { containers: Container[] } } } }).spec.template.spec.containers;

describe('snapshot', () => {
  it.each([
    'rollout-image',
    'statefulset-rollout',
    'two-containers-one-oom',
    'gone-before-alert',
    'evicted-emptydir',
    'job-finished-sidecar',
    'node-drain',
    'crash-exit-1',
  ])('of %s lets explain answer as the cluster did', async (name) => {
    const { snapshot, sender } = await recording(name);
    const file = join(folder, 'cluster.json');
    writeFileSync(file, JSON.stringify(await record(snapshot)));
    const hook = join(corpus, name, sender === 'events' ? 'event.json' : 'alert.json');
    const ask = async (from: string): Promise<unknown> =>
      JSON.parse((await lastword(['explain', '--snapshot', from, '--webhook', hook, '-o', 'json'])).out);
    expect(await ask(file)).toEqual(await ask(join(corpus, name, 'cluster.json')));
  });

  it('has the clock of the cluster, all lists, and the history of pods that are gone', async () => {
    const { snapshot } = await recording('rollout-image');
    const recorded = await record(snapshot);
    expect(recorded.now).toBe(snapshot.now);
    const kinds = Object.keys(recorded.resources).map((path) => path.split('/').at(-1));
    const lists =
      'pods events services deployments replicasets statefulsets daemonsets controllerrevisions jobs cronjobs nodes events';
    const nodes = ['lab-node-1', 'lab-node-2'].map((node) => `pods?fieldSelector=spec.nodeName=${node}`);
    expect(kinds).toEqual([...lists.split(' '), ...nodes]);
    const [changes] = Object.values(recorded.changes);
    expect(changes?.filter(({ type }) => type === 'DELETED')).toHaveLength(3);
  });

  it('starts as far back as the API server still remembers', async () => {
    const { snapshot } = await recording('rollout-image');
    const [changes] = Object.values((await record(snapshot, { oldestKept: '11000' })).changes);
    expect(changes?.length).toBeGreaterThan(0);
    await api.close();
    expect((await record(snapshot, { oldestKept: '99999' })).changes).toEqual({});
    expect(api.requests().filter(({ query }) => query.includes('watch=1')).length).toBeLessThan(10);
  });

  it('leaves out secrets, env values and manifests, and still shows that a value changed', async () => {
    const { snapshot } = await recording('rollout-image');
    const sets = listAt(snapshot, '/replicasets').items ?? [];
    sets.forEach((set, index) => {
      set.metadata['managedFields'] = [{ manager: 'kubectl' }];
      set.metadata['annotations'] = {
        ...(set.metadata['annotations'] as object),
        'kubectl.kubernetes.io/last-applied-configuration': '{"secret":"s3cr3t-manifest"}',
        'lastword.dev/channel': '#payments',
      };
      const [first] = containersIn(set);
      if (first === undefined) return;
      first.env = [
        { name: 'MODE', value: 's3cr3t-same' },
        { name: 'POOL', value: `s3cr3t-${index}` },
        { name: 'EMPTY', value: '' },
      ];
      first.args = ['--url', 'postgres://shop:s3cr3t-password@db/shop'];
    });
    const text = JSON.stringify(await record(snapshot));
    expect(text).not.toMatch(/s3cr3t|last-applied|managedFields/);
    const recorded = listAt(JSON.parse(text) as Snapshot, '/replicasets').items ?? [];
    for (const { metadata } of recorded)
      expect(metadata['annotations']).toMatchObject({ 'lastword.dev/channel': '#payments' });
    expect(recorded.map((set) => containersIn(set)[0]?.env)).toEqual([
      [
        { name: 'MODE', value: '[redacted]' },
        { name: 'POOL', value: '[redacted]' },
        { name: 'EMPTY', value: '' },
      ],
      [
        { name: 'MODE', value: '[redacted]' },
        { name: 'POOL', value: '[redacted] 2' },
        { name: 'EMPTY', value: '' },
      ],
    ]);
  });

  it('takes secrets out of logs, also those over several lines', async () => {
    const { snapshot } = await recording('crash-exit-1');
    const at = '2026-11-22T19:40:03.1Z';
    const key = [
      '-----BEGIN RSA PRIVATE KEY-----',
      'TUlJRXBBSUJBQUtDQVFFQXMzY3IzdA==',
      '-----END RSA PRIVATE KEY-----',
    ];
    const lines = ['starting', 'password=hunter2hunter2', ...key, 'done'];
    const name = Object.keys(snapshot.logs).find((path) => path.endsWith('/previous')) ?? '';
    snapshot.logs[name] = lines.map((line) => `${at} ${line}\n`).join('');
    const log = (await record(snapshot)).logs[name] ?? '';
    expect(log).toMatch(/^2026-11-22T19:40:03.1Z starting\n2026-11-22T19:40:03.1Z password=\[redacted\]\n/);
    expect(log).not.toMatch(/hunter2|TUlJRXBB/);
    expect(log.trimEnd().split('\n').at(-1)).toBe(`${at} done`);
  });

  it('holds the refusal in the place of a list that is forbidden', async () => {
    const { snapshot } = await recording('crash-exit-1');
    const kubeconfig = await serve(snapshot, {
      faults: ({ path }) => (path.endsWith('/nodes') ? { status: 403 } : undefined),
    });
    const ran = await lastword(['snapshot', '-n', namespaceIn(snapshot), '--kubeconfig', kubeconfig]);
    const { resources } = JSON.parse(ran.out) as Snapshot;
    expect(resources['/api/v1/nodes']).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      code: 403,
      reason: 'Forbidden',
    });
    // The recording that is served here has neither Services nor the pods of other namespaces.
    expect(ran.err).toContain('Could not be read: services, nodes, pods of node lab-node-1.');
  });

  it('has what pods use, where the cluster measures it', async () => {
    const { snapshot } = await recording('crash-exit-1');
    const metrics = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespaceIn(snapshot)}/pods`;
    expect((await record(snapshot)).resources[metrics]).toBeUndefined();
    const items = [{ metadata: { name: 'billing', namespace: namespaceIn(snapshot) }, containers: [] }];
    snapshot.resources[metrics] = {
      kind: 'PodMetricsList',
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: { resourceVersion: '1' },
      items,
    } as never;
    expect(await record(snapshot).then((r) => r.resources[metrics])).toMatchObject({
      items: [{ metadata: { name: 'billing' } }],
    });
  });

  it('has the pods of its nodes, of all namespaces, as far as their ends, and explain counts them', async () => {
    const name = 'node-memory-pressure';
    const { snapshot, truth } = await recording(name);
    const own = listAt(snapshot, '/pods').items ?? [];
    const victim = own.find(({ metadata }) => metadata.name === truth.pod) ?? expect.fail('no pod');
    const elsewhere = { name: 'ledger-0', namespace: 'pay', uid: 'uid-of-ledger', labels: { app: 's3cr3t' } };
    const { resources } = snapshot;
    const list = { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '1' } };
    resources['/api/v1/pods'] = { ...list, items: [...own, { ...victim, metadata: elsewhere }] };
    const recorded = await record(snapshot);
    const { nodeName } = victim['spec'] as { nodeName: string };
    const beside = listAt(recorded, `/pods?fieldSelector=spec.nodeName=${nodeName}`).items ?? [];
    const ledger = beside.find(({ metadata }) => metadata.name === 'ledger-0');
    expect(Object.keys(ledger ?? {})).toEqual(['metadata', 'spec', 'status']);
    expect(JSON.stringify(ledger)).not.toMatch(/s3cr3t|image|message|command/);
    writeFileSync(join(folder, 'cluster.json'), JSON.stringify(recorded));
    const hook = join(corpus, name, existsSync(join(corpus, name, 'event.json')) ? 'event.json' : 'alert.json');
    const { out } = await lastword(['explain', '--snapshot', join(folder, 'cluster.json'), '--webhook', hook]);
    expect(out).toMatch(
      new RegExp(`\\d of the ${beside.length - 1} other pods on node ${nodeName} ended within 60 s of it`),
    );
  });

  it('reads lists of several pages', async () => {
    const { snapshot } = await recording('crash-exit-1');
    const [pod] = listAt(snapshot, '/pods').items ?? [];
    if (pod === undefined) throw new Error('no pod');
    const many = Array.from({ length: 1100 }, (_, i) => ({
      ...pod,
      metadata: { ...pod.metadata, name: `p-${i}`, uid: `${i}` },
    }));
    listAt(snapshot, '/pods').items = many.map((one) => ({ ...one, status: {} }));
    expect(listAt(await record(snapshot), '/pods').items).toHaveLength(1100);
  });

  it('says in one sentence why it cannot record', async () => {
    const { snapshot } = await recording('crash-exit-1');
    const namespace = namespaceIn(snapshot);
    const kubeconfig = await serve(snapshot, {
      faults: ({ path }) => (path.endsWith('/pods') ? { status: 403 } : undefined),
    });
    const run = (...args: string[]) => lastword(['snapshot', ...args]);
    const forbidden = await run('-n', namespace, '--kubeconfig', kubeconfig);
    expect(forbidden).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringMatching(/^The pods of namespace .* cannot be read: .*\n$/),
    });
    const garbage = await serve(snapshot, { faults: () => ({ garbage: true }) });
    expect((await run('-n', namespace, '--kubeconfig', garbage)).err).toMatch(/^The cluster cannot be asked: .*\n$/);
    writeFileSync(kubeconfig, kubeconfigFor('http://127.0.0.1:1'));
    expect((await run('-n', namespace, '--kubeconfig', kubeconfig)).err).toMatch(
      /^The cluster: nothing listens at .*\n$/,
    );
    expect(await run()).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^Name the namespace to record: -n NAME\.\n/),
    });
    expect((await run('-n', 'a/b')).err).toMatch(/^"a\/b" is not the name of a namespace\./);
  });
});
