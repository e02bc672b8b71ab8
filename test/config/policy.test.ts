import { describe, expect, it } from 'vitest';
import { parseSettings, policyOf } from '../../src/config/config.ts';
import { concerns } from '../../src/diagnose/concerns/index.ts';

const policy = (...lines: string[]) => policyOf(parseSettings(['clusters: [{ name: a }]', ...lines].join('\n')));
const minutes = 60_000;

describe('the policy of a file', () => {
  it('that says nothing hides what a deployment was meant to do, and digests the rest of what is expected', () => {
    expect(policy()).toEqual({
      never: [],
      rules: [],
      windows: {
        settleMs: 5 * minutes,
        observed: true,
        longestMs: 120 * minutes,
        hide: 'expected',
        announced: { ttlMs: 30 * minutes, longestMs: 240 * minutes },
        rules: [],
      },
      digestEveryMs: 60 * minutes,
      routes: [],
      wishes: { channels: [], suppress: 'expected', settleMs: 5 * minutes },
      verdicts: { grave: new Set(concerns.flatMap(({ id, grave }) => (grave ? [id] : []))), causes: new Map() },
    });
  });

  it('has its rules in order, with matchers read and what was left out filled in', () => {
    const { rules } = policy(
      'rules:',
      `- { name: plain, action: suppress, matchers: ['namespace="shop",pod!=""', 'node=~"a.*"'], window: inside }`,
      '- { name: counted, threshold: { restarts: 3, within: 10m }, channel: C0123456 }',
      '- { name: wide, action: route, channel: C0123457, only: all, matchers: cause=oom-killed }',
    );
    const none = { matchers: [], window: null, active: null, threshold: null, channel: null };
    expect(rules).toEqual([
      {
        ...none,
        name: 'plain',
        action: 'suppress',
        only: 'expected',
        window: 'inside',
        matchers: [
          { name: 'namespace', op: '=', value: 'shop' },
          { name: 'pod', op: '!=', value: '' },
          { name: 'node', op: '=~', value: 'a.*' },
        ],
      },
      {
        ...none,
        name: 'counted',
        action: 'digest',
        only: 'all',
        threshold: { restarts: 3, withinMs: 10 * minutes },
        channel: 'C0123456',
      },
      {
        ...none,
        name: 'wide',
        action: 'route',
        only: 'all',
        channel: 'C0123457',
        matchers: [{ name: 'cause', op: '=', value: 'oom-killed' }],
      },
    ]);
  });

  it('names its time intervals, and holds what they say', () => {
    const { rules } = policy(
      'rules: [{ name: r, action: digest, active_time_intervals: [nights, weekends] }]',
      'time_intervals:',
      "- { name: nights, time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }] }, { months: ['1:3'] }] }",
      '- { name: weekends, time_intervals: [{ weekdays: [saturday], location: Europe/Berlin }] }',
      '- { name: others, time_intervals: [{ years: [2026] }] }',
    );
    expect(rules[0]?.active?.names).toEqual(['nights', 'weekends']);
    expect(rules[0]?.active?.intervals).toHaveLength(3);
  });

  it('lets a workload ask for any channel that the file names, and for no longer to settle than it says', () => {
    const { wishes } = policy(
      "slack: { channel: C0000001, routes: [{ matchers: 'a=b', channel: C0000002 }] }",
      'rules: [{ name: r, action: route, channel: C0000003 }]',
      'windows: { settle: 7m, rules: [{ name: w, message: true, channel: C0000004, settle: 1m }] }',
      'annotations: { channels: [C0000005, C0000001], suppress: all }',
    );
    expect(wishes.channels.toSorted()).toEqual([1, 2, 3, 4, 5].map((n) => `C000000${n}`));
    expect([wishes.suppress, wishes.settleMs]).toEqual(['all', 7 * minutes]);
    expect(policy('annotations: { settle: 20m }').wishes.settleMs).toBe(20 * minutes);
  });

  it('moves causes to the other side, and replaces the grave concerns', () => {
    const { verdicts } = policy('causes: { preemption: expected, node-drain: investigate }', 'grave: [slow-to-ready]');
    expect(verdicts.grave).toEqual(new Set(['slow-to-ready']));
    expect(verdicts.causes).toEqual(
      new Map([
        ['preemption', 'expected'],
        ['node-drain', 'investigate'],
      ]),
    );
  });

  it('knows how windows of some workloads behave', () => {
    const { windows } = policy(
      'windows:',
      '  { observed: false, hide: none, longest: 1h, rules: [{ name: w, matchers: namespace=shop, settle: 1m }, { name: v, message: true }] }',
    );
    expect([windows.observed, windows.hide, windows.longestMs]).toEqual([false, 'none', 60 * minutes]);
    expect(windows.rules).toEqual([
      {
        name: 'w',
        matchers: [{ name: 'namespace', op: '=', value: 'shop' }],
        settleMs: minutes,
        message: false,
        channel: null,
      },
      { name: 'v', matchers: [], settleMs: null, message: true, channel: null },
    ]);
  });
});
