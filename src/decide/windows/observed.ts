/** The window of a rollout that the cluster shows: from the change of revision until the controller is done, and a time to settle. */
import { parseDuration } from '../../facts/durations.ts';
import { matches } from '../../facts/matchers.ts';
import { iso, millis } from '../../facts/time.ts';
import type { DeploymentWindow, Diagnosis, Policy, WindowRule } from '../../types.ts';

/** Stops that a rollout orders: each is a step of it, whatever its controller says of itself by now. */
const ordered = new Set(['rollout', 'rollback', 'rollout-restart']);
/** Events carry whole seconds, and a controller makes the new revision just before it is seen. */
const slackMs = 2_000;

/** The first window rule that is for a workload; null without one. */
export const windowRuleFor = ({ windows }: Policy, labels: Record<string, string>): WindowRule | null =>
  windows.rules.find(({ matchers }) => matches(matchers, labels)) ?? null;

/** How long a deployment of this workload settles, milliseconds. A workload may ask for more or less, up to what the settings allow. */
export function settleMsOf(
  { wishes }: Pick<Diagnosis, 'wishes'>,
  policy: Policy,
  labels: Record<string, string>,
): number {
  const settings = windowRuleFor(policy, labels)?.settleMs ?? policy.windows.settleMs;
  const asked = wishes.settle === null ? null : parseDuration(wishes.settle);
  return asked === null ? settings : Math.min(asked, Math.max(settings, policy.wishes.settleMs));
}

const stateOf = { running: 'running', unknown: 'running', done: 'finished', stuck: 'stuck' } as const;

/** The rollout's window, whether or not a stop lies in it; null for a workload of which no rollout is seen. */
export function observedWindow(
  diagnosis: Diagnosis,
  policy: Policy,
  labels: Record<string, string>,
): DeploymentWindow | null {
  const { rollout, subject } = diagnosis;
  const { namespace, workload } = subject;
  if (!policy.windows.observed || rollout === null || namespace === null || workload === null) return null;
  const { because: _because, ...seen } = rollout;
  const [started, ended] = [millis(rollout.startedAt) ?? 0, millis(rollout.endedAt)];
  const latest = started + policy.windows.longestMs;
  return {
    id: `${namespace}/${workload.kind}/${workload.name}@${rollout.to}`,
    kind: 'observed',
    cluster: subject.cluster,
    namespace,
    workloads: [`${workload.kind}/${workload.name}`],
    version: null,
    url: null,
    actor: null,
    rollout: seen,
    openedAt: rollout.startedAt,
    state: stateOf[rollout.state],
    endedAt: rollout.endedAt,
    closesAt: iso(ended === null ? latest : Math.min(latest, ended) + settleMsOf(diagnosis, policy, labels)),
  };
}

/** The observed window that a stop at `at` (milliseconds) lies in. A rollout that goes on for longer than any may hides nothing more. */
export function observedAround(
  diagnosis: Diagnosis,
  policy: Policy,
  labels: Record<string, string>,
  at: number,
): DeploymentWindow | null {
  const window = observedWindow(diagnosis, policy, labels);
  if (window === null) return null;
  const [from, to] = [millis(window.openedAt) ?? 0, millis(window.closesAt) ?? 0];
  const known = diagnosis.rollout?.state !== 'unknown' && diagnosis.rollout?.state !== undefined;
  const isStep = ordered.has(diagnosis.cause ?? '') && at <= from + policy.windows.longestMs;
  return isStep || (known && at >= from - slackMs && at <= to) ? window : null;
}
