/** Evidence of an alert for which nothing can be read. */
import type { Alert, Evidence } from '../types.ts';

/** Each kind is missing with the same reason. The alert itself is always known. */
export function nothingRead(alert: Alert, why: string): Evidence {
  const missing = { known: false, why } as const;
  return {
    webhook: { known: true, value: alert },
    pod: missing,
    lastWords: missing,
    events: missing,
    log: missing,
    rollout: missing,
    node: missing,
    nodeEvents: missing,
    owners: missing,
    siblings: missing,
    neighbours: missing,
    services: missing,
    metrics: missing,
    usage: missing,
  };
}

/** Why an alert is about no namespace: what it calls one may be none, such as a placeholder that was left in. */
export function whyNowhere({ labels }: Alert): string {
  const given = labels['exported_namespace'] || labels['namespace'];
  return given
    ? `the alert names "${given.slice(0, 80)}" as its namespace, which cannot be a namespace's name`
    : 'the alert names no namespace';
}
