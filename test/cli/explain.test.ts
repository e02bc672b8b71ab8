import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/cli/answer.ts';
import { startKubernetesApi, type KubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { isList, type Recorded } from '../../src/demo/snapshot.ts';
import { kubeconfigFor, lastword } from '../support/command.ts';
import { recording, recordingNames, truthOf } from '../support/recordings.ts';
import { holds } from '../support/sources.ts';

const corpus = join(import.meta.dirname, '../fixtures/corpus');
const bin = join(import.meta.dirname, '../../bin/lastword.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastword-explain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** The flags that name a recording, its webhook included. */
async function offline(name: string): Promise<string[]> {
  const { sender } = await recording(name);
  const hook = join(corpus, name, sender === 'events' ? 'event.json' : 'alert.json');
  return ['--snapshot', join(corpus, name, 'cluster.json'), '--webhook', hook];
}

async function answers(args: string[], stdin = ''): Promise<Answer[]> {
  const { out, err } = await lastword(['explain', ...args, '-o', 'json'], stdin);
  expect(err).toBe('');
  return JSON.parse(out) as Answer[];
}

/** The pods of a recording. */
async function podsOf(name: string): Promise<Recorded[]> {
  const { resources } = (await recording(name)).snapshot;
  const [, list] = Object.entries(resources).find(([path]) => path.endsWith('/pods')) ?? [];
  return list !== undefined && isList(list) ? (list.items ?? []) : [];
}
const asPrinted = (pod: Recorded | undefined): string => JSON.stringify({ kind: 'Pod', apiVersion: 'v1', ...pod });

describe('explain, offline on a recording', () => {
  it('answers one object an alert, all its fields there, and each source stands in the recording', async () => {
    for (const name of ['rollout-image', 'oom-killed', 'two-containers-one-oom']) {
      const story = await recording(name);
      const truth = truthOf(name);
      const [answer] = await answers(await offline(name));
      expect(Object.keys(answer ?? {})).toEqual(
        'namespace pod container workload cause ending exitCode verdict summary because concerns remediation unchecked decision'.split(
          ' ',
        ),
      );
      const { cause, ending, exitCode, verdict, workload, namespace } = truth;
      expect(answer).toMatchObject({ cause, ending, exitCode, verdict, workload, namespace });
      const sources = answer?.because.flatMap((because) => because.sources) ?? [];
      expect(sources.length).toBeGreaterThan(0);
      expect(sources.filter((source) => !holds(source, story))).toEqual([]);
    }
  });

  it('says the same each time', async () => {
    const args = ['explain', ...(await offline('rollout-ignores-sigterm')), '-o', 'json'];
    const [one, two] = [await lastword(args), await lastword(args)];
    expect(one.out).toBe(two.out);
    expect(one.status).toBe(0);
  });

  it('answers for every recording', async () => {
    for (const name of recordingNames) {
      const [answer] = await answers(await offline(name));
      expect(answer?.summary, name).not.toBe('');
    }
  });

  it('has nulls where nothing applies', async () => {
    const body = JSON.parse(readFileSync(join(corpus, 'oom-killed/alert.json'), 'utf8')) as { alerts: object[] };
    const about = { ...body.alerts[0], labels: { alertname: 'Watchdog' } };
    const hook = write('watchdog.json', { ...body, alerts: [about] });
    const [answer] = await answers(['--snapshot', join(corpus, 'oom-killed/cluster.json'), '--webhook', hook]);
    expect(answer).toMatchObject({
      namespace: null,
      pod: null,
      container: null,
      workload: null,
      cause: null,
      exitCode: null,
    });
    expect(answer).toMatchObject({ ending: 'unknown', verdict: 'undetermined', decision: { action: 'notify' } });
    expect(answer?.unchecked).not.toEqual([]);
  });

  it('explains what it can of a group, and says what it set aside', async () => {
    const body = JSON.parse(readFileSync(join(corpus, 'oom-killed/alert.json'), 'utf8')) as { alerts: object[] };
    const hook = write('alert.json', { ...body, alerts: [{ status: 'firing' }, ...body.alerts] });
    const ran = await lastword([
      'explain',
      '--snapshot',
      join(corpus, 'oom-killed/cluster.json'),
      '--webhook',
      hook,
      '-o',
      'json',
    ]);
    expect(JSON.parse(ran.out)).toHaveLength(body.alerts.length);
    expect(ran.err).toMatch(/alerts\[0\]\.labels was left out/);
    expect(ran.status).toBe(0);
  });

  it('has status 1 when a verdict is not the expected one', async () => {
    const quiet = await offline('rollout-image');
    expect((await lastword(['explain', ...quiet, '--expect', 'expected'])).status).toBe(0);
    expect((await lastword(['explain', ...quiet, '--expect', 'investigate'])).status).toBe(1);
    expect((await lastword(['explain', ...(await offline('oom-killed')), '--expect', 'expected'])).status).toBe(1);
  });

  it('tells a person the verdict first, then why, what to do, and the log', async () => {
    const { out } = await lastword(['explain', ...(await offline('oom-killed'))]);
    expect(out).toMatch(/^🔴 Investigate · image-resizer ran out of memory/);
    const titles = out.split('\n').filter((line) => /^(?:Why|Do|Log)/.test(line));
    expect(titles).toEqual(['Why', 'Do', expect.stringMatching(/^Log/)]);
    expect(out).toContain('namespace team-12 · Deployment/image-resizer · pod');
  });
});

describe('explain, asked about a pod or a workload', () => {
  const of = (name: string): string[] => ['--snapshot', join(corpus, name, 'cluster.json')];

  it('explains each container of a pod that stopped, or the one that is named', async () => {
    const [pod] = await podsOf('two-containers-one-oom');
    const target = `pod/${pod?.metadata.name}`;
    expect((await answers([...of('two-containers-one-oom'), target])).map((a) => [a.container, a.cause])).toEqual([
      ['cache', 'oom-killed'],
    ]);
    expect((await answers([...of('two-containers-one-oom'), target, '-c', 'cache'])).map((a) => a.cause)).toEqual([
      'oom-killed',
    ]);
  });

  it('finds the pod of a workload that a rollout has removed', async () => {
    const [answer] = await answers([...of('rollout-image'), 'deploy/payments-api']);
    expect(answer).toMatchObject({ cause: 'rollout', ending: 'stopped-in-time', workload: 'Deployment/payments-api' });
    const [crashed] = await answers([...of('crash-exit-1'), 'deploy/billing']);
    expect(crashed).toMatchObject({ cause: 'app-exit', exitCode: 1 });
  });

  it('explains a pod that is gone', async () => {
    const { pod } = truthOf('rollout-image');
    const [answer] = await answers([...of('rollout-image'), `pod/${pod}`]);
    expect(answer).toMatchObject({ pod, cause: 'rollout', ending: 'stopped-in-time', exitCode: 143 });
  });

  it('has nothing to explain where nothing stopped', async () => {
    const ran = await lastword(['explain', ...of('rollout-image'), 'pod/payments-api-8f5f6dffb-75f7n', '-o', 'json']);
    expect(ran).toEqual({ status: 0, out: '[]\n', err: expect.stringContaining('nothing to explain') });
  });

  it.each([
    [
      ['pod/payments-api-8f5f6dffb-75f7m'],
      /^There is no pod .*75f7m in namespace team-68, .* Did you mean payments-api-8f5f6dffb-75f7n\?$/,
    ],
    [['deploy/payment-api'], /^There is no deployment payment-api in namespace team-68\. Did you mean payments-api\?$/],
    [['pod/payments-api-8f5f6dffb-75f7n', '-c', 'ap'], /has no container ap\. Did you mean app\?$/],
    [['-n', 'team-1', 'pod/x'], /^There is no pod x in namespace team-1/],
  ])('says in one sentence that there is no %j', async (args, sentence) => {
    const ran = await lastword(['explain', ...of('rollout-image'), ...args]);
    expect(ran).toMatchObject({ status: 2, out: '' });
    expect(ran.err.trim()).toMatch(sentence);
  });
});

describe('explain, on a live cluster', () => {
  let api: KubernetesApi;
  let kubeconfig: string;
  const start = async (name: string, options = {}): Promise<void> => {
    const { snapshot } = await recording(name);
    api = await startKubernetesApi({ snapshots: [snapshot], clock: () => snapshot.now, ...options });
    kubeconfig = write('kubeconfig', kubeconfigFor(api.url));
  };
  afterEach(() => api.close());

  it("answers as on a recording, judging by the cluster's clock, and only reads", async () => {
    await start('liveness-then-killed');
    const { namespace } = truthOf('liveness-then-killed');
    const [pod] = await podsOf('liveness-then-killed');
    const args = ['pod/', pod?.metadata.name].join('');
    const live = await answers(['--kubeconfig', kubeconfig, '-n', namespace, args]);
    expect(live).toEqual(await answers(['--snapshot', join(corpus, 'liveness-then-killed/cluster.json'), args]));
    expect(live[0]).toMatchObject({ cause: 'liveness-probe', ending: 'killed-after-grace' });
    expect(new Set(api.requests().map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it('says in one sentence which context, file or permission is wrong', async () => {
    await start('oom-killed', { token: 'another' });
    const run = (...args: string[]) => lastword(['explain', '-n', 'team-12', 'pod/x', ...args]);
    const refused = await run('--kubeconfig', kubeconfig);
    expect(refused).toEqual({
      status: 2,
      out: '',
      err: expect.stringMatching(/^The pods of namespace team-12 cannot be read: .*\(401\)\.\n$/),
    });
    const context = await run('--kubeconfig', kubeconfig, '--context', 'lob');
    expect(context.err).toMatch(/kubeconfig has no context "lob"\. Did you mean lab\? It has lab\.\n$/);
    const file = await run('--kubeconfig', join(folder, 'nope'));
    expect(file.err).toMatch(/^The kubeconfig .*nope cannot be read: .*\n$/);
    expect([context.status, file.status]).toEqual([2, 2]);
  });

  it('says in one sentence that the cluster forbids it or does not answer', async () => {
    await start('oom-killed', { faults: () => ({ status: 403 }) });
    const args = ['explain', '--kubeconfig', kubeconfig, ...(await offline('oom-killed')).slice(2)];
    expect((await lastword(args)).err).toBe(
      'The pods of namespace team-12 cannot be read: pods are forbidden to lastword (403).\n',
    );
    write('kubeconfig', kubeconfigFor('http://127.0.0.1:1'));
    const silent = await lastword(['explain', '-n', 'team-12', 'pod/x', '--kubeconfig', kubeconfig]);
    expect(silent).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^The cluster: nothing listens at http:\/\/127\.0\.0\.1:1 .*\n$/),
    });
    expect((await lastword(['explain', 'pod/x', '--kubeconfig', kubeconfig])).err).toBe(
      'Name the namespace: -n NAME.\n',
    );
  });
});

describe('explain, of what comes on standard input', () => {
  it('tells what one pod tells, and what was not read', async () => {
    const [pod] = await podsOf('oom-killed');
    const [answer] = await answers(['-'], asPrinted(pod));
    expect(answer).toMatchObject({ pod: pod?.metadata.name, cause: 'oom-killed', ending: 'oom-killed', exitCode: 137 });
    expect(answer?.unchecked).toContainEqual({ evidence: 'events', why: 'only the pod itself was given' });
    const [killed] = await answers(['-'], asPrinted((await podsOf('liveness-then-killed'))[0]));
    expect(killed).toMatchObject({ cause: null, ending: 'unknown', verdict: 'undetermined' });
  });

  it('takes a list of pods, and what docker inspect prints', async () => {
    const items = (await podsOf('two-containers-one-oom')).map((pod) => ({ kind: 'Pod', ...pod }));
    expect(await answers(['-'], JSON.stringify({ kind: 'List', items }))).toHaveLength(1);
    const inspected = [137, 143].map((ExitCode) => ({ Name: `/c${ExitCode}`, State: { ExitCode, OOMKilled: false } }));
    const docker = await answers(['-'], JSON.stringify(inspected));
    expect(docker.map((a) => [a.container, a.ending])).toEqual([
      ['c137', 'signalled'],
      ['c143', 'signalled'],
    ]);
  });

  it('takes secrets out of what Docker says', async () => {
    const State = { ExitCode: 127, Error: 'exec: "run --url postgres://shop:hunter2hunter2@db/shop": not found' };
    const { out } = await lastword(['explain', '-', '-o', 'json'], JSON.stringify([{ Name: '/web', State }]));
    expect(out).toContain('never-started');
    expect(out).not.toContain('hunter2');
  });

  it.each([
    ['hello', /^Standard input cannot be read: it is not JSON/],
    ['', /^Standard input cannot be read: it is empty/],
    ['[]', /^Standard input is an empty list; give it what "kubectl get pod NAME -o json"/],
    ['{"kind":"Deployment"}', /^Standard input is a Deployment; give it/],
    ['[1]', /^Standard input is something else; give it/],
  ])('refuses %j in one sentence', async (stdin, sentence) => {
    const ran = await lastword(['explain', '-'], stdin);
    expect(ran).toEqual({ status: 2, out: '', err: expect.stringMatching(sentence) });
    expect(ran.err.trim().split('\n')).toHaveLength(1);
  });
});

describe('explain, given files that it cannot use', () => {
  it.each([
    ['not JSON', '{', /^The snapshot .* cannot be read: it is not JSON\./],
    [
      'no snapshot',
      '{"kind":"Pod"}',
      /is not a snapshot of a cluster: it has no "resources"\. Make one with: lastword snapshot/,
    ],
    ['without a time', '{"resources":{}}', /does not say when it was made/],
    [
      'without lists',
      '{"now":"2026-11-22T19:00:00Z","resources":{"/api/v1/nodes":{"items":[]}}}',
      /cannot be served|Name the namespace/,
    ],
  ])('says what is wrong with a snapshot that is %s', async (_what, content, sentence) => {
    const ran = await lastword(['explain', '--snapshot', write('cluster.json', content), 'pod/x']);
    expect(ran).toEqual({ status: 2, out: '', err: expect.stringMatching(sentence) });
    expect(ran.err.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['not there', null, /cannot be read: there is no such file\.$/],
    ['not JSON', 'x', /cannot be read: the body is not JSON/],
    ['of no known sender', '{"status":"firing"}', /is neither an Alertmanager webhook .* nor a Kubernetes Event/],
    ['a group of none', '{"alerts":[]}', /holds no alert\.$/],
    [
      'an Event that is no stop',
      JSON.stringify({ metadata: { name: 'a' }, reason: 'Pulled', involvedObject: { kind: 'Pod' } }),
      /reason Pulled tells of no stop/,
    ],
  ])('says what is wrong with a webhook that is %s', async (_what, content, sentence) => {
    const hook = content === null ? join(folder, 'nope') : write('alert.json', content);
    const ran = await lastword(['explain', '--snapshot', join(corpus, 'oom-killed/cluster.json'), '--webhook', hook]);
    expect(ran).toMatchObject({ status: 2, out: '' });
    expect(ran.err.trim()).toMatch(sentence);
  });
});

describe('explain --config', () => {
  const rules = [
    'clusters: [{ name: prod }]',
    'rules:',
    '  - { name: theirs, matchers: namespace="other", action: suppress }',
  ];
  const quiet = '  - { name: rollouts, matchers: cause="rollout", action: digest }';

  it('decides by the rules of that file, and says which were asked in what order', async () => {
    const file = write('rules.yaml', [...rules, quiet].join('\n'));
    const ran = await lastword(['explain', ...(await offline('rollout-image')), '--config', file]);
    expect(ran).toMatchObject({ status: 0, err: '' });
    expect(ran.out).toContain(`
Decision
  goes to the digest by rule rollouts: it matches cause="rollout"
`);
    expect(ran.out).toContain(`
Rules, in the order they were asked
  – theirs: it does not match namespace="other"
  ✓ rollouts: it matches cause="rollout"
`);
  });

  it('judges by what the file calls expected', async () => {
    const file = write('rules.yaml', 'clusters: [{ name: prod }]\ncauses: { rollout: investigate }');
    const [answer] = await answers([...(await offline('rollout-image')), '--config', file]);
    expect(answer).toMatchObject({ cause: 'rollout', verdict: 'investigate', decision: { action: 'notify' } });
  });

  it('reads no lastword.yaml that is not named', async () => {
    write('lastword.yaml', [...rules, quiet].join('\n'));
    const args = ['explain', ...(await offline('rollout-image')), '-o', 'json'];
    const { stdout } = await promisify(execFile)(process.execPath, [bin, ...args], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject([{ decision: { action: 'suppress', rule: 'deployments' } }]);
  });

  it('wants a file that is there and right', async () => {
    const file = write('rules.yaml', 'clusters: [{ name: prod }]\nrulez: []');
    const args = ['explain', ...(await offline('rollout-image')), '--config'];
    expect(await lastword([...args, file])).toEqual({
      status: 2,
      out: '',
      err: `${file}:2:1: rulez: there is no such key. Did you mean rules?\n`,
    });
    expect(await lastword([...args, 'nowhere.yaml'])).toEqual({
      status: 2,
      out: '',
      err: 'The settings file nowhere.yaml cannot be read: there is no such file.\n',
    });
  });
});
