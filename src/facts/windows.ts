/** Deployment windows: what they are at a moment, and which stops lie in them. Nothing here asks a clock. */
import type { DeploymentWindow } from '../types.ts';

/** The window as it is at that moment (RFC 3339): an announced one that still runs when its time is up has expired then. */
export function windowAt(window: DeploymentWindow, now: string): DeploymentWindow {
  const isOver =
    window.kind === 'announced' && window.state === 'running' && Date.parse(now) >= Date.parse(window.closesAt);
  return isOver ? { ...window, state: 'expired', endedAt: window.closesAt } : window;
}

/** True for the end of a deployment that came before its start. It is remembered so that the start opens nothing, and covers no stop. */
export const isTombstone = ({ kind, namespace }: DeploymentWindow): boolean => kind === 'announced' && namespace === '';

/** Names are Kubernetes' own, and told apart by case as Kubernetes does. */
function names(window: DeploymentWindow, workload: string | null, controller: string | null): boolean {
  const who = [workload, controller].filter((one) => one !== null);
  return window.workloads.some((name) =>
    who.some((one) => one === name || (!name.includes('/') && one.slice(one.indexOf('/') + 1) === name)),
  );
}

/**
 * True when a stop lies in a window. A window that names no workload is one of its whole namespace; a bare name is that of any kind.
 * @param workload `Deployment/web`; null where it is not known
 * @param controller the pod's direct owner, `ReplicaSet/web-7d9f`; null where it is not known
 * @param at when the container stopped or was told to, milliseconds
 */
export function covers(
  window: DeploymentWindow,
  namespace: string | null,
  workload: string | null,
  controller: string | null,
  at: number,
): boolean {
  if (isTombstone(window) || window.namespace !== namespace) return false;
  if (at < Date.parse(window.openedAt) || at > Date.parse(window.closesAt)) return false;
  return window.workloads.length === 0 || names(window, workload, controller);
}

/** Of the windows that cover a stop the one it is counted to: one that names its workload before one of the namespace, then the one opened last. */
export function nearestWindow(
  windows: DeploymentWindow[],
  workload: string | null,
  controller: string | null,
): DeploymentWindow | null {
  const naming = windows.filter((window) => names(window, workload, controller));
  const [first = null] = (naming.length > 0 ? naming : windows).toSorted(
    (a, b) => Date.parse(b.openedAt) - Date.parse(a.openedAt),
  );
  return first;
}
