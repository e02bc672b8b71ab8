/** What a workload asks for itself, by its annotation `lastword.dev/suppress`: less silence always, more only as far as the settings allow. */
import { type Answer, type Case, pass, settled } from './case.ts';

export const wish = 'lastword.dev/suppress';

/** `none`: whatever a rule or a window says, this workload's stops are told. */
export function wishForNone({ diagnosis: { wishes } }: Case): Answer {
  if (wishes.suppress !== 'none') return pass();
  const reason = `its workload asks for it: ${wish} is none`;
  return settled({ action: 'route', rule: wish, reason, because: wishes.because });
}

/** `all`: inside its deployment windows nothing of it is told, where the settings let workloads ask for so much. */
export function wishForAll({ diagnosis: { wishes }, policy, window }: Case): Answer {
  if (wishes.suppress !== 'all') return pass();
  if (policy.wishes.suppress !== 'all')
    return pass({
      rule: wish,
      applies: false,
      why: `the settings let workloads ask for ${policy.wishes.suppress} at most, not for all`,
    });
  if (window === null) return pass({ rule: wish, applies: false, why: 'no deployment was under way' });
  const reason = `inside a deployment window, and its workload asks for it: ${wish} is all`;
  return settled({ action: 'suppress', rule: wish, reason, because: wishes.because });
}
