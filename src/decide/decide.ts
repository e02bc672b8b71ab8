/** Diagnosis and standing → what is done with the alert. One file a reason not to notify; the first that holds names the silence. */
import type { Decision, Diagnosis, Standing } from '../types.ts';
import { repeatOfStop } from './repeat.ts';

/** Reasons not to notify, in the order in which they are asked. */
const reasons: ((diagnosis: Diagnosis, standing: Standing) => Decision | null)[] = [repeatOfStop];

/** Every decision carries its reason; without one to be silent, lastword speaks. */
export function decide(diagnosis: Diagnosis, standing: Standing): Decision {
  for (const reason of reasons) {
    const decision = reason(diagnosis, standing);
    if (decision) return decision;
  }
  return { action: 'notify', reason: spoken(diagnosis, standing) };
}

/** Why lastword speaks. An alert that names a node or a workload, and no stop that can be seen, joins what explains it. */
function spoken({ cause }: Diagnosis, { open }: Standing): string {
  if (!open) return 'a new incident';
  if (open.resolvedAt !== null) return 'its incident is back';
  return cause === null && open.diagnosis.cause !== null
    ? 'joins the incident that explains it'
    : 'a new stop in an open incident';
}
