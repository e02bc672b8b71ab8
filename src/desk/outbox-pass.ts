/** Says what is due, one call to Slack at a time: the outcome of each is written before the next begins. */
import { deliver } from '../deliver/deliver.ts';
import { advised } from '../facts/slack-advice.ts';
import { composeIncident } from '../pipeline.ts';
import { killThread } from '../store/dead-letters.ts';
import { getIncident, placeOf, threadPosted } from '../store/incidents.ts';
import { claimDelivery, type Delivery, settleDelivery } from '../store/outbox.ts';
import type { Message } from '../types.ts';
import { countOutcome } from './measure.ts';
import type { DeskPorts } from './ports.ts';
import { keepQuiet, quietUntil } from './quiet.ts';
import { threadMessage } from './threads.ts';
import { moreDetails, nextDetails, stormMessage } from './storms.ts';

/** Longer than a call may take. */
const claimMs = 30_000;
/** After so many tries on which lastword itself failed, a row is a dead letter. */
const maxTries = 5;

/** What a row says: written down when it was queued, or as things stand now. Null for a row that has nothing left to say. */
export function messageOf(ports: DeskPorts, { id, kind, threadId, message }: Delivery): Message | null {
  if (message !== null) return message;
  if (kind === 'details') return nextDetails(ports, id, threadId);
  const told = getIncident(ports.store, threadId);
  return told ? composeIncident(told.incident) : (stormMessage(ports, threadId) ?? threadMessage(ports, threadId));
}

async function say(ports: DeskPorts, row: Delivery): Promise<void> {
  const { store } = ports;
  const message = messageOf(ports, row);
  const place = placeOf(store, row.threadId);
  if (message === null) {
    settleDelivery(store, row.id, { state: 'posted', ts: place.ts ?? '' });
    return;
  }
  const kind = row.kind === 'details' ? 'reply' : row.kind;
  const attempt = { ...row, kind, message };
  const outcome = await deliver(attempt, ports.notifier, place.channel ?? ports.channel, place.ts, ports.now);
  store.transaction(() => {
    settleDelivery(store, row.id, outcome);
    countOutcome(store, row, outcome, ports.now());
    if (outcome.state === 'waiting' && outcome.quietUntil !== null) keepQuiet(store, outcome.quietUntil);
    if (outcome.state === 'posted' && kind === 'parent') threadPosted(store, row.threadId, outcome.channel, outcome.ts);
    if (outcome.state === 'posted' && row.kind === 'details') moreDetails(ports, row.threadId);
    if (outcome.state === 'dead' && kind === 'parent') killThread(store, row.threadId, `its parent: ${outcome.error}`);
  });
  tellOutcome(ports, row, outcome);
}

/** A row that lastword itself fails on is tried again, and dead in the end: it must not stop the others. */
async function guarded(ports: DeskPorts, row: Delivery): Promise<void> {
  try {
    await say(ports, row);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    ports.log('saying failed', { incident: row.threadId, kind: row.kind, tries: row.tries, why });
    // Its claim runs out, and the alarm rings again for the others.
    if (row.tries < maxTries) throw error;
    const dead = `lastword failed on it ${maxTries} times: ${why}`;
    ports.store.transaction(() => {
      settleDelivery(ports.store, row.id, { state: 'dead', error: dead });
      countOutcome(ports.store, row, { state: 'dead', error: 'lastword_failed' }, ports.now());
      if (row.kind === 'parent') killThread(ports.store, row.threadId, `its parent: ${dead}`);
    });
  }
}

function tellOutcome(ports: DeskPorts, row: Delivery, outcome: Awaited<ReturnType<typeof deliver>>): void {
  const { kind, tries } = row;
  if (outcome.state === 'posted')
    ports.log('posted', { incident: row.threadId, kind, tries, afterMs: ports.now() - row.createdAt });
  else
    ports.log(outcome.state === 'dead' ? 'dead-letter' : 'will try again', {
      incident: row.threadId,
      kind,
      error: outcome.state === 'dead' ? advised(outcome.error) : outcome.error,
    });
}

/**
 * Sends due rows until none is left or `deadline` (milliseconds) has come, `gapMs` apart. Returns when the next call may be made.
 * @param goesOn while it answers true, what comes due is waited for, until the deadline; it is asked often, so that nobody waits for Slack
 * who has nothing to say
 */
export async function outboxPass(
  ports: DeskPorts,
  notBefore: number,
  deadline: number,
  goesOn: () => boolean = () => false,
): Promise<number> {
  let next = Math.max(notBefore, quietUntil(ports.store, ports.now()));
  while (ports.now() < deadline) {
    const row = ports.now() < next ? null : claimDelivery(ports.store, ports.now(), claimMs);
    if (row) {
      await guarded(ports, row);
      next = Math.max(ports.now() + ports.gapMs, quietUntil(ports.store, ports.now()));
    } else if (goesOn()) await pause(pauseMs);
    else break;
  }
  return next;
}

/** How often it is looked whether something is to be said, while alerts are read. */
const pauseMs = 50;
const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
