/** Hidden stops as digests and the page list them. */
import type { HiddenStop } from '../types.ts';
import { type HiddenRow, toHidden } from './hidden.ts';
import { firingAlerts } from './hidden-alerts.ts';
import type { Store } from './store.ts';

function toStop({ firing, ...row }: HiddenRow & { firing: number }): HiddenStop {
  const { id, alerts, at, raised, diagnosis, decision } = toHidden(row);
  const { subject, ending, cause, verdict, summary } = diagnosis;
  const { cluster, namespace, workload, pod, container, node } = subject;
  const { exitCode, tookSeconds, graceSeconds } = ending;
  return {
    id,
    cluster,
    namespace,
    pod,
    container,
    node,
    cause,
    verdict,
    summary,
    alerts,
    raised,
    ending: ending.id,
    exitCode,
    tookSeconds,
    graceSeconds,
    workload: workload && `${workload.kind}/${workload.name}`,
    at: new Date(at).toISOString(),
    action: decision.action === 'digest' ? 'digest' : 'suppress',
    rule: decision.rule,
    reason: decision.reason,
    firing: firing === 1,
  };
}

const shown = (store: Store, where: string, ...values: (string | number)[]): HiddenStop[] =>
  store
    .sql<HiddenRow & { firing: number }>(
      `SELECT *, EXISTS (SELECT 1 ${firingAlerts}) AS firing FROM hidden ${where}`,
      ...values,
    )
    .map(toStop);

/** What a digest lists, oldest first. */
export const hiddenOf = (store: Store, threadId: number): HiddenStop[] =>
  shown(store, 'WHERE thread_id = ? ORDER BY id', threadId);

/** How many a digest lists; a window has none before the first stop is hidden in it. */
export const countHiddenOf = (store: Store, threadId: number | null): number =>
  Number(store.sql('SELECT count(*) AS n FROM hidden WHERE thread_id = ?', threadId)[0]?.['n'] ?? 0);

export const newestHidden = (store: Store, limit: number): HiddenStop[] =>
  shown(store, 'ORDER BY id DESC LIMIT ?', limit);

export const countHidden = (store: Store): number =>
  Number(store.sql('SELECT count(*) AS n FROM hidden')[0]?.['n'] ?? 0);
