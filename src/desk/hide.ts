/** Keeps stops that are not told: in the thread of the digest or the deployment that will list them. Within the caller's transaction. */
import type { Explained } from '../pipeline.ts';
import { addHidden, countHiddenAlert, type Hidden, hiddenLike, listHidden, putHidden } from '../store/hidden.ts';
import { addDelivery } from '../store/outbox.ts';
import { openDigest, openThread, wasSaid } from '../store/threads.ts';
import { getWindow, setWindowThread } from '../store/windows.ts';
import type { Decision, Diagnosis } from '../types.ts';
import type { DeskPorts } from './ports.ts';

/** Whose hour it is: the node's where it strikes all of its pods, else the workload's. Channels have digests of their own. */
function digestOf({ subject, scope }: Diagnosis, { channel }: Decision): { key: string; title: string } {
  const { namespace, workload, pod, node } = subject;
  if (scope === 'node' && node !== null)
    return { key: JSON.stringify(['digest', channel, node]), title: `node ${node}` };
  const name = workload ? `${workload.kind}/${workload.name}` : (pod ?? '');
  return { key: JSON.stringify(['digest', channel, namespace, name]), title: workload?.name ?? pod ?? namespace ?? '' };
}

/** The digest that takes in what is hidden now: it is sent an hour after it was begun, and composed when it is. */
function digestThread(ports: DeskPorts, diagnosis: Diagnosis, decision: Decision): number {
  const { store, now, policy } = ports;
  const { key, title } = digestOf(diagnosis, decision);
  const open = openDigest(store, key);
  if (open !== null) return open;
  const id = openThread(
    store,
    { kind: 'digest', key, title, own: false, openedAt: now() },
    decision.channel ?? ports.channel,
  );
  const dueAt = now() + policy.digestEveryMs;
  addDelivery(store, crypto.randomUUID(), id, { kind: 'parent', rank: 25, message: null, dueAt }, now());
  return id;
}

/** The thread of a deployment window, made when the first stop is hidden in it; null when its digest was sent already. */
export function windowThread(
  { store, now, channel: byDefault }: DeskPorts,
  id: string,
  channel: string | null,
  own = false,
): number | null {
  const kept = getWindow(store, id);
  if (!kept || kept.reported) return null;
  if (kept.threadId !== null) return kept.threadId;
  const [workload] = kept.window.workloads;
  const title = workload ?? kept.window.namespace;
  const thread = openThread(
    store,
    { kind: 'deployment', key: `deployment ${id}`, title, own, openedAt: now() },
    channel ?? byDefault,
  );
  setWindowThread(store, id, thread);
  return thread;
}

/** Where a hidden stop is listed; null: on the page alone. */
function threadFor(ports: DeskPorts, { diagnosis, decision }: Explained): number | null {
  const { action, window, channel } = decision;
  const inWindow = action === 'suppress' && window !== null ? windowThread(ports, window.id, channel) : null;
  if (inWindow !== null) return inWindow;
  return action === 'digest' || window !== null ? digestThread(ports, diagnosis, decision) : null;
}

/** What was said of hidden stops already is edited: their counts and ends are those of now. */
export function refresh({ store, now }: DeskPorts, thread: number | null): void {
  if (thread !== null && wasSaid(store, thread))
    addDelivery(store, crypto.randomUUID(), thread, { kind: 'update', rank: 30, message: null }, now());
}

/** What an alert knows more of a stop that is hidden already: how it ended. */
function learn({ store }: DeskPorts, known: Hidden, { diagnosis, decision, stop }: Explained): void {
  if (known.diagnosis.ending.id === 'unknown' && diagnosis.ending.id !== 'unknown')
    putHidden(store, known.id, stop.stop, diagnosis, decision);
}

/**
 * Keeps it, or counts another alert of a stop that is kept already; one that was told after all is its incident's.
 * @param at the stop's moment, milliseconds
 */
export function hide(ports: DeskPorts, inboxId: number, explained: Explained, at: number) {
  const { store, now } = ports;
  const { diagnosis, decision, stop } = explained;
  const known = hiddenLike(store, stop.stop, diagnosis);
  if (known) {
    countHiddenAlert(store, known.id);
    learn(ports, known, explained);
    refresh(ports, known.threadId);
  }
  const threadId = known?.threadId ?? (known?.raised ? null : threadFor(ports, explained));
  if (known && known.threadId === null && threadId !== null) listHidden(store, known.id, threadId);
  const windowId = decision.action === 'suppress' ? (decision.window?.id ?? null) : null;
  const kept = { threadId, windowId, inboxId, at, hiddenAt: now(), diagnosis, decision: { ...decision, tried: [] } };
  const hidden = known?.id ?? addHidden(store, { ...stop, ...kept });
  return { incident: known?.incidentId ?? null, hidden, delivery: null, outcome: 'suppressed' } as const;
}
