/** The rules of the settings, in their order: the first that applies decides. */
import { matches, matchersInWords } from '../facts/matchers.ts';
import { contains } from '../facts/time-intervals.ts';
import { inWords, iso, millis } from '../facts/time.ts';
import { plural } from '../facts/words.ts';
import type { Rule, Tried } from '../types.ts';
import { type Answer, type Case, type Outcome, pass, settled } from './case.ts';

/** How often the container stopped within a time before `at`, this stop included: as far as lastword was told, or the pod's own count says. */
function restartsWithin({ diagnosis: { restarts }, standing, at }: Case, withinMs: number): number {
  const known = standing.stopsLately.filter((time) => at - (millis(time) ?? 0) < withinMs).length + 1;
  const since = millis(restarts?.since);
  const counted = restarts && since !== null && at - since < withinMs ? restarts.count : 0;
  return Math.max(known, counted);
}

/** Why a rule is not for this case; null when it is. */
function notFor(rule: Rule, { labels, diagnosis: { verdict }, window, at }: Case): string | null {
  if (!matches(rule.matchers, labels)) return `it does not match ${matchersInWords(rule.matchers)}`;
  if (rule.window === 'inside' && window === null) return 'no deployment was under way';
  if (rule.window === 'outside' && window !== null) return 'a deployment was under way';
  if (rule.active !== null && !contains(rule.active.intervals, at))
    return `${iso(at)} is outside of ${rule.active.names.join(', ')}`;
  if (rule.action !== 'route' && rule.only === 'expected' && verdict !== 'expected')
    return `its verdict is ${verdict}, and the rule hides what is expected only`;
  return null;
}

function outcomeOf(rule: Rule, asked: Case): Outcome {
  const { name, action, channel, threshold } = rule;
  const whom = rule.matchers.length === 0 ? 'it is for everything' : `it matches ${matchersInWords(rule.matchers)}`;
  const words = `${whom}${rule.active === null ? '' : ` within ${rule.active.names.join(', ')}`}`;
  if (threshold === null) return { action, rule: name, reason: words, channel };
  const restarts = restartsWithin(asked, threshold.withinMs);
  const within = inWords(threshold.withinMs / 1000);
  return restarts >= threshold.restarts
    ? { action: 'route', rule: name, reason: `${plural(restarts, 'restart')} within ${within}`, channel }
    : { action, rule: name, reason: `${restarts} of ${plural(threshold.restarts, 'restart')} within ${within}` };
}

export function rules(asked: Case): Answer {
  const tried: Tried[] = [];
  for (const rule of asked.policy.rules) {
    const why = notFor(rule, asked);
    if (why === null) return settled(outcomeOf(rule, asked), tried);
    tried.push({ rule: rule.name, applies: false, why });
  }
  return pass(...tried);
}
