/** Announced deployments: what a pipeline's notice makes of the windows that are kept. */
import { leaseAfter, type Leased } from '../facts/leases.ts';
import { matches } from '../facts/matchers.ts';
import { iso } from '../facts/time.ts';
import { isTombstone } from '../facts/windows.ts';
import { getWindow, putWindow, type StoredWindow } from '../store/windows.ts';
import type { DeployAnswer, DeploymentNotice, DeploymentWindow, Policy } from '../types.ts';
import type { DeskPorts } from './ports.ts';

/** Kinds that a bare name may be one of. */
const kinds = ['Deployment', 'StatefulSet', 'DaemonSet'];

type Place = { cluster: string | null; namespace: string; workloads: string[] };

/** What the settings' matchers see of a deployment: one record a workload, and one for a whole namespace. */
function labelsOf({ cluster, namespace, workloads }: Place): Record<string, string>[] {
  const place = { ...(cluster !== null && { cluster }), namespace };
  const named = workloads.flatMap((name) => (name.includes('/') ? [name] : kinds.map((kind) => `${kind}/${name}`)));
  return named.length === 0 ? [place] : named.map((workload) => ({ ...place, workload }));
}

/** As long as the workload that settles longest; the first rule that is for a workload says how long that is. */
function settleMsOf({ windows }: Policy, place: Place): number {
  const rules = labelsOf(place).map((labels) => windows.rules.find(({ matchers }) => matches(matchers, labels)));
  return Math.max(...rules.map((rule) => rule?.settleMs ?? windows.settleMs));
}

/** What is kept of a window from one notice to the next; nothing of another one that had its id before. */
function asStored(window: DeploymentWindow, before: StoredWindow | null): Omit<StoredWindow, 'ttlMs' | 'settleMs'> {
  const same = before?.window.openedAt === window.openedAt ? before : null;
  // Of the memory of an end there is nothing to tell.
  const reported = isTombstone(window) || (same?.reported ?? false);
  const closesAt = Date.parse(window.closesAt);
  return {
    window,
    // It is looked at when it closes, or sooner where it was to be looked at sooner.
    dueAt: reported ? null : Math.min(same?.dueAt ?? closesAt, closesAt),
    threadId: same?.threadId ?? null,
    resourceVersion: same?.resourceVersion ?? null,
    reported,
  };
}

/** Takes a notice in one transaction: what it changes is kept before its sender hears of it. */
export function takeNotice(ports: DeskPorts, notice: DeploymentNotice): DeployAnswer {
  const { store, policy } = ports;
  const now = iso(ports.now());
  return store.transaction(() => {
    const before = getWindow(store, notice.id);
    const settleMs = settleMsOf(policy, {
      cluster: notice.cluster,
      namespace: before?.window.namespace ?? notice.namespace ?? '',
      workloads: before?.window.workloads ?? notice.workloads ?? [],
    });
    const { ttlMs } = policy.windows.announced;
    const lease = before && { window: before.window, ttlMs: before.ttlMs ?? ttlMs };
    const taken: Leased = leaseAfter(notice, lease, { ...policy.windows.announced, settleMs }, now);
    if (taken.lease) putWindow(store, { ...asStored(taken.lease.window, before), ttlMs: taken.lease.ttlMs, settleMs });
    return taken.answer;
  });
}
