/** Works through due alerts: claimed before they are read, read side by side, judged and written in one transaction each. */
import { look, lookAway, type Looked } from '../pipeline.ts';
import { claimRows, type Claimed, dueAlerts } from '../store/claims.ts';
import { finishAlert } from '../store/inbox.ts';
import type { DeskPorts } from './ports.ts';
import { type Readers, readersUntil } from './readers.ts';
import { close, settle } from './settle.ts';

/** Alerts of one batch: one list of a namespace serves them all. */
const batchSize = 500;
/** So many of them are looked at at the same time. */
const sideBySide = 10;
/** Longer than a pass may take, so that a claim never runs out under its owner. */
const claimMs = 15_000;
/** After so many tries an alert is set aside, so that it does not stop the others. */
const maxTries = 5;
/** Runs one row's work; what throws is tried again later, and set aside in the end. */
function guarded(ports: DeskPorts, claimed: Claimed, settling: () => void): void {
  try {
    settling();
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    ports.log('alert failed', { row: claimed.id, tries: claimed.tries, why });
    if (claimed.tries >= maxTries)
      finishAlert(ports.store, claimed.id, {
        state: 'set-aside',
        reason: `lastword failed on it ${maxTries} times: ${why}`,
        incident: null,
      });
  }
}

/** Looks at a firing alert; a failure of our own, here or in judging what was read, is no reason to lose it: it is told as it came. */
async function lookSafely(ports: DeskPorts, claimed: Claimed, readers: Readers): Promise<Looked> {
  await ports.turns.next();
  if (claimed.tries >= maxTries)
    return lookAway(claimed.alert, 'lastword itself failed while explaining this alert', ports.redact);
  try {
    return await look(
      claimed.alert,
      readers.of(claimed.alert.cluster),
      ports.redact,
      readers.metrics(claimed.alert.cluster),
      readers.sample,
    );
  } catch (error) {
    ports.log('look failed', { row: claimed.id, why: error instanceof Error ? error.message : String(error) });
    return lookAway(claimed.alert, 'lastword itself failed while reading the cluster', ports.redact);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Looks at some alerts side by side, and settles one after the other: pieces of about a millisecond. */
async function work(ports: DeskPorts, rows: Claimed[], readers: Readers): Promise<void> {
  const looked = new Map(
    await Promise.all(
      rows
        .filter((row) => row.alert.status === 'firing')
        // One row's failure must not become the whole batch's.
        .map(async (row) => [row.id, await lookSafely(ports, row, readers).catch(asError)] as const),
    ),
  );
  for (const row of rows) {
    await ports.turns.next();
    guarded(ports, row, () => {
      // A cluster's times are judged by its own clock.
      const ahead = readers.ahead(row.alert.cluster);
      const seen = looked.get(row.id);
      if (seen instanceof Error) throw seen;
      return seen ? settle(ports, row, seen, ahead) : close(ports, row, ports.now() + ahead);
    });
  }
}

/**
 * One batch of due alerts. Returns how many rows it worked on.
 * @param deadline reads of the cluster are called off by then (milliseconds): the alert is told with what was read
 */
export async function inboxPass(ports: DeskPorts, deadline: number): Promise<number> {
  const due = dueAlerts(ports.store, ports.now(), batchSize);
  const newest = Math.max(...due.map((row) => row.receivedAt));
  const readers = readersUntil(ports, deadline, newest);
  let worked = 0;
  // Something is always worked on, however late it is.
  for (let at = 0; at < due.length && (at === 0 || ports.now() < deadline); at += sideBySide) {
    const rows = claimRows(ports.store, due.slice(at, at + sideBySide), ports.now(), claimMs);
    await work(ports, rows, readers);
    worked += rows.length;
  }
  readers.count();
  return worked;
}
