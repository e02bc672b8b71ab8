/** Deployment windows that the cluster shows: kept from the first stop that tells of a rollout until its controller is done and settled. */
import { freshMs } from '../facts/looks.ts';
import { eventsOf, firstTime } from '../facts/events.ts';
import { iso, millis } from '../facts/time.ts';
import { older } from '../facts/versions.ts';
import { type Explained, type Looked, observedWindow, selectorOf, settleMsOf, windowRuleFor } from '../pipeline.ts';
import { addDelivery } from '../store/outbox.ts';
import { getWindow, putWindow, type StoredWindow } from '../store/windows.ts';
import type { DeploymentWindow, Diagnosis } from '../types.ts';
import { refreshOwnMessage } from './close-window.ts';
import { windowThread } from './hide.ts';
import type { DeskPorts } from './ports.ts';
import { letGo } from './threads.ts';

/** A window by our clock, which the leases and the alarm go by. @param ahead how far the cluster's is ahead, milliseconds */
function byOurClock(window: DeploymentWindow, ahead: number): DeploymentWindow {
  const ours = (time: string): string => iso(Date.parse(time) - ahead);
  const { openedAt, endedAt, closesAt } = window;
  return { ...window, openedAt: ours(openedAt), endedAt: endedAt && ours(endedAt), closesAt: ours(closesAt) };
}

/** Alerts of one rollout come within so long of each other, mostly. */
const lateMs = 60_000;
/** So long after the first stop of a rollout most of its pods have ended. */
const readBackMs = 15_000;
/** An order to delete a pod of the rollout is younger than this, or the API server has forgotten what followed it. */
const freshOrderMs = 45_000;

/**
 * From where a watch tells what became of the pods: the controller's newest orders carry its own version from a moment before they were
 * given; else the list that this stop was read from, which is where the next look goes on.
 */
function versionsOf(
  { evidence: { pod, events } }: Looked,
  now: number,
): Pick<StoredWindow, 'resourceVersion' | 'nextVersion'> {
  const orders = events.known ? eventsOf(events.value, 'SuccessfulDelete') : [];
  const fresh = orders.filter(({ object }) => now - (millis(firstTime(object)) ?? 0) < freshOrderMs);
  const oldest = fresh.map(({ object }) => object.involvedObject?.resourceVersion ?? null).reduce(older, null);
  const listed = pod.known ? (pod.value.resourceVersion ?? null) : null;
  return { resourceVersion: oldest ?? listed, nextVersion: oldest === null ? null : listed };
}

/** Which pods are the workload's own, where its object was read. */
function selectorsIn({ evidence: { owners } }: Looked): StoredWindow['selectors'] {
  const selector = owners.known ? selectorOf(owners.value.workload?.object ?? null) : null;
  return selector && [selector];
}

/** When a window is looked at next: soon, for a watch reaches back little more than a minute; at its end at the latest. */
export const nextWindowLook = ({ closesAt }: DeploymentWindow, now: number): number =>
  Math.max(now, Math.min(Date.parse(closesAt), now + freshMs));

/**
 * What followed the orders is read back before it is forgotten, and late enough that most pods have ended. A deployment that is over when
 * it is first heard of waits for the alerts of its other pods.
 */
function firstLook(window: DeploymentWindow, { nextVersion }: Pick<StoredWindow, 'nextVersion'>, now: number): number {
  if (Date.parse(window.closesAt) <= now) return now + lateMs;
  return Math.min(nextWindowLook(window, now), nextVersion === null ? Infinity : now + readBackMs);
}

/** A deployment that the settings give a message of its own is told from its beginning. */
export function announce(ports: DeskPorts, { window }: StoredWindow, labels: Record<string, string>): void {
  const rule = windowRuleFor(ports.policy, labels);
  if (!rule?.message) return;
  const thread = windowThread(ports, window.id, rule.channel, true);
  if (thread !== null)
    addDelivery(ports.store, crypto.randomUUID(), thread, { kind: 'parent', rank: 12, message: null }, ports.now());
}

/** What is kept of this rollout; nothing of one that was over before it began: that of a workload which was deleted and made anew. */
function known(ports: DeskPorts, { id, openedAt }: DeploymentWindow): StoredWindow | null {
  const kept = getWindow(ports.store, id);
  if (!kept?.reported || Date.parse(openedAt) <= Date.parse(kept.window.closesAt)) return kept;
  letGo(ports, kept);
  return null;
}

/** A deployment that was announced for one workload says what is rolled out as soon as a stop in it shows that. */
function learnRollout(ports: DeskPorts, id: string, { rollout }: Diagnosis): string {
  const kept = getWindow(ports.store, id);
  if (!kept || rollout === null || kept.window.rollout !== null || kept.window.workloads.length !== 1) return id;
  const { because: _because, ...seen } = rollout;
  const window = { ...kept.window, rollout: seen };
  putWindow(ports.store, { ...kept, window });
  refreshOwnMessage(ports, kept, window);
  return id;
}

/**
 * Keeps the rollout that a stop shows, unless a deployment that was announced covers it. Returns the window that the stop is counted to;
 * null when it is in none.
 */
export function observe(ports: DeskPorts, explained: Explained, looked: Looked, ahead: number): string | null {
  const { store, now, policy } = ports;
  const { diagnosis, decision, labels } = explained;
  if (decision.window?.kind === 'announced') return learnRollout(ports, decision.window.id, diagnosis);
  const seen = observedWindow(diagnosis, policy, labels);
  const window = seen && byOurClock(seen, ahead);
  if (!window || (decision.window?.id !== window.id && Date.parse(window.closesAt) < now())) return null;
  const before = known(ports, window);
  // What its controller said to a later look stands.
  if (before?.reported) return null;
  if (before && (before.window.endedAt !== null || window.state === 'running')) return window.id;
  const settleMs = settleMsOf(diagnosis, policy, labels);
  const versions = versionsOf(looked, now() + ahead);
  const began = { threadId: null, ...versions, selectors: selectorsIn(looked), ttlMs: null, reported: false };
  const stored = { ...(before ?? began), window, settleMs, dueAt: firstLook(window, before ?? began, now()) };
  putWindow(store, stored);
  if (!before) announce(ports, stored, labels);
  return window.id;
}
