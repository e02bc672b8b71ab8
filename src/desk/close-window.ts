/** The end of a deployment window: what still fires is told, what was hidden is listed, and how its pods were shut down. */
import { stillFires } from '../facts/still-fires.ts';
import { inWords, iso } from '../facts/time.ts';
import { composeWindowDigest, speaksUp } from '../pipeline.ts';
import { firingIn } from '../store/hidden-alerts.ts';
import { addDelivery } from '../store/outbox.ts';
import { toldOf } from '../store/shutdowns.ts';
import { getThread } from '../store/threads.ts';
import { putWindow, setReported, type StoredWindow } from '../store/windows.ts';
import type { DeploymentWindow } from '../types.ts';
import { windowThread } from './hide.ts';
import type { DeskPorts } from './ports.ts';
import { raise } from './raise.ts';
import { type Report, reportOf } from './threads.ts';

/** Ends that people were told of already need not speak up again. */
function news(ports: DeskPorts, report: Report): boolean {
  const shutdowns = report.shutdowns.filter(({ uid, container }) => !toldOf(ports.store, uid, container));
  const hidden = report.hidden.filter(({ raised }) => raised === null);
  return speaksUp({ ...report, shutdowns, hidden });
}

const ended: Record<DeploymentWindow['state'], string> = {
  running: 'the window of the deployment ran out',
  expired: 'the window of the deployment ran out',
  finished: 'the deployment ended',
  aborted: 'the deployment was aborted',
  stuck: 'the deployment got stuck',
};

/** Why a stop is told that was hidden while the window was open. */
function firesOn({ state, endedAt }: DeploymentWindow, now: number): string {
  const seconds = endedAt === null ? 0 : Math.round((now - Date.parse(endedAt)) / 1000);
  return stillFires(`${seconds > 0 ? `${inWords(seconds)} ` : ''}after ${ended[state]}`);
}

/** Its digest: in the thread of its own message where it has one, else a message; none where there is nothing to list. */
function tellDigest(ports: DeskPorts, { window, threadId }: StoredWindow): void {
  const { store, now } = ports;
  const report = reportOf(store, window);
  const loud = news(ports, report);
  const own = threadId !== null && (getThread(store, threadId)?.own ?? false);
  const say = (thread: number, what: Parameters<typeof addDelivery>[3]): void =>
    void addDelivery(store, crypto.randomUUID(), thread, what, now());
  if (own && threadId !== null) {
    say(threadId, { kind: 'update', rank: 30, message: null });
    const worth = loud || report.hidden.length > 0 || report.shutdowns.length > 0;
    if (worth)
      say(threadId, { kind: 'reply', rank: loud ? 10 : 26, message: composeWindowDigest(report), broadcast: loud });
  } else if (report.hidden.length > 0 || loud) {
    const thread = windowThread(ports, window.id, null);
    if (thread !== null) say(thread, { kind: 'parent', rank: loud ? 2 : 25, message: null });
  }
}

/**
 * Within the caller's transaction: what throws is all tried again.
 * @param tell tells a stop that still fires
 */
export function closeWindow(ports: DeskPorts, stored: StoredWindow, tell: typeof raise = raise): void {
  const { store, now, calm } = ports;
  const { window } = stored;
  putWindow(store, { ...stored, dueAt: null });
  for (const hidden of firingIn(store, window.id, now() - calm.silentMs)) tell(ports, hidden, firesOn(window, now()));
  tellDigest(ports, stored);
  setReported(store, window.id);
  ports.log('deployment over', { window: window.id, state: window.state, closedAt: iso(now()) });
}

/** A deployment's own message says how far it is. */
export function refreshOwnMessage(ports: DeskPorts, before: StoredWindow, window: DeploymentWindow): void {
  const own = before.threadId !== null && (getThread(ports.store, before.threadId)?.own ?? false);
  if (!own || before.threadId === null || JSON.stringify(before.window) === JSON.stringify(window)) return;
  addDelivery(
    ports.store,
    crypto.randomUUID(),
    before.threadId,
    { kind: 'update', rank: 30, message: null },
    ports.now(),
  );
}
