import { clockOf } from '../facts/time.ts';
import type { DeploymentWindow } from '../types.ts';
import { type Answer, type Case, pass, settled } from './case.ts';

const rule = 'deployments';

/** `its rollout to revision 2, since 14:02 UTC`, or who announced it. */
function inWords({ kind, id, rollout, openedAt, actor, version }: DeploymentWindow): string {
  const since = `since ${clockOf(openedAt)}`;
  if (kind === 'observed') return `its rollout${rollout === null ? '' : ` to revision ${rollout.to}`}, ${since}`;
  return `deployment ${id}${version === null ? '' : ` (${version})`}, announced${actor === null ? '' : ` by ${actor}`} ${since}`;
}

/** The controller of a stop that no rollout ordered is not always read: then it is not said that it was done. */
const whyOutside = (rollout: Case['diagnosis']['rollout']): string =>
  rollout?.state === 'unknown'
    ? `whether its rollout to revision ${rollout.to} was still under way was not looked at`
    : 'no deployment of it was under way';

/** Inside a deployment window what is expected is hidden, and nothing else. */
export function deployments({ diagnosis, policy, window }: Case): Answer {
  const { verdict, rollout, wishes } = diagnosis;
  if (window === null) return pass({ rule, applies: false, why: whyOutside(rollout) });
  if (verdict !== 'expected')
    return pass({
      rule,
      applies: false,
      why: `inside the window of ${inWords(window)}, but its verdict is ${verdict}`,
    });
  const asked = wishes.suppress === 'expected' && policy.wishes.suppress !== 'none';
  if (policy.windows.hide === 'none' && !asked)
    return pass({ rule, applies: false, why: 'the settings hide nothing inside of deployment windows' });
  const because = window.kind === 'observed' ? (rollout?.because ?? []) : [];
  return settled({ action: 'suppress', rule, reason: `expected, inside the window of ${inWords(window)}`, because });
}
