/** What places of lastword.yaml must agree on that are each well-formed by themselves. */
import { milliseconds } from './fields.ts';
import type { Problem } from './problems.ts';
import type { Settings } from './schema.ts';
import { didYouMean } from './words.ts';
import type { Path } from './yaml.ts';

type Named = { name: string; path: Path };
type Rule = Settings['rules'][number];

const named = (list: { name: string }[], ...path: string[]): Named[] =>
  list.map(({ name }, at) => ({ name, path: [...path, at, 'name'] }));

/** Decisions and rules are told apart by name. */
const doubled = (all: Named[]): Problem[] =>
  all
    .filter(({ name }, at) => all.findIndex((other) => other.name === name) < at)
    .map(({ path }) => ({ path, text: 'another one above has this name' }));

/** Decisions of lastword's own that are no rule's: what is told as part of an incident already, and what is told after all. */
const taken = new Set(['repeat', 'raised']);

const reserved = (all: Named[]): Problem[] =>
  all
    .filter(({ name }) => taken.has(name))
    .map(({ path, name }) => ({ path, text: `lastword itself uses the name ${name}: take another` }));

function unknownIntervals(rule: Rule, path: Path, known: string[]): Problem[] {
  return (rule.active_time_intervals ?? []).flatMap((name, at) =>
    known.includes(name)
      ? []
      : [
          {
            path: [...path, 'active_time_intervals', at],
            text: `time_intervals has none of this name${didYouMean(name, known)}`,
          },
        ],
  );
}

/** Why what a rule does makes no sense; null when it does. */
function contradiction({ action, threshold, channel }: Rule): { key: string; text: string } | null {
  if (action === undefined && threshold === undefined)
    return { key: 'action', text: 'is missing: suppress, digest or route' };
  if (action === 'route' && threshold !== undefined)
    return {
      key: 'action',
      text: 'cannot be route with a threshold: that hides at first, and speaks in channel once it is reached',
    };
  if (action === 'route' && channel === undefined)
    return { key: 'channel', text: 'is missing: a rule with action route says which channel it speaks in' };
  if (action !== 'route' && channel !== undefined && threshold === undefined)
    return {
      key: 'channel',
      text: `says nothing in a rule that hides; it goes with action: route, or with a threshold`,
    };
  return null;
}

function ofRule(rule: Rule, path: Path, intervals: string[]): Problem[] {
  const wrong = contradiction(rule);
  return [
    ...unknownIntervals(rule, path, intervals),
    ...(wrong === null ? [] : [{ path: [...path, wrong.key], text: wrong.text }]),
  ];
}

function ofWindows({ announced: { ttl, longest } }: Settings['windows']): Problem[] {
  if (milliseconds(ttl) <= milliseconds(longest)) return [];
  return [
    { path: ['windows', 'announced', 'ttl'], text: `must not be longer than windows.announced.longest (${longest})` },
  ];
}

export function disagreements(settings: Settings): Problem[] {
  const intervals = settings.time_intervals.map(({ name }) => name);
  const rules = [...named(settings.never, 'never'), ...named(settings.rules, 'rules')];
  return [
    ...doubled(named(settings.time_intervals, 'time_intervals')),
    ...doubled(rules),
    ...reserved(rules),
    ...doubled(named(settings.windows.rules, 'windows', 'rules')),
    ...settings.rules.flatMap((rule, at) => ofRule(rule, ['rules', at], intervals)),
    ...ofWindows(settings.windows),
  ];
}
