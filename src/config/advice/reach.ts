/** Rules, routes and window rules that never decide anything, because another one always does before them. */
import { canNeverMatch, covers } from '../../facts/matchers-logic.ts';
import type { Matcher } from '../../facts/matchers.ts';
import type { Rule, WindowRule } from '../../decisions.ts';
import { expectable } from '../expectable.ts';
import { type Advice, type Asked, quoted, telling } from './asked.ts';

const oneOf = (name: string, values: readonly string[]): Matcher => ({ name, op: '=~', value: values.join('|') });
const isExpected: Matcher = { name: 'verdict', op: '=', value: 'expected' };
const isUndetermined: Matcher = { name: 'verdict', op: '=', value: 'undetermined' };

/** Whether it leaves alone what somebody should look into. */
const onlyExpected = ({ action, only, matchers }: Rule): boolean =>
  (action !== 'route' && only === 'expected') || covers([isExpected], matchers);

/** What a rule is asked about and takes, as matchers: what is undetermined is told before any rule. */
function reachOf(rule: Rule, { policy }: Asked): Matcher[] {
  const own = telling(rule.matchers);
  if (!onlyExpected(rule)) return [...own, oneOf('verdict', ['expected', 'investigate'])];
  const { causes, endings } = expectable(policy.verdicts);
  return [...own, isExpected, oneOf('cause', causes), oneOf('ending', endings)];
}

/** Whether one applies whenever the other does, as far as windows and times go. A threshold decides either way. */
function asOften({ window, active }: Rule, other: Rule): boolean {
  const always = active === null || (other.active?.names.every((name) => active.names.includes(name)) ?? false);
  return always && (window === null || window === other.window);
}

/** A `never` rule that tells all that the rule is for, or a rule above that takes it. */
function whyUnreached(rule: Rule, at: number, asked: Asked): Omit<Advice, 'path'> | null {
  const { never, rules } = asked.policy;
  const reach = reachOf(rule, asked);
  if (covers([isUndetermined], rule.matchers))
    return {
      text: `${quoted(rule.name)} is never asked: what is undetermined is always told, before any rule`,
      todo: 'Take it out; slack.routes can say where.',
    };
  if (canNeverMatch(reach) !== null)
    return {
      text: `${quoted(rule.name)} does nothing: nothing that it matches is ever expected, and it hides what is expected only`,
      todo: 'Say only: all if it is to hide that, or take it out.',
    };
  const told = never.find(({ matchers }) => covers(telling(matchers), reach));
  if (told !== undefined)
    return {
      text: `${quoted(rule.name)} does nothing: all that it is for is told by the never rule ${quoted(told.name)}`,
      todo: 'Take it out, or narrow the never rule. A channel for what is told belongs in slack.routes.',
    };
  const above = rules.slice(0, at).find((other) => asOften(other, rule) && covers(reachOf(other, asked), reach));
  if (above === undefined) return null;
  return {
    text: `${quoted(rule.name)} is never reached: ${quoted(above.name)} above takes all that it is for`,
    todo: `Move it above ${quoted(above.name)}, or take it out.`,
  };
}

/** One whose own matchers exclude each other is told of as such. */
const canMatch = ({ matchers }: { matchers: Matcher[] }): boolean => canNeverMatch(matchers) === null;

function adviceOnRules(asked: Asked): Advice[] {
  return asked.policy.rules.flatMap((rule, at) => {
    const why = canMatch(rule) ? whyUnreached(rule, at, asked) : null;
    return why === null ? [] : [{ path: ['rules', at, 'name'], ...why }];
  });
}

/** Of a list in which the first that matches counts: each with the one above that takes all it is for. */
function shadowed<T extends { matchers: Matcher[] }>(all: T[]): { at: number; one: T; above: number; by: T }[] {
  return all.flatMap((one, at) => {
    const above = all.slice(0, at).findIndex((other) => covers(telling(other.matchers), telling(one.matchers)));
    const by = all[above];
    return by === undefined || !canMatch(one) ? [] : [{ at, one, above, by }];
  });
}

function adviceOnNever({ policy }: Asked): Advice[] {
  return shadowed(policy.never).map(({ at, one, by }) => ({
    path: ['never', at, 'name'],
    text: `${quoted(one.name)} says nothing: ${quoted(by.name)} above tells all that it is for`,
    todo: 'Take one of them out.',
  }));
}

function adviceOnRoutes({ policy }: Asked): Advice[] {
  return shadowed(policy.routes).map(({ at, above, by }) => ({
    path: ['slack', 'routes', at],
    text: `nothing goes this way: slack.routes[${above}] above takes ${telling(by.matchers).length === 0 ? 'everything' : 'all that it matches'}`,
    todo: `Move it above slack.routes[${above}], or take it out.`,
  }));
}

function differences(one: WindowRule, other: WindowRule): string {
  const keys = { settleMs: 'settle', message: 'message', channel: 'channel' } as const;
  const differ = (Object.keys(keys) as (keyof typeof keys)[]).filter((key) => one[key] !== other[key]);
  return differ.length === 0
    ? ''
    : `, so that its ${differ.map((key) => keys[key]).join(' and ')} never count${differ.length === 1 ? 's' : ''}`;
}

function adviceOnWindowRules({ policy }: Asked): Advice[] {
  return shadowed(policy.windows.rules).map(({ at, one, by }) => ({
    path: ['windows', 'rules', at, 'name'],
    text: `${quoted(one.name)} is never asked: ${quoted(by.name)} above takes all that it is for${differences(one, by)}`,
    todo: `Move it above ${quoted(by.name)}, or take it out.`,
  }));
}

export const adviceOnReach = (asked: Asked): Advice[] => [
  ...adviceOnNever(asked),
  ...adviceOnRules(asked),
  ...adviceOnRoutes(asked),
  ...adviceOnWindowRules(asked),
];
