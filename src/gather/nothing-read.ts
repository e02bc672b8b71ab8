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
