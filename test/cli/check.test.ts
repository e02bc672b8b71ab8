import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allYaml, keysOf } from '../support/examples.ts';
import { lastword } from '../support/command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastword-check-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Problem = { line: number; column: number; path: string; level: string; text: string; todo: string | null };

/** What is found in a file that begins with its cluster and its channel. */
async function found(...lines: string[]): Promise<Problem[]> {
  const text = ['clusters: [{ name: prod, aliases: [p1] }]', 'slack: { channel: C0123456789 }', ...lines].join('\n');
  const { out } = await lastword(['check', '-', '-o', 'json'], text);
  return (JSON.parse(out) as { problems: Problem[] }).problems;
}

const inLine = ({ line, column, path, text, todo }: Problem): string => `${line}:${column} ${path}: ${text} – ${todo}`;
const warnings = async (...lines: string[]): Promise<string[]> => (await found(...lines)).map(inLine);

const hide = (name: string, matchers: string, rest = ''): string =>
  `- { name: ${name}, matchers: '${matchers}', action: suppress${rest} }`;
const all = ', only: all';
const mustBeSeen =
  'Add a never rule, such as { name: must-be-seen, matchers: ending=~"oom-killed|killed-after-grace" }';

describe('matchers that do not do what they say', () => {
  it.each([
    ['verdict="expcted"', 'verdict="expcted" never matches: there is no such verdict', 'Did you mean "expected"?'],
    ['cause="oom_killed"', 'cause="oom_killed" never matches: there is no such cause', 'Did you mean "oom-killed"?'],
    ['cause=~"rollot|scale-down"', 'has a value that never matches: there is no such cause', 'Did you mean "rollout"?'],
    ['ending!="oom-kiled"', 'excludes what never is: there is no such ending', 'Did you mean "oom-killed"?'],
    ['ending=~"oom"', 'never matches: there is no such ending', 'Take one of these.'],
    ['exit_code=~"3.."', 'never matches: no exit_code is like that', 'Regular expressions match the whole value.'],
    ['exit_code="SIGKILL"', 'an exit code is a number from 0 to 255', 'Write it in digits, such as "137".'],
    ['restarts=">3"', 'never matches: it is a number', 'To count restarts within a time, give the rule a threshold.'],
    ['workload="web"', 'a workload is written as its kind and name', 'Write it as "Deployment/web".'],
    ['workload="deploy/web"', 'a workload is written as its kind and name', 'Did you mean "Deployment/web"?'],
    ['workload=~"pay.*"', 'a workload begins with its kind', 'Write "[^/]+/pay.*" for any kind.'],
    ['namespace="Shop"', 'Kubernetes allows no such name of a namespace', 'Did you mean "shop"?'],
    ['cluster="prd"', 'no cluster of this file has that name', 'Did you mean "prod"?'],
    ['exitCode="1"', 'is about a label of the alert, not about exit_code', 'Did you mean exit_code?'],
    ['namespaces="x"', 'is about a label of the alert, not about namespace', 'Did you mean namespace?'],
    ['team="a",team="b"', 'nothing ever matches: team="a" and team="b" exclude each other', 'Take one of them out.'],
  ])('%s', async (matchers, text, todo) => {
    const one = await found('rules:', hide('r', matchers, all));
    expect(one).toMatchObject([{ line: 4, level: 'warning', text: expect.stringContaining(text), todo }]);
    expect(one[0]?.path).toMatch(/^rules\[0\]\.matchers/);
  });

  it.each([
    'cause=""',
    'cause=~"oom.*"',
    'verdict!="investigate"',
    'exit_code=~"13[79]"',
    'restarts="3"',
    'workload="Deployment/web"',
    'workload=~"(Deployment|StatefulSet)/pay.*"',
    'workload=~".*/pay.*"',
    'workload=""',
    'namespace=~"team-.*"',
    'cluster=~"prod|p1"',
    'nodepool="a"',
    'severity="page"',
    'team="a",team!="b"',
  ])('not %s', async (matchers) => {
    expect(await warnings('rules:', hide('r', matchers, all))).toEqual([]);
  });

  it('wherever they stand', async () => {
    const wrong = 'matchers: [\'namespace="a"\', \'cause="x"\']';
    const places = await found(
      `never: [{ name: n, ${wrong} }]`,
      `windows: { rules: [{ name: w, matchers: ['namespace="a"', 'workload="x"'] }] }`,
      `rules: [{ name: r, ${wrong}, action: digest }]`,
    );
    expect(places.map(({ path }) => path)).toEqual([
      'never[0].matchers[1]',
      'windows.rules[0].matchers[1]',
      'rules[0].matchers[1]',
    ]);
  });
});

describe('what never decides', () => {
  it.each([
    [
      'a rule below a wider one',
      ['rules:', hide('all', 'namespace="a"'), hide('one', 'namespace="a",workload="Job/b"', ', window: inside')],
      [
        '5:11 rules[1].name: "one" is never reached: "all" above takes all that it is for – Move it above "all", or take it out.',
      ],
    ],
    [
      'a rule below one that counts',
      [
        'rules:',
        '- { name: counts, threshold: { restarts: 3, within: 1m }, matchers: namespace="a" }',
        hide('one', 'namespace="a"'),
      ],
      [
        '5:11 rules[1].name: "one" is never reached: "counts" above takes all that it is for – Move it above "counts", or take it out.',
      ],
    ],
    [
      'a rule that hides what is expected, for what never is',
      ['rules:', hide('ooms', 'ending="oom-killed"')],
      [
        '4:11 rules[0].name: "ooms" does nothing: nothing that it matches is ever expected, and it hides what is expected only – Say only: all if it is to hide that, or take it out.',
      ],
    ],
    [
      'a rule for what the file has moved to the other side',
      ['causes: { node-drain: investigate }', 'rules:', hide('drains', 'cause="node-drain"')],
      [
        '5:11 rules[0].name: "drains" does nothing: nothing that it matches is ever expected, and it hides what is expected only – Say only: all if it is to hide that, or take it out.',
      ],
    ],
    [
      'a rule for what is undetermined',
      ['rules:', hide('unknown', 'verdict="undetermined"', all)],
      [
        '4:11 rules[0].name: "unknown" is never asked: what is undetermined is always told, before any rule – Take it out; slack.routes can say where.',
      ],
    ],
    [
      'a rule for what a never rule tells',
      ['never: [{ name: segv, matchers: exit_code="139" }]', 'rules:', hide('quiet', 'exit_code="139"', all)],
      [
        '5:11 rules[0].name: "quiet" does nothing: all that it is for is told by the never rule "segv" – Take it out, or narrow the never rule. A channel for what is told belongs in slack.routes.',
      ],
    ],
    [
      'a never rule below a wider one',
      [
        'never:',
        '- { name: a, matchers: exit_code="139" }',
        '- { name: b, matchers: [exit_code="139", namespace="a"] }',
      ],
      ['5:11 never[1].name: "b" says nothing: "a" above tells all that it is for – Take one of them out.'],
    ],
    [
      'a window rule below a wider one',
      [
        'windows:',
        '  rules:',
        '  - { name: a, matchers: namespace="a", settle: 1m }',
        '  - { name: b, matchers: [namespace="a", workload="Job/b"], settle: 2m }',
      ],
      [
        '6:13 windows.rules[1].name: "b" is never asked: "a" above takes all that it is for, so that its settle never counts – Move it above "a", or take it out.',
      ],
    ],
  ])('%s', async (_what, lines, expected) => {
    expect(await warnings(...lines)).toEqual(expected);
  });

  it('a route after one that takes everything', async () => {
    const text = [
      'clusters: [{ name: prod }]',
      'slack:',
      '  channel: C0123456789',
      '  routes:',
      '  - { matchers: namespace=~".*", channel: C0AAAAAAAA }',
      '  - { matchers: namespace="b", channel: C0BBBBBBBB }',
    ].join('\n');
    expect((await lastword(['check', '-'], text)).out)
      .toBe(`standard input:6:5: slack.routes[1]: nothing goes this way: slack.routes[0] above takes everything
    Move it above slack.routes[0], or take it out.
standard input: 1 cluster, 2 routes: 1 warning
`);
  });

  it.each([
    ['a narrower rule above a wider one', hide('one', 'namespace="a",workload="Job/b"'), hide('all', 'namespace="a"')],
    ['one for what is expected above one for all', hide('a', 'namespace="a"'), hide('b', 'namespace="a"', all)],
    [
      'one inside of windows above one for always',
      hide('a', 'namespace="a"', ', window: inside'),
      hide('b', 'namespace="a"'),
    ],
    [
      'one at times above one for always',
      hide('a', 'namespace="a"', ', active_time_intervals: [t]'),
      hide('b', 'namespace="a"'),
    ],
  ])('not %s', async (_what, ...rules) => {
    const times = 'time_intervals: [{ name: t, time_intervals: [{ weekdays: [saturday] }] }]';
    const said = await warnings('rules:', ...rules, ...(rules.join('').includes('[t]') ? [times] : []));
    expect(said).toEqual([]);
  });

  it('one that two rules above take between them is not found out', async () => {
    const rules = [
      hide('in', 'a="b"', ', window: inside'),
      hide('out', 'a="b"', ', window: outside'),
      hide('c', 'a="b"'),
    ];
    expect(await warnings('rules:', ...rules)).toEqual([]);
  });

  it('a rule whose matchers are wrong is told of once', async () => {
    expect(await warnings('rules:', hide('a', 'verdict="expcted"'))).toHaveLength(1);
  });
});

describe('what hides too much', () => {
  const everything = 'hides OOM kills and what had to be killed after its grace, too';
  it.each([
    [
      'everything',
      '- { name: mute, action: suppress, only: all }',
      `4:11 rules[0].name: "mute" is for everything, and ${everything} – ${mustBeSeen}, or leave only: all out.`,
    ],
    [
      'everything, by a pattern',
      hide('mute', 'namespace=~".*"', `${all}, window: inside`),
      `4:11 rules[0].name: "mute" is for everything, and ${everything} – ${mustBeSeen}, or leave only: all out.`,
    ],
    [
      'everything, for a while',
      '- { name: three, threshold: { restarts: 3, within: 5m } }',
      `4:11 rules[0].name: "three" is for everything, and ${everything}, until its threshold is reached – ${mustBeSeen}, or leave only: all out.`,
    ],
    [
      'nothing that crashes, though it counts restarts',
      '- { name: three, threshold: { restarts: 3, within: 5m }, only: expected }',
      '4:64 rules[0].only: "three" counts restarts, and hides what is expected only: what crashes is told at its first restart – Leave only out: a rule with a threshold is for all.',
    ],
  ])('%s', async (_what, rule, expected) => {
    expect(await warnings('rules:', rule)).toEqual([expected]);
  });

  it('annotations that may hide everything', async () => {
    expect(await warnings('annotations: { suppress: all }')).toEqual([
      `3:26 annotations.suppress: a workload may ask to have OOM kills and what had to be killed after its grace hidden while it is deployed – ${mustBeSeen}.`,
    ]);
  });

  it('and less where never rules tell some of it', async () => {
    const mute = ['rules:', '- { name: mute, action: suppress, only: all }'];
    const some = await warnings('never: [{ name: n, matchers: cause="oom-killed" }]', ...mute);
    expect(some).toEqual([expect.stringContaining('hides what had to be killed after its grace, too')]);
    expect(
      await warnings(`never: [{ name: n, matchers: 'ending=~"oom-killed|killed-after-grace"' }]`, ...mute),
    ).toEqual([]);
    const only = await warnings('never: [{ name: n, matchers: [ending="oom-killed", namespace="a"] }]', ...mute);
    expect(only).toEqual([expect.stringContaining(everything)]);
  });
});

describe('times', () => {
  const named = (spec: string): string[] => [
    `time_intervals: [{ name: t, time_intervals: [${spec}] }]`,
    'rules: [{ name: r, action: suppress, active_time_intervals: [t] }]',
  ];
  it.each([
    ['{ days_of_month: [30], months: [february] }', 'never is: no day to come is on such a date'],
    // It loses an hour there, which makes the month a day short for Alertmanager.
    ['{ days_of_month: [31], months: [march], location: Europe/Berlin }', 'never is: no day to come is on such a date'],
    ['{ days_of_month: [29], months: [february], years: [2027] }', 'never is: no day to come is on such a date'],
    ['{ years: ["2020:2025"] }', 'is over: none of its days is to come'],
    ['{ months: [january], years: [2026] }', 'is over: none of its days is to come'],
    ['{ weekdays: [] }', 'never is: a list without entries lets nothing through'],
  ])('%s', async (spec, text) => {
    expect(await found(...named(spec))).toMatchObject([
      { line: 3, column: 46, path: 'time_intervals[0].time_intervals[0]', level: 'warning', text },
    ]);
  });

  it.each([
    '{ days_of_month: [29], months: [february] }',
    '{ days_of_month: [31], months: [march] }',
    '{ days_of_month: [-31] }',
    '{ years: [2026], months: [december] }',
    '{ years: [2040], weekdays: [monday], days_of_month: [1] }',
    '{ times: [{ start_time: "22:00", end_time: "24:00" }], location: Asia/Tokyo }',
  ])('not %s', async (spec) => {
    expect(await warnings(...named(spec))).toEqual([]);
  });

  it('that no rule names', async () => {
    expect(await warnings('time_intervals: [{ name: t, time_intervals: [{ weekdays: [friday] }] }]')).toEqual([
      '3:26 time_intervals[0].name: "t" is used by no rule – Name it in active_time_intervals of a rule, or take it out.',
    ]);
  });
});

describe('windows and channels', () => {
  const daily =
    'a workload that is deployed daily may never leave its window – Settling is what comes after: minutes are usual.';
  it.each([
    [
      'windows: { settle: 3h }',
      `3:20 windows.settle: 3h is longer than a rollout may take (windows.longest, 2h): ${daily}`,
    ],
    [
      'annotations: { settle: 5h }',
      `3:24 annotations.settle: 5h is longer than a rollout may take (windows.longest, 2h): ${daily}`,
    ],
    [
      'windows: { announced: { longest: 2d } }',
      '3:34 windows.announced.longest: a deployment that nobody finishes is a window for 2d – A day at most lets the next one be told apart.',
    ],
    [
      'windows: { rules: [{ name: w, matchers: \'ending="exited"\' }] }',
      '3:41 windows.rules[0].matchers[0]: ending is known of a stop, and a deployment is announced before any – Match cluster, namespace and workload here.',
    ],
    [
      'windows: { rules: [{ name: w, channel: C0123456780 }] }',
      '3:40 windows.rules[0].channel: nothing is sent there: it is for the message that a deployment has of its own – Add message: true, or take it out.',
    ],
    [
      'incidents: { silent_after: 4h }',
      '3:28 incidents.silent_after: an alert that Alertmanager repeats every 4h (its repeat_interval, unless a route has another) is taken for ended after 4h, while it fires – Make it longer than the repeat_interval of the routes that send here; twice as long outlasts one lost repeat.',
    ],
    [
      'annotations: { channels: [C0123456789] }',
      '3:27 annotations.channels[0]: says nothing new: a channel that stands elsewhere in this file may be asked for anyway – Take it out.',
    ],
  ])('%s', async (line, expected) => {
    expect(await warnings(line)).toEqual([expected]);
  });

  it('channels of a file without slack', async () => {
    const text = [
      'clusters: [{ name: prod }]',
      'annotations: { channels: [C0123456780] }',
      'rules: [{ name: r, matchers: a="b", action: route, channel: C0123456789 }]',
    ].join('\n');
    const { out } = await lastword(['check', '-', '-o', 'json'], text);
    expect((JSON.parse(out) as { problems: Problem[] }).problems).toMatchObject([
      { line: 2, path: 'annotations.channels', text: expect.stringContaining('without slack') },
      { line: 3, path: 'rules[0].channel', text: expect.stringContaining('without slack') },
    ]);
  });
});

describe('the command', () => {
  const write = (text: string): string => {
    const file = join(folder, 'prod.yaml');
    writeFileSync(file, text);
    return file;
  };

  it('has status 0 for a good file, and says what is in it', async () => {
    const file = write(
      'clusters: [{ name: a, context: a }, { name: b, context: b }]\nrules: [{ name: r, matchers: namespace="x", action: digest }]',
    );
    const good = { status: 0, out: `${file}: 2 clusters, 1 rule: nothing is wrong\n`, err: '' };
    expect(await lastword(['check', file])).toEqual(good);
    expect(await lastword(['check', '--strict', file])).toEqual(good);
  });

  it('has status 1 for warnings, if it is strict', async () => {
    const file = write('clusters: [{ name: a }]\nannotations: { suppress: all }');
    expect((await lastword(['check', file])).status).toBe(0);
    expect((await lastword(['check', file, '--strict'])).status).toBe(1);
  });

  it.each([
    ['rulez: []', '2:1: rulez: there is no such key. Did you mean rules?'],
    ['a: b: c', '2:4: this is not YAML: a second "key: value" on this line; a text with a colon must be in quotes'],
  ])('has status 2 for %s', async (line, said) => {
    const file = write(`clusters: [{ name: a }]\n${line}`);
    const ran = await lastword(['check', file]);
    expect(ran).toEqual({ status: 2, out: `${file}:${said}\n${file}: 1 error\n`, err: '' });
    const json = await lastword(['check', file, '-o', 'json']);
    expect(json.status).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({ file, problems: [{ line: 2, level: 'error', todo: null }] });
  });

  it('has status 2 for what the service would not start with', async () => {
    const { status, out } = await lastword(['check', '-'], 'clusters: [{ name: a }, { name: b, aliases: [a] }]');
    expect(status).toBe(2);
    expect(out).toMatch(/^standard input:1:11: clusters: Two clusters are called a\./);
  });

  it('says of an empty file, and of one that is not there, that it is', async () => {
    expect(await lastword(['check', '-'])).toMatchObject({
      status: 2,
      out: expect.stringMatching(/^standard input is empty: it must name one cluster/),
    });
    expect(await lastword(['check', 'nowhere.yaml'])).toEqual({
      status: 2,
      out: '',
      err: 'The settings file nowhere.yaml cannot be read: there is no such file.\n',
    });
  });

  it('takes one file', async () => {
    expect((await lastword(['check', 'a', 'b'])).err).toMatch(/^One file at a time: "b" is one too many/);
  });

  const isWhole = (example: { where: string; text: string }): boolean => keysOf(example).includes('clusters');
  it.each(
    allYaml()
      .filter(isWhole)
      .filter(({ where }) => !where.includes('cli')),
  )('finds nothing wrong with the example in $where', async ({ text }) => {
    expect(await lastword(['check', '--strict', '-'], text)).toMatchObject({ status: 0 });
  });

  it('says of the example in its help what the help says', async () => {
    const { out: help } = await lastword(['help', 'check']);
    const [, indented = '', said = ''] = /<<'END'\n([^]*?)^ {2}END\n\n([^]*?)\n\n/m.exec(help) ?? [];
    const text = indented.replaceAll(/^ {2}/gm, '');
    const { out } = await lastword(['check', '-'], text);
    expect(said.replaceAll(/^ {2}/gm, '')).toBe(
      out.split('\n').slice(0, 2).join('\n').replace('standard input', 'lastword.yaml'),
    );
  });
});
