/** What the threads say that are no incident's, as things stand: an hour's digest, a deployment's own message, a window's digest. */
import { iso } from '../facts/time.ts';
import { composeDeployment, composeDigest, composeWindowDigest } from '../pipeline.ts';
import { hiddenOf } from '../store/hidden-list.ts';
import { deliveriesOf, fixMessage } from '../store/outbox.ts';
import { forgetShutdowns, type SeenShutdown, shutdownsIn, toldIn } from '../store/shutdowns.ts';
import type { Store } from '../store/store.ts';
import { endDigest, getThread, type Thread } from '../store/threads.ts';
import { getWindow, type StoredWindow } from '../store/windows.ts';
import type { DeploymentReport, DeploymentWindow, Message } from '../types.ts';
import type { DeskPorts } from './ports.ts';

/** A deployment's report whose shutdowns say which pods' they are. */
export type Report = Omit<DeploymentReport, 'shutdowns'> & { shutdowns: SeenShutdown[] };

/** What is known of a deployment by now. */
export function reportOf(store: Store, window: DeploymentWindow): Report {
  const thread = getWindow(store, window.id)?.threadId ?? null;
  return {
    window,
    hidden: thread === null ? [] : hiddenOf(store, thread),
    shutdowns: shutdownsIn(store, window.id),
    unseen: window.unseen ?? null,
    told: toldIn(store, window.id),
  };
}

function digestOf({ store, now }: DeskPorts, { id, title, openedAt, endedAt = now() }: Thread): Message {
  endDigest(store, id, endedAt);
  return composeDigest({ title, from: iso(openedAt), to: iso(endedAt), hidden: hiddenOf(store, id) });
}

function deploymentOf({ store }: DeskPorts, { id, key, own }: Thread): Message | null {
  const kept = getWindow(store, key.slice('deployment '.length));
  // Its id may be another deployment's by now.
  if (kept?.threadId !== id) return null;
  const report = reportOf(store, kept.window);
  return own ? composeDeployment(report) : composeWindowDigest(report);
}

/** Null when there is no such thread, or its deployment is forgotten. */
export function threadMessage(ports: DeskPorts, id: number): Message | null {
  const thread = getThread(ports.store, id);
  if (!thread) return null;
  return thread.kind === 'digest' ? digestOf(ports, thread) : deploymentOf(ports, thread);
}

/**
 * A window whose id is another deployment's from now on: what is still to be said of it is written down as it is now, and what was kept
 * of it goes. Within the caller's transaction.
 */
export function letGo(ports: DeskPorts, { window, threadId }: StoredWindow): void {
  const { store } = ports;
  const message = threadId === null ? null : threadMessage(ports, threadId);
  for (const row of threadId === null ? [] : deliveriesOf(store, threadId))
    if (message !== null && row.message === null && row.state !== 'posted') fixMessage(store, row.id, message);
  forgetShutdowns(store, window.id);
}
