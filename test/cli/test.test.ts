import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moved } from '../../src/cli/test-recording.ts';
import { lastword, type Ran } from '../support/command.ts';

const root = join(import.meta.dirname, '../..');
const corpus = join(root, 'test/fixtures/corpus');

const rules = `
clusters: [{ name: prod }]
slack:
  channel: C0123456789
  routes: [{ matchers: namespace="payments", channel: C0PAYMENTS1 }]
never: [{ name: ooms, matchers: ending="oom-killed" }]
rules:
  - { name: night, matchers: namespace="batch", action: suppress, active_time_intervals: [nights] }
  - { name: flaky, matchers: workload="Deployment/importer", threshold: { restarts: 3, within: 10m }, channel: C0DATATEAM1 }
  - { name: team, matchers: team="blue", action: route, channel: C0TEAMBLUE1 }
time_intervals:
  - name: nights
    time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }], location: Europe/Berlin }]
annotations: { suppress: all, channels: [C0ASKEDFOR1] }
causes: { preemption: expected }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastword-test-'));
  write('lastword.yaml', rules);
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A file of one case a line, each with a name of its own. */
const cases = (...lines: string[]): string =>
  ['rules: lastword.yaml', 'tests:', ...lines.map((line, at) => `- { name: case ${at}, ${line} }`)].join('\n');
const ran = (...lines: string[]): Promise<Ran> => lastword(['test', write('cases.yaml', cases(...lines))]);

const noon = 'at: 2026-11-23T12:00:00+01:00';
const web = 'namespace: shop, workload: Deployment/web';
const good = `labels: { ${web}, cause: rollout, ending: stopped-in-time }`;
const crash = `labels: { ${web}, cause: app-exit, ending: exited, exit_code: 1 }`;
const importer = 'labels: { namespace: shop, workload: Deployment/importer, cause: app-exit, ending: exited }';
const backup = 'labels: { namespace: batch, workload: CronJob/backup, cause: job-finished, ending: stopped-in-time }';

/** What a case comes out as, by a case that expects something else. */
async function got(line: string): Promise<{ action: string; rule: string; channel: string | null }> {
  const file = write('cases.yaml', cases(`${line}, expect: { action: notify, rule: nothing }`));
  const { out, err } = await lastword(['test', file, '-o', 'json']);
  expect(err).toBe('');
  const { files } = JSON.parse(out) as { files: { cases: { got: Awaited<ReturnType<typeof got>> }[] }[] };
  const { action, rule, channel } = files[0]?.cases[0]?.got ?? { action: '', rule: '', channel: null };
  return { action, rule, channel };
}

describe('a case by labels is decided as the service decides', () => {
  const told = { action: 'notify', channel: 'C0123456789' };
  it.each([
    ['a good rollout inside its window', `${good}, window: observed`, { action: 'suppress', rule: 'deployments' }],
    ['and in one that was announced', `${good}, window: announced`, { action: 'suppress', rule: 'deployments' }],
    ['and in none', good, { action: 'digest', rule: 'expected' }],
    ['a crash inside the window', `${crash}, window: observed`, { ...told, rule: 'investigate' }],
    [
      'an OOM kill',
      `labels: { ${web}, cause: oom-killed, ending: oom-killed }, window: announced`,
      { ...told, rule: 'ooms' },
    ],
    [
      'an end after the grace',
      `labels: { ${web}, cause: rollout, ending: killed-after-grace }, window: observed`,
      { ...told, rule: 'investigate' },
    ],
    [
      'a verdict that concerns have turned',
      `labels: { ${web}, cause: rollout, verdict: investigate }, window: observed`,
      { ...told, rule: 'investigate' },
    ],
    [
      'what is not known',
      `labels: { ${web}, verdict: undetermined }, window: observed`,
      { ...told, rule: 'undetermined' },
    ],
    [
      'a cause that the file has moved',
      `labels: { ${web}, cause: preemption, ending: stopped-in-time }`,
      { action: 'digest', rule: 'expected' },
    ],
    [
      'a label of the alert',
      `labels: { ${web}, cause: app-exit, team: blue }`,
      { action: 'notify', rule: 'team', channel: 'C0TEAMBLUE1' },
    ],
    [
      'a route',
      'labels: { namespace: payments, cause: app-exit }',
      { action: 'notify', rule: 'investigate', channel: 'C0PAYMENTS1' },
    ],
    ['the first of three restarts', importer, { action: 'digest', rule: 'flaky' }],
    ['the second', `${importer}, restarts_lately: 2`, { action: 'digest', rule: 'flaky' }],
    ['the third', `${importer}, restarts_lately: 3`, { action: 'notify', rule: 'flaky', channel: 'C0DATATEAM1' }],
    [
      'who asks to be told',
      `${good}, window: observed, annotations: { lastword.dev/suppress: none }`,
      { action: 'notify', rule: 'lastword.dev/suppress' },
    ],
    [
      'who asks for silence',
      `${crash}, window: announced, annotations: { lastword.dev/suppress: all }`,
      { action: 'suppress', rule: 'lastword.dev/suppress' },
    ],
    [
      'who asks for a channel',
      `${crash}, annotations: { lastword.dev/channel: C0ASKEDFOR1 }`,
      { action: 'notify', channel: 'C0ASKEDFOR1' },
    ],
    ['who asks for one that is not theirs', `${crash}, annotations: { lastword.dev/channel: C0OTHERS123 }`, told],
  ])('%s', async (_what, line, expected) => {
    expect(await got(`${noon}, ${line}`)).toMatchObject(expected);
  });

  it.each([
    ['2026-11-23T21:59:59+01:00', 'digest', 'expected'],
    ['2026-11-23T22:00:00+01:00', 'suppress', 'night'],
    ['2026-11-23T20:30:00Z', 'digest', 'expected'],
    ['2026-07-23T20:30:00Z', 'suppress', 'night'],
  ])('at %s: %s by %s', async (at, action, rule) => {
    expect(await got(`at: ${at}, ${backup}`)).toMatchObject({ action, rule });
  });

  it('a file that looks for no rollouts sees none', async () => {
    write('lastword.yaml', 'clusters: [{ name: prod }]\nwindows: { observed: false }');
    expect(await got(`${noon}, ${good}, window: observed`)).toEqual({
      action: 'digest',
      rule: 'expected',
      channel: null,
    });
  });
});

describe('a case by a recording', () => {
  const recorded = (name: string, alert: string): string =>
    `snapshot: '${join(corpus, name, 'cluster.json')}', webhook: '${join(corpus, name, alert)}'`;

  it.each([
    ['a rollout', recorded('rollout-image', 'event.json'), { action: 'suppress', rule: 'deployments' }],
    [
      'a bad release',
      `${recorded('rollout-bad-release', 'alert.json')}, window: announced`,
      { action: 'notify', rule: 'investigate' },
    ],
    ['a drain', recorded('node-drain', 'event.json'), { action: 'digest', rule: 'expected' }],
    [
      'a drain, had it been announced',
      `${recorded('node-drain', 'event.json')}, window: announced`,
      { action: 'suppress' },
    ],
    [
      'a rollout at another time',
      `at: 2031-02-03T04:05:06+05:30, ${recorded('rollout-image', 'event.json')}`,
      { action: 'suppress', rule: 'deployments' },
    ],
    [
      'a rollout that asks to be told',
      `${recorded('rollout-image', 'event.json')}, annotations: { lastword.dev/suppress: none }`,
      { action: 'notify' },
    ],
  ])('%s', async (_what, line, expected) => {
    expect(await got(line)).toMatchObject(expected);
  });

  it('is at the time of the rules when it is moved there', async () => {
    write('lastword.yaml', rules.replace('namespace="batch"', 'cause="rollout"'));
    const rollout = recorded('rollout-image', 'event.json');
    expect(await got(`at: 2026-11-23T22:30:00+01:00, ${rollout}`)).toMatchObject({ rule: 'night' });
    expect(await got(`at: 2026-11-23T21:30:00+01:00, ${rollout}`)).toMatchObject({ rule: 'deployments' });
  });

  it('keeps fractions, offsets and what is no time when it is moved', () => {
    const hour = 3_600_000;
    const before = [
      '2026-11-22T23:30:00.123456Z x',
      '2026-11-22T23:30:00+01:00',
      '0001-01-01T00:00:00Z',
      'v2026-11-22',
    ];
    const after = ['2026-11-23T00:30:00.123456Z x', '2026-11-23T00:30:00+01:00', '0001-01-01T00:00:00Z', 'v2026-11-22'];
    expect(moved(before, hour)).toEqual(after);
  });
});

describe('what comes out differently', () => {
  it('is told with what was expected, why it is not so, and which rules were asked', async () => {
    const { status, out, err } = await ran(
      `${noon}, ${crash}, expect: { action: notify }`,
      `${noon}, ${backup}, expect: { action: suppress, rule: night }`,
      `${noon}, ${importer}, restarts_lately: 3, expect: { action: notify, channel: C0123456789 }`,
    );
    const file = join(folder, 'cases.yaml');
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toBe(`✗ case 1  ${file}:4
    action   expected suppress, got digest
    rule     expected night, got expected
    why      by rule expected: expected (job-finished), outside of any deployment window
    rules, in the order they were asked
      – ooms: it does not match ending="oom-killed"
      – night: 2026-11-23T11:00:00Z is outside of nights
      – flaky: it does not match workload="Deployment/importer"
      – team: it does not match team="blue"
      – deployments: no deployment of it was under way
      ✓ expected: expected (job-finished), outside of any deployment window
✗ case 2  ${file}:5
    channel  expected C0123456789, got C0DATATEAM1
    why      by rule flaky: 3 restarts within 10 minutes
    rules, in the order they were asked
      – ooms: it does not match ending="oom-killed"
      – night: it does not match namespace="batch"
      ✓ flaky: 3 restarts within 10 minutes
3 cases, 2 failed
`);
  });

  it('is JSON for tools', async () => {
    const file = write(
      'cases.yaml',
      cases(`${noon}, ${crash}, expect: { action: digest }`, `${noon}, ${crash}, expect: { action: notify }`),
    );
    const { status, out } = await lastword(['test', '-o', 'json', file]);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      files: [
        {
          file,
          error: null,
          cases: [
            {
              name: 'case 0',
              line: 3,
              ok: false,
              expected: { action: 'digest' },
              got: { action: 'notify', rule: 'investigate' },
            },
            { name: 'case 1', line: 4, ok: true },
          ],
        },
      ],
      cases: 2,
      failed: 1,
    });
  });

  it('nothing, and the status is 0', async () => {
    expect(await ran(`${noon}, ${crash}, expect: { action: notify }`)).toEqual({
      status: 0,
      out: '1 case, 0 failed\n',
      err: '',
    });
  });
});

describe('a wrong file', () => {
  it.each([
    [
      'a key that was nearly right',
      `${noon}, ${good}, windw: observed, expect: { action: notify }`,
      ': tests[0].windw: there is no such key. Did you mean window?',
    ],
    [
      'an action that was nearly right',
      `${noon}, ${good}, expect: { action: digst }`,
      ': tests[0].expect.action: must be suppress, digest or notify. Did you mean digest?',
    ],
    ['nothing expected', `${noon}, ${good}`, ': tests[0].expect: is missing'],
    [
      'an unknown cause',
      `${noon}, labels: { cause: rollot }, expect: { action: notify }`,
      ': tests[0].labels.cause: there is no such cause. Did you mean "rollout"?',
    ],
    [
      'an unknown ending',
      `${noon}, labels: { cause: rollout, ending: oom }, expect: { action: notify }`,
      'tests[0].labels.ending: there is no such ending',
    ],
    [
      'a workload without its kind',
      `${noon}, labels: { cause: rollout, workload: web }, expect: { action: notify }`,
      'Write it as "Deployment/web".',
    ],
    [
      'neither cause nor verdict',
      `${noon}, labels: { namespace: a }, expect: { action: notify }`,
      ': tests[0].labels: must have a verdict or a cause: that is what decisions rest on',
    ],
    [
      'a stop that cannot be',
      `${noon}, labels: { cause: app-exit, verdict: expected }, expect: { action: notify }`,
      ': tests[0].labels.verdict: cannot be expected with the cause app-exit. Leave verdict out',
    ],
    ['no time', `${good}, expect: { action: notify }`, ': tests[0]: at is missing: when is it?'],
    [
      'a time without its offset',
      `at: 2026-11-23T12:00:00, ${good}, expect: { action: notify }`,
      ': tests[0].at: must be a time with its offset, like 2026-11-23T14:00:00+01:00',
    ],
    [
      'a rollout of nobody',
      `${noon}, labels: { cause: rollout }, window: observed, expect: { action: notify }`,
      ': tests[0].window: observed wants the labels namespace and workload: whose rollout is it?',
    ],
    [
      'labels and a recording',
      `${noon}, ${good}, snapshot: a, expect: { action: notify }`,
      ': tests[0].snapshot: stands in place of labels: leave out one',
    ],
    [
      'a recording without its alert',
      'snapshot: a, expect: { action: notify }',
      ': tests[0]: webhook is missing: which alert is it about?',
    ],
    [
      'a window that a recording has by itself',
      'snapshot: a, webhook: b, window: none, expect: { action: notify }',
      ': tests[0].window: a recording shows its own rollouts: only announced can be added',
    ],
    [
      'neither labels nor a recording',
      `${noon}, expect: { action: notify }`,
      ': tests[0]: needs labels, or a snapshot and a webhook',
    ],
  ])('has status 2: %s', async (_what, line, said) => {
    const { status, out, err } = await ran(line);
    expect({ status, out }).toEqual({ status: 2, out: '0 cases, 0 failed, 1 file could not be tested\n' });
    expect(err).toContain(`${join(folder, 'cases.yaml')}:3:`);
    expect(err).toContain(said);
  });

  it.each([
    ['nothing in it', '', /cases\.yaml is empty: it must name the rules/],
    ['no case', 'rules: lastword.yaml\ntests: []', /cases\.yaml:2:8: tests: must have one case at least/],
    [
      'rules that are not there',
      cases(`${noon}, ${good}, expect: { action: notify }`).replace('lastword', 'nowhere'),
      /^The settings file .*nowhere\.yaml cannot be read: there is no such file\.$/m,
    ],
    [
      'a recording that is not there',
      cases('snapshot: a.json, webhook: b.json, expect: { action: notify }'),
      /^The snapshot .*a\.json cannot be read: there is no such file\.$/m,
    ],
  ])('has status 2: %s', async (_what, text, said) => {
    const { status, err } = await lastword(['test', write('cases.yaml', text)]);
    expect(status).toBe(2);
    expect(err).toMatch(said);
  });

  it('has status 2 for wrong rules, told by their own line', async () => {
    const settings = write('lastword.yaml', 'clusters: [{ name: a }]\nrulez: []');
    const { status, err } = await ran(`${noon}, ${good}, expect: { action: notify }`);
    expect({ status, err }).toEqual({
      status: 2,
      err: `${settings}:2:1: rulez: there is no such key. Did you mean rules?\n`,
    });
  });

  it('keeps no other from being tested', async () => {
    const right = write('right.yaml', cases(`${noon}, ${crash}, expect: { action: digest }`));
    const wrong = write('wrong.yaml', 'tests: 5');
    const { status, out, err } = await lastword(['test', wrong, right]);
    expect(status).toBe(2);
    expect(err).toContain('wrong.yaml:1:1: rules: is missing');
    expect(out).toMatch(/^✗ case 0 [^]*\n1 case, 1 failed, 1 file could not be tested\n$/);
  });

  it('and none at all is asked for', async () => {
    expect((await lastword(['test'])).err).toMatch(/^Name the files with the cases/);
  });
});

it('the example in infra/ holds for the lastword.yaml beside it', async () => {
  const { status, out } = await lastword(['test', join(root, 'infra/kubernetes/lastword-test.yaml')]);
  expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/^\d+ cases, 0 failed\n$/) });
});
