/** What every reason to be silent is asked, and what it answers. */
import type { Because, DeploymentWindow, Diagnosis, Policy, RuleAction, Standing, Tried } from '../types.ts';

/** An explained alert before it is decided what becomes of it. */
export type Case = {
  diagnosis: Diagnosis;
  /** What matchers see, see facts/labels.ts. */
  labels: Record<string, string>;
  standing: Standing;
  policy: Policy;
  /** The deployment window that the stop lies in; null outside of any. */
  window: DeploymentWindow | null;
  /** When it stopped, or was told to: milliseconds. */
  at: number;
};

/** `route` speaks. A channel of null: where it would be told anyway. */
export type Outcome = {
  action: RuleAction;
  rule: string;
  reason: string;
  because?: Because[];
  channel?: string | null;
};

/** The rules that were asked, in order; the last one decided where there is an outcome. */
export type Answer = { tried: Tried[]; outcome: Outcome | null };

export type Reason = (asked: Case) => Answer;

/** Nothing to do with this case. */
export const pass = (...tried: Tried[]): Answer => ({ tried, outcome: null });

/** Decides, by a rule that applies because of its outcome's reason. */
export const settled = (outcome: Outcome, before: Tried[] = []): Answer => ({
  tried: [...before, { rule: outcome.rule, applies: true, why: outcome.reason }],
  outcome,
});
