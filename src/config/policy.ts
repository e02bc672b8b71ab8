/** From the texts of lastword.yaml to what decides: matchers and intervals compiled, durations in milliseconds, defaults filled in. */
import type { Policy, Rule, WindowRule } from '../decisions.ts';
import { type Matcher, parseMatchers } from '../facts/matchers.ts';
import { parseTimeInterval, type TimeInterval } from '../facts/time-intervals.ts';
import { milliseconds } from './fields.ts';
import type { Settings } from './schema.ts';

/** What parseSettings let through can be read. */
const compiled = (texts: string[]): Matcher[] =>
  texts.flatMap((text) => {
    const parsed = parseMatchers(text);
    return parsed.ok ? parsed.matchers : [];
  });

function activeIn(names: string[], { time_intervals }: Settings): { names: string[]; intervals: TimeInterval[] } {
  const specs = time_intervals.filter(({ name }) => names.includes(name)).flatMap((named) => named.time_intervals);
  const intervals = specs.flatMap((spec) => {
    const parsed = parseTimeInterval(spec);
    return parsed.ok ? [parsed.interval] : [];
  });
  return { names, intervals };
}

function ruleOf(rule: Settings['rules'][number], settings: Settings): Rule {
  const { name, matchers, action = 'digest', threshold, window = null, channel = null } = rule;
  const { only = threshold ? 'all' : 'expected', active_time_intervals: names } = rule;
  return {
    name,
    matchers: compiled(matchers),
    action,
    only,
    window,
    active: names ? activeIn(names, settings) : null,
    threshold: threshold ? { restarts: threshold.restarts, withinMs: milliseconds(threshold.within) } : null,
    channel,
  };
}

function windowRuleOf(rule: Settings['windows']['rules'][number]): WindowRule {
  const { name, matchers, settle, message, channel = null } = rule;
  return {
    name,
    matchers: compiled(matchers),
    settleMs: settle === undefined ? null : milliseconds(settle),
    message,
    channel,
  };
}

function windowsOf({ settle, observed, longest, hide, announced, rules }: Settings['windows']): Policy['windows'] {
  return {
    settleMs: milliseconds(settle),
    observed,
    longestMs: milliseconds(longest),
    hide,
    announced: { ttlMs: milliseconds(announced.ttl), longestMs: milliseconds(announced.longest) },
    rules: rules.map(windowRuleOf),
  };
}

/** A channel that the file names anywhere is known to the team: a workload may ask for it. */
function wishesOf({ annotations, slack, rules, windows }: Settings): Policy['wishes'] {
  const named = [slack?.channel, ...[...(slack?.routes ?? []), ...rules, ...windows.rules].map((one) => one.channel)];
  const channels = new Set([...annotations.channels, ...named.filter((channel) => channel !== undefined)]);
  return {
    channels: [...channels],
    suppress: annotations.suppress,
    settleMs: milliseconds(annotations.settle ?? windows.settle),
  };
}

type Side = 'expected' | 'investigate';

/** @param settings as parseSettings gives them */
export function policyOf(settings: Settings): Policy {
  const moved = Object.entries(settings.causes).filter((cause): cause is [string, Side] => cause[1] !== undefined);
  return {
    never: settings.never.map(({ name, matchers }) => ({ name, matchers: compiled(matchers) })),
    rules: settings.rules.map((rule) => ruleOf(rule, settings)),
    windows: windowsOf(settings.windows),
    digestEveryMs: milliseconds(settings.digests.every),
    routes: (settings.slack?.routes ?? []).map(({ matchers, channel }) => ({ matchers: compiled(matchers), channel })),
    wishes: wishesOf(settings),
    verdicts: { grave: new Set(settings.grave), causes: new Map(moved) },
  };
}
