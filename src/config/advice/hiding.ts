/** What hides more than anybody may have meant: the very first OOM kill of a new release among it. */
import type { Policy, Rule } from '../../decisions.ts';
import { covers } from '../../facts/matchers-logic.ts';
import type { Matcher } from '../../facts/matchers.ts';
import { type Advice, type Asked, quoted, telling } from './asked.ts';

/** Stops that nobody wants to miss, as matchers see them. */
const grave: { what: string; stop: Record<string, string> }[] = [
  { what: 'OOM kills', stop: { ending: 'oom-killed', cause: 'oom-killed', verdict: 'investigate' } },
  { what: 'what had to be killed after its grace', stop: { ending: 'killed-after-grace', verdict: 'investigate' } },
];

const asMatchers = (stop: Record<string, string>): Matcher[] =>
  Object.entries(stop).map(([name, value]) => ({ name, op: '=', value }));

/** Those that no `never` rule tells wherever they happen, in words; empty when all are told. */
function missed({ never }: Policy): string {
  const all = grave.filter(({ stop }) => !never.some(({ matchers }) => covers(telling(matchers), asMatchers(stop))));
  return all.map(({ what }) => what).join(' and ');
}

const addNever = 'Add a never rule, such as { name: must-be-seen, matchers: ending=~"oom-killed|killed-after-grace" }';

const hidesAll = ({ action, only, matchers }: Rule): boolean =>
  action !== 'route' && only === 'all' && telling(matchers).length === 0;

function adviceOnRule(rule: Rule, at: number, policy: Policy): Advice[] {
  const { name, threshold, only } = rule;
  if (threshold !== null && only === 'expected')
    return [
      {
        path: ['rules', at, 'only'],
        text: `${quoted(name)} counts restarts, and hides what is expected only: what crashes is told at its first restart`,
        todo: 'Leave only out: a rule with a threshold is for all.',
      },
    ];
  const what = missed(policy);
  if (!hidesAll(rule) || what === '') return [];
  const until = threshold === null ? '' : ', until its threshold is reached';
  return [
    {
      path: ['rules', at, 'name'],
      text: `${quoted(name)} is for everything, and hides ${what}, too${until}`,
      todo: `${addNever}, or leave only: all out.`,
    },
  ];
}

function adviceOnAnnotations({ settings, policy }: Asked): Advice[] {
  const what = missed(policy);
  if (settings.annotations.suppress !== 'all' || what === '') return [];
  return [
    {
      path: ['annotations', 'suppress'],
      text: `a workload may ask to have ${what} hidden while it is deployed`,
      todo: `${addNever}.`,
    },
  ];
}

export const adviceOnHiding = (asked: Asked): Advice[] => [
  ...asked.policy.rules.flatMap((rule, at) => adviceOnRule(rule, at, asked.policy)),
  ...adviceOnAnnotations(asked),
];
