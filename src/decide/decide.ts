/** Diagnosis, standing and policy → what is done with the alert. One file a reason; the first that answers decides, and names itself. */
import { matches } from '../facts/matchers.ts';
import { millis } from '../facts/time.ts';
import type { Decision, Diagnosis, Policy, Standing } from '../types.ts';
import type { Case, Outcome, Reason } from './case.ts';
import { deployments } from './deployments.ts';
import { expected } from './expected.ts';
import { never } from './never.ts';
import { repeatOfStop } from './repeat.ts';
import { rules } from './rules.ts';
import { undetermined } from './undetermined.ts';
import { observedAround } from './windows/observed.ts';
import { wishForAll, wishForNone } from './wishes.ts';

export { observedWindow, settleMsOf, windowRuleFor } from './windows/observed.ts';

/** In the order in which they are asked: what must be told before what may be hidden, the settings before the defaults. */
const reasons: Reason[] = [repeatOfStop, undetermined, never, wishForNone, rules, wishForAll, deployments, expected];

/** The stop's own moment: when it was told to stop or ended, else when the alert began. Milliseconds. */
export const momentOf = ({ ending }: Diagnosis, startsAt: string, now: string): number =>
  millis(ending.toldAt) ?? millis(ending.finishedAt) ?? millis(startsAt) ?? millis(now) ?? 0;

/** Neither told nor part of what is told: it stands in a digest, or on the page alone. */
export const isHidden = ({ action, rule }: Decision): boolean => action !== 'notify' && rule !== 'repeat';

/** Where it is told: as the rule says, as the workload asks and may, as the routes say; null for the default channel. */
function channelOf(
  { diagnosis: { wishes }, policy, labels }: Pick<Case, 'diagnosis' | 'policy' | 'labels'>,
  outcome: Outcome | null,
): string | null {
  const asked = wishes.channel !== null && policy.wishes.channels.includes(wishes.channel) ? wishes.channel : null;
  const route = policy.routes.find(({ matchers }) => matches(matchers, labels))?.channel;
  return outcome?.channel ?? asked ?? route ?? null;
}

/** Why lastword speaks. An alert that names a node or a workload, and no stop that can be seen, joins what explains it. */
function spoken({ cause }: Diagnosis, { open }: Standing): string {
  if (!open) return 'a new incident';
  if (open.resolvedAt !== null) return 'its incident is back';
  return cause === null && open.diagnosis.cause !== null
    ? 'joins the incident that explains it'
    : 'a new stop in an open incident';
}

/**
 * Every decision carries its rule and why; without a reason to be silent, lastword speaks.
 * @param labels what matchers see
 * @param at the stop's moment, milliseconds
 */
export function decide(
  diagnosis: Diagnosis,
  labels: Record<string, string>,
  standing: Standing,
  policy: Policy,
  at: number,
): Decision {
  const window = standing.windows[0] ?? observedAround(diagnosis, policy, labels, at);
  const asked: Case = { diagnosis, labels, standing, policy, window, at };
  const tried: Decision['tried'] = [];
  let outcome: Outcome | null = null;
  for (const reason of reasons) {
    const answer = reason(asked);
    tried.push(...answer.tried);
    outcome = answer.outcome;
    if (outcome !== null) break;
  }
  return {
    action: outcome === null || outcome.action === 'route' ? 'notify' : outcome.action,
    rule: outcome?.rule ?? diagnosis.verdict,
    reason: outcome?.reason ?? spoken(diagnosis, standing),
    because: outcome?.because ?? [],
    channel: channelOf(asked, outcome),
    window,
    tried,
  };
}

/** The decision to tell after all what was hidden. */
export function raised(
  diagnosis: Diagnosis,
  labels: Record<string, string>,
  standing: Standing,
  policy: Policy,
  why: string,
): Decision {
  const tried = [{ rule: 'raised', applies: true, why }];
  const [window = null] = standing.windows;
  const channel = channelOf({ diagnosis, policy, labels }, null);
  return { action: 'notify', rule: 'raised', reason: why, because: [], channel, window, tried };
}
