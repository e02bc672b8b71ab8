import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify } from '../../src/identify/identify.ts';
import { receive } from '../../src/receive/receive.ts';
import type { Alert, KubeEvent, Subject } from '../../src/types.ts';

type Labels = Record<string, string>;
const alert = (labels: Labels, event: unknown = null): Alert => ({
  sender: event ? 'kubernetes-event' : 'alertmanager',
  cluster: 'lab',
  status: 'firing',
  fingerprint: 'f',
  startsAt: '2026-11-22T18:53:17Z',
  endsAt: null,
  labels,
  annotations: {},
  field: 'alerts[0]',
  event: event as KubeEvent | null,
});
const nobody: Subject = {
  cluster: 'lab',
  namespace: null,
  pod: null,
  uid: null,
  container: null,
  containers: null,
  controller: null,
  workload: null,
  node: null,
};
const scrape = {
  job: 'kube-state-metrics',
  instance: '10.42.0.17:8080',
  endpoint: 'http',
  service: 'kube-state-metrics',
};
const exporter = { namespace: 'monitoring', pod: 'kube-state-metrics-5d4-abcde', container: 'kube-state-metrics' };

describe('whom labels name', () => {
  it.each<[string, Labels, Partial<Subject>]>([
    [
      'KubePodCrashLooping names all of it',
      { ...scrape, namespace: 'shop', pod: 'web-1', container: 'app', uid: '7b1c0d4e-5a52-4c8c-8f0f-0d8f9a2b6d11' },
      { namespace: 'shop', pod: 'web-1', container: 'app', uid: '7b1c0d4e-5a52-4c8c-8f0f-0d8f9a2b6d11' },
    ],
    ['`job` and `instance` are the scrape’s', scrape, {}],
    ['`job_name` is the Job', { ...scrape, job_name: 'backup-1' }, { workload: { kind: 'Job', name: 'backup-1' } }],
    [
      'a Deployment',
      { namespace: 'shop', deployment: 'web' },
      { namespace: 'shop', workload: { kind: 'Deployment', name: 'web' } },
    ],
    ['a StatefulSet', { statefulset: 'db' }, { workload: { kind: 'StatefulSet', name: 'db' } }],
    ['a DaemonSet', { daemonset: 'agent' }, { workload: { kind: 'DaemonSet', name: 'agent' } }],
    [
      'without honorLabels the subject stands in exported_*, and the plain labels are the exporter’s',
      { ...exporter, exported_namespace: 'shop', exported_pod: 'web-1', exported_container: 'app' },
      { namespace: 'shop', pod: 'web-1', container: 'app' },
    ],
    [
      'one exported_* label is enough to know that the plain pod and container are the exporter’s',
      { ...exporter, exported_pod: 'web-1' },
      { namespace: 'monitoring', pod: 'web-1' },
    ],
    ['an empty exported label is none', { pod: 'web-1', exported_pod: '' }, { pod: 'web-1' }],
    [
      'beside a workload’s label, the exporter’s own pod, container and uid are not the subject',
      { ...exporter, namespace: 'shop', deployment: 'web', uid: 'abc' },
      { namespace: 'shop', workload: { kind: 'Deployment', name: 'web' } },
    ],
    [
      'beside a workload’s label, a pod that is called after it stays',
      { deployment: 'web', pod: 'web-5d4-abcde', container: 'app' },
      { pod: 'web-5d4-abcde', container: 'app', workload: { kind: 'Deployment', name: 'web' } },
    ],
    [
      'a workload whose name the pod’s merely begins with is not its owner',
      { deployment: 'web', pod: 'webshop-5d4-abcde' },
      { workload: { kind: 'Deployment', name: 'web' } },
    ],
    [
      'a namespace and a container have no dots, a pod may',
      { namespace: 'a.b', container: 'a.b', pod: 'a.b' },
      { pod: 'a.b' },
    ],
  ])('%s', (_name, labels, subject) => {
    expect(identify(alert(labels))).toEqual({ ...nobody, ...subject });
  });
});

const event = (about: unknown, more: object = {}) => ({
  metadata: {},
  reason: 'Killing',
  involvedObject: about,
  ...more,
});
const pod = { kind: 'Pod', name: 'web-1', uid: 'p-1' };

describe('whom an Event names', () => {
  it.each([
    ['spec.containers{app}', 'app'],
    ['spec.initContainers{wait-for-db}', 'wait-for-db'],
    ['spec.ephemeralContainers{debugger}', 'debugger'],
    ['spec.containers{../../secrets}', null],
    ['spec.containers{App}', null],
    ['spec.containers{}', null],
    ['spec.volumes{app}', null],
    ['', null],
    [undefined, null],
  ])('the container of fieldPath %s is %s', (fieldPath, container) => {
    const subject = identify(alert({ namespace: 'shop', pod: 'web-1' }, event({ ...pod, fieldPath })));
    expect(subject).toEqual({ ...nobody, namespace: 'shop', pod: 'web-1', uid: 'p-1', container });
  });

  it('the node is the one whose kubelet speaks', () => {
    const hosts = ['node-1.internal', 'No de', '../nodes'].map(
      (host) => identify(alert({}, event(pod, { source: { component: 'kubelet', host } }))).node,
    );
    expect(hosts).toEqual(['node-1.internal', null, null]);
  });

  it.each([
    ['Job', { workload: { kind: 'Job', name: 'x-1' } }],
    ['CronJob', { workload: { kind: 'CronJob', name: 'x-1' } }],
    ['Deployment', { workload: { kind: 'Deployment', name: 'x-1' } }],
    ['Node', { node: 'x-1' }],
    ['ConfigMap', {}],
    ['constructor', {}],
  ])('of a %s', (kind, subject) => {
    expect(identify(alert({}, event({ kind, name: 'x-1', uid: 'u' })))).toEqual({ ...nobody, ...subject });
  });

  const corpus = `${import.meta.dirname}/../fixtures/corpus`;
  const recorded = readdirSync(corpus);
  it.each(recorded)('the recording %s: nobody else than whom it is about', (name) => {
    const folder = `${corpus}/${name}`;
    const sender = readdirSync(folder).includes('event.json') ? ('events' as const) : ('alertmanager' as const);
    const file = sender === 'events' ? 'event.json' : 'alert.json';
    const batch = receive(sender, readFileSync(`${folder}/${file}`, 'utf8'));
    const truth = JSON.parse(readFileSync(`${folder}/truth.json`, 'utf8')) as Record<string, string | null>;
    const subject = identify((batch.ok ? batch.alerts[0] : undefined) as Alert);
    expect(subject.namespace).toBe(truth['namespace']);
    expect([truth['pod'], null]).toContain(subject.pod);
    expect([truth['container'], null]).toContain(subject.container);
  });
});

const hostile = [
  '..',
  '.',
  '%2e%2e',
  '../../../api/v1/secrets',
  'a/b',
  'a?b',
  'a#b',
  'a\\b',
  'a b',
  'a\n',
  'A',
  'ä',
  '-a',
  'a-',
  'a..b',
  'x'.repeat(300),
  '{{ $labels.pod }}',
  '<!channel>',
];
const nameLabels = ['namespace', 'pod', 'container', 'deployment', 'statefulset', 'daemonset', 'job_name'].flatMap(
  (label) => [label, `exported_${label}`],
);
const isName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const names = (s: Subject) => [s.namespace, s.pod, s.container, s.node, s.workload?.name ?? null];

describe('names that are none never come out', () => {
  it.each(hostile)('%j', (text) => {
    const labels = Object.fromEntries([...nameLabels, 'uid'].map((label) => [label, text]));
    const about = { kind: 'Pod', name: text, uid: text, fieldPath: `spec.containers{${text}}` };
    const subject = identify(alert(labels, event(about, { source: { host: text } })));
    expect(subject).toEqual({ ...nobody, uid: ['A', '-a', 'a-'].includes(text) ? text : null });
  });

  it('whatever labels and Events say, only Kubernetes’ names come out, and never the scrape’s', () => {
    const value = fc.oneof(fc.constantFrom(...hostile, 'web', 'web-1', 'shop'), fc.string());
    const labels = fc.dictionary(fc.constantFrom(...nameLabels, 'uid'), value);
    const about = fc.record({
      kind: fc.constantFrom('Pod', 'Job', 'Node', 'x'),
      name: value,
      uid: value,
      fieldPath: value,
    });
    fc.assert(
      fc.property(labels, fc.option(about), value, (given, object, host) => {
        const all = { ...given, job: 'scrape-job', instance: 'scrape-instance' };
        const subject = identify(alert(all, object && event(object, { source: { host } })));
        for (const name of names(subject)) expect(name === null || isName.test(name)).toBe(true);
        expect(subject.uid ?? 'x').toMatch(/^[0-9A-Za-z-]{1,64}$/);
        expect(names(subject).some((name) => name?.startsWith('scrape-'))).toBe(false);
      }),
    );
  });

  it('`job` and `instance` change nothing', () => {
    const labels = fc.dictionary(fc.constantFrom(...nameLabels), fc.constantFrom('web', 'web-1', 'shop'));
    fc.assert(
      fc.property(labels, fc.string(), fc.string(), (given, job, instance) => {
        expect(identify(alert({ ...given, job, instance }))).toEqual(identify(alert(given)));
      }),
    );
  });
});
