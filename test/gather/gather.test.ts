import { describe, expect, it } from 'vitest';
import { gather } from '../../src/gather/gather.ts';
import { nothingRead } from '../../src/gather/nothing-read.ts';
import { newSamples, sampleOf } from '../../src/gather/sample.ts';
import { identify } from '../../src/identify/identify.ts';
import type { Alert, Pod } from '../../src/types.ts';
import { alertOf, asked, clusterOf, connect, gatherFor, gatherRecorded } from '../support/gathering.ts';
import { edit, forbid } from '../support/look-alikes.ts';
import { recording, recordingNames } from '../support/recordings.ts';
import { alert, at, pod } from '../support/stories.ts';

/** The same alert with other labels; an empty one takes a label away. */
function relabelled(of: Alert, labels: Record<string, string>): Alert {
  const all = Object.entries({ ...of.labels, ...labels }).filter(([, value]) => value !== '');
  return { ...of, labels: Object.fromEntries(all) };
}

const uidsOf = (states: Pod[]): (string | undefined)[] => [...new Set(states.map((p) => p.metadata?.uid))];

describe('the pod', () => {
  it.each(['statefulset-rollout', 'statefulset-rollout-v1.28'])(
    'is found by its UID although a new pod has its name (%s)',
    async (name) => {
      const { subject, evidence, story } = await gatherRecorded(name);
      const uid = alertOf(story).event?.involvedObject?.uid;
      expect(evidence.pod).toMatchObject({ known: true, value: { presence: 'gone', successor: true } });
      expect(evidence.pod.known && uidsOf(evidence.pod.value.states)).toEqual([uid]);
      expect(subject).toMatchObject({ uid, container: 'app', workload: { kind: 'StatefulSet', name: 'ledger' } });
    },
  );

  it('that went before is meant by an alert without a UID, when the new one of its name has no end to tell of', async () => {
    const story = await recording('statefulset-rollout');
    const { uid } = (await gatherFor(story)).subject;
    const labels = { namespace: 'team-18', pod: 'ledger-1', container: 'app' };
    const { subject, evidence } = await gatherFor(story, alert({ labels }));
    expect(subject.uid).toBe(uid);
    expect(evidence.pod).toMatchObject({ value: { presence: 'gone', successor: true } });
  });

  it('that is gone is read back, with its node and its owners', async () => {
    const { subject, evidence } = await gatherRecorded('gone-before-alert');
    expect(evidence.pod).toMatchObject({ known: true, value: { presence: 'gone', successor: false } });
    expect(evidence.lastWords.known && evidence.lastWords.value?.states).toBeGreaterThan(2);
    expect(subject).toMatchObject({
      controller: { kind: 'ReplicaSet', name: 'frontend-86f7b8cb84' },
      workload: { kind: 'Deployment', name: 'frontend' },
      node: expect.stringMatching(/^lab-node-/) as string,
    });
  });

  it('of which only a workload is named is the one whose story fits: the latest end', async () => {
    const story = await recording('alert-names-deployment-only');
    edit<Pod>(story, 'pods', 'geo-6869984d98-7gzsm', (pod) => {
      for (const { state, lastState } of pod.status?.containerStatuses ?? [])
        for (const end of [state?.terminated, lastState?.terminated]) if (end) end.finishedAt = '2026-11-22T19:41:27Z';
    });
    const { subject } = await gatherFor(story);
    expect(subject).toMatchObject({ pod: 'geo-6869984d98-7gzsm', container: 'app' });
    expect(subject.uid).not.toBeNull();
  });

  it('of a workload that has none left is not made up', async () => {
    const story = await recording('alert-names-deployment-only');
    const { subject, evidence } = await gatherFor(story, relabelled(alertOf(story), { deployment: 'geo-old' }));
    expect(subject).toMatchObject({ pod: null, uid: null, workload: { kind: 'Deployment', name: 'geo-old' } });
    expect(evidence.pod).toEqual({ known: false, why: 'the alert names no pod, and none was found' });
  });
});

describe('the container that nothing names', () => {
  it('is the one whose story fits', async () => {
    const story = await recording('two-containers-one-oom');
    const { subject } = await gatherFor(story, relabelled(alertOf(story), { container: '' }));
    expect(subject).toMatchObject({ container: 'cache', containers: 2 });
  });

  it('can be an init container', async () => {
    const story = await recording('init-container-fails');
    const { subject } = await gatherFor(story, relabelled(alertOf(story), { container: '' }));
    expect(subject.container).toBe('migrate');
  });

  it('of a pod that is gone for good is the one that was told to stop', async () => {
    const story = await recording('gone-before-alert');
    story.snapshot.changes = {};
    const { subject, evidence } = await gatherFor(story, relabelled(alertOf(story), { container: '' }));
    expect(evidence.lastWords).toEqual({ known: false, why: 'the watch history is used up (410)' });
    expect(subject).toMatchObject({ container: 'app', containers: null, node: null });
  });
});

describe('what lastword may not read', () => {
  it.each<[plural: string, kind: 'events' | 'owners' | 'rollout', from: string]>([
    ['events', 'events', 'crash-exit-1'],
    ['deployments', 'owners', 'rollout-image'],
    ['controllerrevisions', 'rollout', 'statefulset-rollout'],
  ])('%s: said in place of the %s, and the rest is read', async (plural, kind, from) => {
    const { evidence } = await gatherRecorded(from, (story) => forbid(story, plural));
    expect(evidence[kind]).toEqual({ known: false, why: `${plural} are forbidden to lastword (403)` });
    const rest = [evidence.pod, evidence.node, evidence.siblings];
    expect(rest.every((reading) => reading.known)).toBe(true);
  });

  it('pods: the alert and the events are all there is', async () => {
    const { subject, evidence } = await gatherRecorded('crash-exit-1', (story) => forbid(story, 'pods'));
    const why = 'pods are forbidden to lastword (403)';
    expect([evidence.pod, evidence.log, evidence.siblings]).toEqual(
      Array.from({ length: 3 }, () => ({ known: false, why })),
    );
    expect(evidence.events.known).toBe(true);
    expect(subject).toMatchObject({ container: 'app', workload: { kind: 'Deployment', name: 'billing' } });
  });

  it('nodes and logs: said', async () => {
    const story = await recording('crash-exit-1');
    const faults = ({ path }: { path: string }) => (/\/nodes\/|\/log$/.test(path) ? { status: 403 } : undefined);
    const { evidence } = await gatherFor(story, alertOf(story), { faults });
    expect(evidence.node).toEqual({ known: false, why: 'nodes are forbidden to lastword (403)' });
    expect(evidence.log).toEqual({ known: false, why: 'logs are forbidden to lastword (403)' });
  });

  it('a cluster that is too slow gives nothing, and the reason', async () => {
    const story = await recording('crash-exit-1');
    const slow = { timeoutMs: 50, faults: () => ({ delayMs: 60_000 }) };
    const { evidence } = await gatherFor(story, alertOf(story), slow);
    const why = 'the cluster did not answer within 0.05 s';
    expect([evidence.pod, evidence.events, evidence.log]).toEqual(
      Array.from({ length: 3 }, () => ({ known: false, why, passing: true })),
    );
    expect(evidence.webhook.known).toBe(true);
  });

  it('an alert without a namespace asks the cluster nothing', async () => {
    const story = await recording('crash-exit-1');
    const nowhere = alert({ labels: { pod: 'billing-cd7cb67f7-d8g6w' } });
    const { evidence, api } = await gatherFor(story, nowhere);
    expect(evidence).toEqual(nothingRead(nowhere, 'the alert names no namespace'));
    expect(api.requests()).toEqual([]);
  });

  it.each(['namespace', 'exported_namespace'])('an alert whose %s cannot be one is told so', async (label) => {
    const story = await recording('crash-exit-1');
    const nowhere = alert({ labels: { [label]: 'NAMESPACE', pod: 'billing-cd7cb67f7-d8g6w' } });
    const { evidence, api } = await gatherFor(story, nowhere);
    const why = 'the alert names "NAMESPACE" as its namespace, which cannot be a namespace\'s name';
    expect(evidence).toEqual(nothingRead(nowhere, why));
    expect(api.requests()).toEqual([]);
  });

  it('is missing with the same reason in every kind, but for the alert itself', () => {
    const { webhook, ...rest } = nothingRead(alert(), 'no cluster of that name is configured');
    expect(webhook.known).toBe(true);
    expect(Object.values(rest)).toEqual(
      Object.values(rest).map(() => ({ known: false, why: 'no cluster of that name is configured' })),
    );
  });
});

describe('what it costs the cluster', () => {
  it.each(recordingNames)('at most eight requests for an alert alone (%s)', async (name) => {
    const { api } = await gatherRecorded(name);
    expect(api.requests().length).toBeLessThanOrEqual(8);
    expect(Object.values(asked(api)).filter((times) => times > 2)).toEqual([]);
  });

  it('one list of each kind for a batch of twenty alerts of one namespace', async () => {
    const story = await recording('crash-storm');
    const pods = Object.entries(story.snapshot.resources).find(([path]) => path.endsWith('/team-80/pods'))?.[1] as {
      items: Pod[];
    };
    const { api, cluster } = await connect(story.snapshot);
    const alerts = Array.from({ length: 20 }, (_, n) => {
      const pod = pods.items[n % pods.items.length]?.metadata;
      const labels = { namespace: 'team-80', pod: pod?.name ?? '', container: 'app', severity: String(n) };
      return alert({ fingerprint: `f-${n}`, labels });
    });
    const gathered = await Promise.all(alerts.map((one) => gather(identify(one), one, cluster)));
    expect(gathered.every(({ evidence }) => evidence.pod.known && evidence.rollout.known)).toBe(true);

    const counts = asked(api);
    const lists = Object.entries(counts).filter(([path]) => /\/namespaces\/team-80\/[^/]+$/.test(path));
    expect(Object.fromEntries(lists)).toEqual({
      '/api/v1/namespaces/team-80/events': 1,
      '/api/v1/namespaces/team-80/pods': 1,
      '/apis/apps/v1/namespaces/team-80/replicasets': 1,
    });
    expect([counts['/api/v1/nodes/lab-node-1'], counts['/api/v1/nodes/lab-node-2']]).toEqual([1, 1]);
    // Nodes have their events by name, and a container's log is its own.
    const others = Object.keys(counts).filter((path) => !path.includes('/team-80/') && !path.includes('/nodes/'));
    expect(others).toEqual(['/api/v1/namespaces/default/events']);
    expect(api.mostInFlight()).toBeLessThanOrEqual(4);
  });
});

it('of a revision that crashes the log is read, however many pods of the one before went first', async () => {
  const of = (name: string) => [{ kind: 'ReplicaSet', name, controller: true }];
  const set = (name: string) => ({ metadata: { name, ownerReferences: [{ kind: 'Deployment', name: 'web' }] } });
  const before = { exitCode: 1, reason: 'Error', startedAt: at(0), finishedAt: at(10) };
  const crashed = pod({
    name: 'web-new-ccccc',
    metadata: { ownerReferences: of('web-new') },
    containers: [{ before }],
  });
  const lists = { pods: [crashed], replicasets: [set('web-old'), set('web-new')] };
  const logs = { 'web-new-ccccc/app/previous': `${at(9)} panic: config key missing\n` };
  const { cluster } = await connect(clusterOf(lists, logs));
  const sample = sampleOf(newSamples(), 0);
  const log = async (name: string) => {
    const about = alert({ labels: { namespace: 'shop', pod: name } });
    return (await gather(identify(about), about, cluster, null, null, sample)).evidence.log;
  };
  const gone = { known: false, why: 'the pod is gone, and its log with it' };
  for (const name of ['web-old-aaaaa', 'web-old-bbbbb', 'web-old-ddddd']) expect(await log(name)).toEqual(gone);
  expect(await log('web-new-ccccc')).toMatchObject({ known: true });
});
