/** Says what is due, one call to Slack at a time: the outcome of each is written before the next begins. */
import { deliver } from '../deliver/deliver.ts';
import { getIncident, incidentPosted } from '../store/incidents.ts';
import { claimDelivery, type Delivery, killThread, settleDelivery } from '../store/outbox.ts';
import type { DeskPorts } from './ports.ts';

/** Longer than a call may take. */
const claimMs = 30_000;

async function say(ports: DeskPorts, row: Delivery): Promise<void> {
  const { store } = ports;
  const thread = getIncident(store, row.incidentId);
  const outcome = await deliver(row, ports.notifier, thread?.channel ?? ports.channel, thread?.ts ?? null, ports.now());
  store.transaction(() => {
    settleDelivery(store, row.id, outcome);
    if (outcome.state === 'posted' && row.kind === 'parent')
      incidentPosted(store, row.incidentId, outcome.channel, outcome.ts);
    if (outcome.state === 'dead' && row.kind === 'parent')
      killThread(store, row.incidentId, `its parent: ${outcome.error}`);
  });
  if (outcome.state === 'posted')
    ports.log('posted', {
      incident: row.incidentId,
      kind: row.kind,
      tries: row.tries,
      afterMs: ports.now() - row.createdAt,
    });
  else
    ports.log(outcome.state === 'dead' ? 'dead-letter' : 'will try again', {
      incident: row.incidentId,
      kind: row.kind,
      error: outcome.error,
    });
}

/** Sends due rows until none is left or `deadline` (milliseconds) has come, `gapMs` apart. Returns when the next call may be made. */
export async function outboxPass(ports: DeskPorts, notBefore: number, deadline: number): Promise<number> {
  let next = notBefore;
  while (ports.now() >= next && ports.now() < deadline) {
    const row = claimDelivery(ports.store, ports.now(), claimMs);
    if (!row) break;
    await say(ports, row);
    next = ports.now() + ports.gapMs;
  }
  return next;
}
