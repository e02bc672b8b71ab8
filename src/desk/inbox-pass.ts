/** Works through due alerts: claimed before they are read, read side by side, judged and written in one transaction each; ends in one for many. */
import { look, lookAway, type Looked } from '../pipeline.ts';
import { claimRows, type Claimed, dueRows } from '../store/claims.ts';
import { type End, putOffEnd } from '../store/ends.ts';
import { finishAlert } from '../store/inbox.ts';
import { type Due, isEnd, parts, runs } from './batch.ts';
import { close } from './close.ts';
import type { DeskPorts } from './ports.ts';
import { type Readers, readersUntil } from './readers.ts';
import { settle } from './settle.ts';

/** Alerts of one batch: one list of a namespace serves them all. */
const batchSize = 500;
/** So many of them are looked at at the same time. */
const sideBySide = 10;
/** Longer than a pass may take, so that a claim never runs out under its owner. */
const claimMs = 15_000;
/** After so many tries an alert is set aside, so that it does not stop the others. */
const maxTries = 5;
/** Runs one row's work; what throws is tried again later, and set aside in the end. */
function guarded(ports: DeskPorts, claimed: Due, settling: () => void): void {
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
    else if (isEnd(claimed)) putOffEnd(ports.store, claimed, ports.now() + claimMs);
  }
}

/** Closes ends all in one; where one of them fails, each by itself, so that it takes none of the others with it. */
function closeAll(ports: DeskPorts, ends: End[], readers: Readers): void {
  try {
    close(ports, ends, readers.ahead);
  } catch {
    for (const end of ends) guarded(ports, end, () => close(ports, [end], readers.ahead));
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
async function work(ports: DeskPorts, rows: Due[], readers: Readers): Promise<void> {
  const looked = new Map(
    await Promise.all(
      rows
        .filter((row) => !isEnd(row))
        // One row's failure must not become the whole batch's.
        .map(async (row) => [row.id, await lookSafely(ports, row, readers).catch(asError)] as const),
    ),
  );
  for (const run of runs(rows)) {
    await ports.turns.next();
    if (Array.isArray(run)) closeAll(ports, run, readers);
    else
      guarded(ports, run, () => {
        const seen = looked.get(run.id);
        if (seen instanceof Error) throw seen;
        // A cluster's times are judged by its own clock.
        if (seen) settle(ports, run, seen, readers.ahead(run.alert.cluster));
      });
  }
}

/**
 * One batch of due alerts. Returns how many rows it worked on.
 * @param deadline reads of the cluster are called off by then (milliseconds): the alert is told with what was read
 */
export async function inboxPass(ports: DeskPorts, deadline: number): Promise<number> {
  const line = dueRows(ports.store, ports.now(), batchSize);
  const newest = Math.max(...line.map(({ ends, receivedAt }) => (ends ? 0 : receivedAt)));
  const readers = readersUntil(ports, deadline, newest);
  let [worked, slowest] = [0, 0];
  for (const part of parts(line, sideBySide)) {
    const began = ports.now();
    // Something is always worked on, however late it is; what would be called off on the way is for the next pass.
    if (worked > 0 && began + slowest >= deadline) break;
    await work(ports, claimRows(ports.store, part, ports.now(), claimMs), readers);
    worked += part.length;
    slowest = Math.max(slowest, ports.now() - began);
  }
  readers.count();
  return worked;
}
