/** What becomes of an alert, and which rules were asked about it, as a person at a terminal reads it. */
import type { Decision } from '../types.ts';

/** `kept quiet by rule deployments: …`, `told in C0123456 by rule payments: …`: one line. */
export function decidedInWords({ action, rule, reason, channel }: Decision): string {
  const done: Record<Decision['action'], string> = {
    suppress: 'kept quiet',
    digest: 'goes to the digest',
    notify: channel === null ? 'told' : `told in ${channel}`,
  };
  return `${done[action]} by rule ${rule}: ${reason}`;
}

/** The rules in the order in which they were asked: ✓ for the one that decided, – for those that did not, each with why. */
export const triedInWords = ({ tried }: Pick<Decision, 'tried'>): string[] =>
  tried.map(({ rule, applies, why }) => `${applies ? '✓' : '–'} ${rule}: ${why}`);

/** The deployment window that the stop lies in: `inside deployment window build-4711 of shop (Deployment/web), open since …`. */
export function windowInWords({ window }: Decision): string[] {
  if (window === null) return [];
  const { id, kind, namespace, workloads, openedAt, closesAt, endedAt } = window;
  const whose = workloads.length === 0 ? `all of ${namespace}` : `${namespace}: ${workloads.join(', ')}`;
  const until = endedAt === null ? `${closesAt} at the latest` : closesAt;
  return [`inside the ${kind} deployment window ${id} (${whose}), from ${openedAt} to ${until}`];
}
