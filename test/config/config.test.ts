import { describe, expect, it } from 'vitest';
import { ConfigError, parseSettings } from '../../src/config/config.ts';

/** What is said of a text; empty when it is taken. */
function said(text: string): string[] {
  try {
    parseSettings(text);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}

const cluster = 'clusters: [{ name: a }]';
/** Lines of a file that begins with its cluster. */
const file = (...lines: string[]): string => [cluster, ...lines].join('\n');

describe('three lines are enough', () => {
  it.each([
    ['one cluster', cluster],
    ['JSON', '{\n\t"clusters": [\n\t\t{ "name": "a" }\n\t]\n}'],
    ['what aliases and merges repeat', 'clusters: [&a { name: a, api: "https://a" }, { <<: *a, name: b }]'],
    ['one matcher as a text', file('rules: [{ name: r, action: digest, matchers: namespace="shop" }]')],
    ['numbers in time intervals', file('time_intervals: [{ name: t, time_intervals: [{ days_of_month: [1, -1] }] }]')],
  ])('%s', (_what, text) => {
    expect(said(text)).toEqual([]);
  });

  it('what was read and filled in can be read again', () => {
    const settings = parseSettings(file('rules: [{ name: r, action: digest, matchers: a="b" }]', 'grave: []'));
    expect(parseSettings(JSON.stringify(settings))).toEqual(settings);
  });
});

describe('a wrong file is told with line and column', () => {
  it.each([
    [
      'a key that was nearly right',
      ['rules:', '  - name: x', '    acton: digest'],
      ['4:5: rules[0].acton: there is no such key. Did you mean action?'],
    ],
    ['a section that was nearly right', ['wndows: {}'], ['2:1: wndows: there is no such key. Did you mean windows?']],
    [
      'a word that was nearly right',
      ['rules: [{ name: x, action: supress }]'],
      ['2:28: rules[0].action: must be suppress, digest or route. Did you mean suppress?'],
    ],
    ['text for a list', ['webhooks:', '  tokens: A_TOKEN'], ['3:11: webhooks.tokens: must be a list, not text']],
    ['a list for a mapping', ['digests: [1h]'], ['2:10: digests: must be a mapping (key: value), not a list']],
    ['nothing for a mapping', ['digests:'], ['2:9: digests: is empty: say something there, or leave the key out']],
    [
      'a number for a duration',
      ['digests: { every: 60 }'],
      ['2:19: digests.every: is no duration: write it as Alertmanager does, like 90s, 5m or 1h30m'],
    ],
    ['a duration that is too short', ['digests: { every: 5s }'], ['2:19: digests.every: must be 1m or longer']],
    [
      'a sender that could never be heard of in time',
      ['incidents: { silent_after: 5m, join_within: 31d }'],
      ['2:28: incidents.silent_after: must be 10m or longer', '2:45: incidents.join_within: must be 30d or shorter'],
    ],
    ['half a number', ['storms: { threshold: 2.5 }'], ['2:22: storms.threshold: must be a whole number']],
    ['a number that is too small', ['storms: { threshold: 1 }'], ['2:22: storms.threshold: must be at least 2']],
    [
      'a key that is needed and misspelt, once',
      ['slack: { chanel: C0123456 }', 'never: [{ name: x }]'],
      ['2:10: slack.chanel: there is no such key. Did you mean channel?', '3:9: never[0].matchers: is missing'],
    ],
    [
      'the only key that there is',
      ['digests: { after: 5m }'],
      ['2:12: digests.after: there is no such key; there is only every'],
    ],
    [
      'a concern that does not exist',
      ['grave: [restart-lop]'],
      ['2:9: grave[0]: is not a known one. Did you mean restart-loop?'],
    ],
    [
      'a cause that does not exist',
      ['causes: { preemtion: expected }'],
      ['2:11: causes.preemtion: there is no such key. Did you mean preemption?'],
    ],
    [
      'a list in which one entry is no text',
      ["never: [{ name: x, matchers: ['a=b', 5] }]"],
      ['2:38: never[0].matchers[1]: must be text, not a number: put it in quotes'],
    ],
    [
      'several things, in the order of the file',
      ['storms: { threshold: 1, windw: 1m }', 'grave: [x]'],
      [
        '2:22: storms.threshold: must be at least 2',
        '2:25: storms.windw: there is no such key. Did you mean window?',
        '3:9: grave[0]: is not a known one',
      ],
    ],
  ])('%s', (_what, lines, expected) => {
    expect(said(file(...lines))).toEqual(expected.map((line) => `lastword.yaml:${line}`));
  });

  it.each([
    ['nothing', '', 'lastword.yaml is empty: it must name one cluster at least, like clusters: [{ name: prod }]'],
    ['no cluster', 'clusters: []', 'lastword.yaml:1:11: clusters: must name at least one cluster'],
    ['clusters left out', 'grave: []', 'lastword.yaml:1:1: clusters: is missing'],
    ['a cluster without a name', 'clusters:\n  - api: https://a', 'lastword.yaml:2:5: clusters[0].name: is missing'],
    ['a list', '- a', 'lastword.yaml:1:1: must be a mapping (key: value), not a list'],
  ])('%s', (_what, text, expected) => {
    expect(said(text)).toEqual([expected]);
  });

  it('by the name that the file has', () => {
    expect(() => parseSettings('[', 'prod.yaml')).toThrow(/^prod\.yaml:1:2: this is not YAML: /);
  });
});

describe('what must agree in a file', () => {
  it.each([
    [
      'the names of rules',
      ['rules: [{ name: x, action: digest }]', 'never: [{ name: x, matchers: a=b }]'],
      ['2:17: rules[0].name: another one above has this name'],
    ],
    [
      'no rule is called what lastword calls its own decisions',
      ['rules: [{ name: repeat, action: digest }]', 'never: [{ name: raised, matchers: a=b }]'],
      [
        '2:17: rules[0].name: lastword itself uses the name repeat: take another',
        '3:17: never[0].name: lastword itself uses the name raised: take another',
      ],
    ],
    [
      'the names of time intervals',
      [
        'rules:',
        '- { name: x, action: digest, active_time_intervals: [nihgts] }',
        'time_intervals: [{ name: nights, time_intervals: [{ weekdays: [saturday] }] }]',
      ],
      ['3:54: rules[0].active_time_intervals[0]: time_intervals has none of this name. Did you mean nights?'],
    ],
    [
      'a rule says what it does',
      ['rules: [{ name: x }]'],
      ['2:9: rules[0].action: is missing: suppress, digest or route'],
    ],
    [
      'a route says where',
      ['rules: [{ name: x, action: route }]'],
      ['2:9: rules[0].channel: is missing: a rule with action route says which channel it speaks in'],
    ],
    [
      'what hides has no channel',
      ['rules: [{ name: x, action: digest, channel: C0123456 }]'],
      ['2:45: rules[0].channel: says nothing in a rule that hides; it goes with action: route, or with a threshold'],
    ],
    [
      'a threshold hides first',
      ['rules:', '- { name: x, action: route, channel: C0123456, threshold: { restarts: 3, within: 1m } }'],
      [
        '3:22: rules[0].action: cannot be route with a threshold: that hides at first, and speaks in channel once it is reached',
      ],
    ],
    [
      'a lease and its longest',
      ['windows: { announced: { ttl: 5h } }'],
      ['2:30: windows.announced.ttl: must not be longer than windows.announced.longest (4h)'],
    ],
  ])('%s', (_what, lines, expected) => {
    expect(said(file(...lines))).toEqual(expected.map((line) => `lastword.yaml:${line}`));
  });
});

describe('a secret in the wrong place is not repeated', () => {
  const token = 'xoxb-1234567890-abcDEF';
  it.each([
    `slack: { channel: C0123456, token: ${token} }`,
    `slack: { channel: ${token} }`,
    `slack: { ${token}: 5 }`,
    `slack: ${token}`,
    `${token}: 1`,
    token,
    `rules: [{ name: x, action: ${token} }]`,
    `rules: [{ name: x, action: digest, matchers: ${token} }]`,
    `rules: [{ name: x, action: digest, active_time_intervals: ['${token}'] }]`,
    `webhooks: { tokens: ['${token}'] }`,
    `causes: { ${token}: expected }`,
    `grave: ['${token}']`,
    `digests: { every: ${token} }`,
    `slack: { channel: C0123456, api: '${token}' }`,
    `slack: { token: *${token} }`,
    `slack: { token: !${token} x, channel: |${token} }`,
    `slack: ${token}: x`,
  ])('%s', (line) => {
    const problems = said(file(line));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).not.toMatch(/xoxb|1234567890|abcDEF/);
  });
});
