/** Announced deployments: what a pipeline's notice makes of the windows that are kept. */
import { isForgotten, leaseAfter } from '../facts/leases.ts';
import { iso } from '../facts/time.ts';
import { isTombstone, windowAt } from '../facts/windows.ts';
import { windowRuleFor, withoutSecrets } from '../pipeline.ts';
import { getWindow, putWindow, type StoredWindow } from '../store/windows.ts';
import type { DeployAnswer, DeploymentNotice, DeploymentWindow, Policy } from '../types.ts';
import { closeWindow, refreshOwnMessage } from './close-window.ts';
import type { DeskPorts } from './ports.ts';
import { sortForReader } from './sort.ts';
import { letGo } from './threads.ts';
import { announce } from './windows.ts';

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
const settleMsOf = (policy: Policy, place: Place): number =>
  Math.max(...labelsOf(place).map((labels) => windowRuleFor(policy, labels)?.settleMs ?? policy.windows.settleMs));

/** What is kept of a window from one notice to the next; nothing of another one that had its id before. */
function asStored(window: DeploymentWindow, before: StoredWindow | null): Omit<StoredWindow, 'ttlMs' | 'settleMs'> {
  const same = before?.window.openedAt === window.openedAt ? before : null;
  // Of the memory of an end there is nothing to tell.
  const reported = isTombstone(window) || (same?.reported ?? false);
  // It is looked at once, so that what becomes of its pods is known from its beginning, and when it closes at the latest.
  const next = same ? (same.dueAt ?? Infinity) : Date.parse(window.openedAt);
  return {
    window,
    dueAt: reported ? null : Math.min(next, Date.parse(window.closesAt)),
    threadId: same?.threadId ?? null,
    resourceVersion: same?.resourceVersion ?? null,
    nextVersion: same?.nextVersion ?? null,
    // A notice may name other workloads than the last.
    selectors: null,
    reported,
  };
}

/** Where the settings give deployments a message of their own: it is told from its beginning, and edited when it changes or ends. */
function tell(ports: DeskPorts, stored: StoredWindow, before: StoredWindow | null): void {
  const { window } = stored;
  // Heartbeats are no news.
  if (before?.window.openedAt === window.openedAt)
    return refreshOwnMessage(ports, { ...before, window: { ...before.window, closesAt: window.closesAt } }, window);
  const labels = labelsOf(window).find((one) => windowRuleFor(ports.policy, one)?.message);
  if (labels && !stored.reported) announce(ports, stored, labels);
}

/** What is kept under an id. Where it is another deployment's from now on, the first is told before: lastword was away when it ended. */
function knownBy(ports: DeskPorts, id: string, now: string): StoredWindow | null {
  const kept = getWindow(ports.store, id);
  const window = kept && windowAt(kept.window, now);
  if (!kept || !window || kept.reported || !isForgotten(window, now)) return kept;
  closeWindow(ports, { ...kept, window });
  return getWindow(ports.store, id);
}

/** In one transaction: what it changes is kept before its sender hears of it. */
function take(ports: DeskPorts, notice: DeploymentNotice): DeployAnswer {
  const { store, policy } = ports;
  const now = iso(ports.now());
  // An end that came in just before counts when the window is told.
  sortForReader(ports);
  return store.transaction(() => {
    const before = knownBy(ports, notice.id, now);
    const settleMs = settleMsOf(policy, {
      cluster: notice.cluster,
      namespace: before?.window.namespace ?? notice.namespace ?? '',
      workloads: before?.window.workloads ?? notice.workloads ?? [],
    });
    const { ttlMs } = policy.windows.announced;
    const lease = before && { window: before.window, ttlMs: before.ttlMs ?? ttlMs };
    const { lease: kept, answer } = leaseAfter(notice, lease, { ...policy.windows.announced, settleMs }, now);
    if (kept) {
      const stored = { ...asStored(kept.window, before), ttlMs: kept.ttlMs, settleMs };
      if (before && before.window.openedAt !== kept.window.openedAt) letGo(ports, before);
      putWindow(store, stored);
      tell(ports, stored, before);
    }
    return answer;
  });
}

/**
 * Takes a notice. Who deploys what by which build is shown to people, and comes from the variables of a pipeline: secrets are taken out
 * first. An id cannot be changed, for the next notice names it again.
 */
export async function takeNotice(ports: DeskPorts, notice: DeploymentNotice): Promise<DeployAnswer> {
  const { id, version, url, actor } = await withoutSecrets(notice, ports.redact);
  if (id !== notice.id)
    return { ok: false, status: 400, error: 'id: holds what looks like a secret, and is shown to people; use another' };
  return take(ports, { ...notice, version, url, actor });
}
