import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { Redactor } from '../../src/ports.ts';
import { redactEvidence } from '../../src/redact/redact.ts';
import { redactor } from '../../src/adapters/redaction.ts';
import type { Alert, Evidence, Pod } from '../../src/types.ts';

const unread = { known: false, why: 'not asked for' } as const;
const nothing: Evidence = {
  webhook: unread,
  pod: unread,
  lastWords: unread,
  events: unread,
  log: unread,
  rollout: unread,
  node: unread,
  nodeEvents: unread,
  owners: unread,
  siblings: unread,
  neighbours: unread,
  services: unread,
  metrics: unread,
  usage: unread,
};

function withLog(...texts: string[]): Evidence {
  const lines = texts.map((text, i) => ({ at: `2026-11-22T19:40:${String(i).padStart(2, '0')}Z`, text }));
  return { ...nothing, log: { known: true, value: { path: '/log', lines, run: 'stopped' } } };
}

const logOf = ({ log }: Evidence): string[] => (log.known ? log.value.lines.map((l) => l.text) : []);

function withPod(pod: unknown): Evidence {
  const value = { path: '/pods', states: [pod as Pod], presence: 'present' as const, successor: false };
  return { ...nothing, pod: { known: true, value } };
}

const podOf = ({ pod }: Evidence): unknown => (pod.known ? pod.value.states[0] : null);
const containers = (...list: unknown[]): Evidence => withPod({ spec: { containers: list } });

test('evidence without secrets comes back as the very same object', async () => {
  const evidence = {
    ...withLog('starting', 'listening on :8080'),
    pod: containers({ name: 'app', args: ['-v', '2'] }).pod,
  };
  expect(await redactEvidence(evidence, redactor())).toBe(evidence);
});

test('what a workload asks for itself stays as it is written, wherever it was read', async () => {
  const annotations = {
    'lastword.dev/channel': 'C0123456789',
    'lastword.dev/suppress': 'expected',
    'lastword.dev/settle': '1h30m',
  };
  const object = { metadata: { name: 'web', annotations } };
  const workload = { kind: 'Deployment', name: 'web', path: '/web', object };
  const rollout = { kind: 'Deployment', revisions: [{ path: '/web-a', name: 'web-a', annotations }] };
  const evidence = {
    ...nothing,
    pod: withPod(object).pod,
    owners: { known: true, value: { controller: null, workload } },
    rollout: { known: true, value: rollout },
  } as unknown as Evidence;
  expect(await redactEvidence(evidence, redactor())).toBe(evidence);
});

test('parts without secrets are shared with the evidence that came in', async () => {
  const evidence = { ...withLog('password=hunter2'), pod: containers({ name: 'app' }).pod };
  const redacted = await redactEvidence(evidence, redactor());
  expect(logOf(redacted)).toEqual(['password=[redacted]']);
  expect(redacted.pod).toBe(evidence.pod);
});

test('everything is asked in one call, and each text once', async () => {
  const ask = vi.fn<Redactor>((texts) => Promise.resolve(texts));
  const state = { status: { message: 'out of disk: 3 GB' } };
  await redactEvidence(
    {
      ...withLog('a line of log'),
      pod: {
        known: true,
        value: { path: '/p', states: [state, state] as unknown as Pod[], presence: 'present', successor: false },
      },
    },
    ask,
  );
  expect(ask.mock.calls).toEqual([[['not asked for', 'out of disk: 3 GB', 'a line of log']]]);
});

test('objects that are in the evidence of several alerts are asked about once, and one that failed is asked about again', async () => {
  const ask = vi.fn<Redactor>((texts) => Promise.resolve(texts.map((text) => text.replace('hunter22', '[redacted]'))));
  ask.mockRejectedValueOnce(new Error('out of order'));
  const pod = { metadata: { name: 'web-1' }, status: { message: 'password is hunter22' } };
  await expect(redactEvidence(withPod(pod), ask)).rejects.toThrow('out of order');
  const told = await Promise.all([1, 2].map(() => redactEvidence(withPod(pod), ask)));
  expect(told.map(podOf)).toEqual([1, 2].map(() => ({ ...pod, status: { message: 'password is [redacted]' } })));
  expect(ask.mock.calls.flat(2).filter((text) => text.includes('hunter22'))).toHaveLength(2);
});

test('a private key over several log lines leaves one line, and the lines around it keep their times', async () => {
  const key = [
    '-----BEGIN PRIVATE KEY-----',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC',
    'abcd==',
    '-----END PRIVATE KEY-----',
  ];
  const redacted = await redactEvidence(withLog('before', ...key, '', 'after'), redactor());
  expect(logOf(redacted)).toEqual(['before', '[redacted]', '', 'after']);
  expect(redacted.log.known && redacted.log.value.lines.at(-1)?.at).toBe('2026-11-22T19:40:06Z');
});

test('a redactor that merges lines leaves fewer of them', async () => {
  const merge: Redactor = (texts) => Promise.resolve(texts.map((t) => t.replace('two\nthree', '[redacted]')));
  expect(logOf(await redactEvidence(withLog('one', 'two', 'three', 'four'), merge))).toEqual([
    'one',
    '[redacted]',
    'four',
  ]);
});

test('env values are dropped, their names and references stay', async () => {
  const valueFrom = { secretKeyRef: { name: 'db', key: 'password' } };
  const env = [
    { name: 'MODE', value: 'production' },
    { name: 'DB', valueFrom },
    { name: 'EMPTY', value: '' },
  ];
  const redacted = await redactEvidence(containers({ name: 'app', env }), redactor());
  expect(podOf(redacted)).toEqual({
    spec: { containers: [{ name: 'app', env: [{ name: 'MODE', value: '[redacted]' }, env[1], env[2]] }] },
  });
});

test('a command line is read as one, so that a flag shows what its value is', async () => {
  const command = ['sh', '-c', 'set -e\nexec app --password=abc'];
  const args = ['--user', 'app', '--password', 'hunter2', '--verbose'];
  const redacted = await redactEvidence(containers({ name: 'app', command, args }), redactor());
  expect(podOf(redacted)).toEqual({
    spec: {
      containers: [
        {
          name: 'app',
          command: ['sh', '-c', 'set -e\nexec app --password=[redacted]'],
          args: ['--user', 'app', '--password', '[redacted]', '--verbose'],
        },
      ],
    },
  });
});

test('annotations, labels, headers of probes and messages are read with their names', async () => {
  const alert: Alert = {
    sender: 'alertmanager',
    cluster: null,
    status: 'firing',
    fingerprint: 'abc',
    startsAt: '2026-11-22T19:40:00Z',
    endsAt: null,
    labels: { namespace: 'shop', db_password: 'hunter2' },
    field: 'alerts[0]',
    annotations: { description: 'login with token=abcdef123 failed' },
    event: null,
  };
  const pod = {
    metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"spec":{}}', owner: 'team-38' } },
    spec: {
      containers: [{ livenessProbe: { httpGet: { httpHeaders: [{ name: 'X-Auth-Token', value: 'abc123' }] } } }],
    },
    status: { containerStatuses: [{ lastState: { terminated: { message: 'postgres://a:hunter2@db/x refused' } } }] },
  };
  const redacted = await redactEvidence({ ...withPod(pod), webhook: { known: true, value: alert } }, redactor());
  expect(podOf(redacted)).toEqual({
    metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '[redacted]', owner: 'team-38' } },
    spec: {
      containers: [{ livenessProbe: { httpGet: { httpHeaders: [{ name: 'X-Auth-Token', value: '[redacted]' }] } } }],
    },
    status: { containerStatuses: [{ lastState: { terminated: { message: 'postgres://a:[redacted]@db/x refused' } } }] },
  });
  expect(redacted.webhook.known && redacted.webhook.value).toMatchObject({
    labels: { namespace: 'shop', db_password: '[redacted]' },
    field: 'alerts[0]',
    annotations: { description: 'login with token=[redacted] failed' },
  });
});

test('the path of a probe is read as any text, and a path without a secret stays', async () => {
  const probes = (path: string) =>
    containers({
      name: 'app',
      livenessProbe: { httpGet: { path, port: 80 } },
      readinessProbe: { httpGet: { path: '/ready?deep=1' } },
    });
  expect(podOf(await redactEvidence(probes('/live?access_token=hunter2'), redactor()))).toEqual(
    podOf(probes('/live?access_token=[redacted]')),
  );
  const ordinary = probes('/live?full=true&user=a@b');
  expect(await redactEvidence(ordinary, redactor())).toBe(ordinary);
});

test.each(['path', 'name', 'kind', 'namespace', 'fingerprint'])(
  'an alert’s label or annotation is read also when it is called %s, and stays when it is one',
  async (called) => {
    const of = (value: string): Evidence => {
      const alert = { labels: { [called]: value }, annotations: { [called]: value } } as unknown as Alert;
      return { ...nothing, webhook: { known: true, value: alert } };
    };
    const redacted = await redactEvidence(of('postgres://app:hunter2@db/shop'), redactor());
    expect(redacted).toEqual(of('postgres://app:[redacted]@db/shop'));
    const ordinary = of('token-service-7d9f8b6c5-x2k4z');
    expect(await redactEvidence(ordinary, redactor())).toBe(ordinary);
  },
);

test('what stands beside a name and a value is read too', async () => {
  const annotations = { name: 'web', value: '0.98', summary: 'login with token=abcdef123 failed' };
  const alert = { annotations } as unknown as Alert;
  const { webhook } = await redactEvidence({ ...nothing, webhook: { known: true, value: alert } }, redactor());
  expect(webhook.known && webhook.value.annotations).toEqual({
    ...annotations,
    summary: 'login with token=[redacted] failed',
  });
});

test('redacting twice changes nothing more', async () => {
  const once = await redactEvidence(
    containers({ name: 'app', args: ['--token', 'abc123'], env: [{ name: 'A', value: 'b' }] }),
    redactor(),
  );
  expect(await redactEvidence(once, redactor())).toBe(once);
});

const corpus = `${import.meta.dirname}/../fixtures/corpus/`;

test.each(readdirSync(corpus))('the recording %s keeps every name, time and number', async (name) => {
  const snapshot = JSON.parse(readFileSync(`${corpus}${name}/cluster.json`, 'utf8')) as Record<string, unknown>;
  const redacted = (await redactEvidence(snapshot as unknown as Evidence, redactor())) as unknown;
  expect(JSON.stringify(redacted)).not.toContain('hunter2');
  expect(structure(redacted)).toEqual(structure(snapshot));
});

/** What judgement rests on, without texts in which a secret may stand. */
function structure(value: unknown, key = ''): unknown {
  if (['command', 'args', 'env', 'annotations', 'logs', 'log'].includes(key)) return null;
  if (Array.isArray(value)) return value.map((item) => structure(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, structure(v, k)]));
}
