/**
 * Looks again at containers that were not seen to end. One glimpse answers for all pods of a revision; only who ended is looked at in
 * full. Where watching is refused or the history is used up, lists are looked at instead, at the moments that tell most.
 */
import { awaitedEnd, freshMs, type How, nextLook, showsEnd } from '../facts/looks.ts';
import { sightingOf } from '../facts/sightings.ts';
import { older } from '../facts/versions.ts';
import { type Glimpse, glimpseBack, glimpseNow, lookAgain, type Looked, type Pods } from '../pipeline.ts';
import type { Cluster } from '../ports.ts';
import { getHidden } from '../store/hidden.ts';
import { getIncident } from '../store/incidents.ts';
import { claimLooks, finishLook, type Look, putOffLook } from '../store/looks.ts';
import type { Ending, Hints, Pod, Reading } from '../types.ts';
import { groupsOf } from './looks-groups.ts';
import { type LookBody, rememberWatch, withSighting } from './looks-plan.ts';
import type { DeskPorts } from './ports.ts';
import { type Readers, readersUntil } from './readers.ts';
import { hiddenAgain, toldAgain, unread } from './looked-again.ts';
import { raiseIfPossible } from './raise.ts';

type Row = Look<LookBody>;

const batchSize = 100;
/** Longer than a pass may take. */
const claimMs = 15_000;
const soonMs = 1_000;
/** After so many tries without an outcome a look is given up. */
const maxTries = 5;

/**
 * What was seen of a group. `from` and `until`: the cluster's time around the request. `watched`: what was watched, from where. `readAt`:
 * when (our clock) a newer resource version was learned; null when none was.
 */
type Seen = { glimpse: Glimpse; how: How; from: number; until: number; readAt: number | null; watched: Watched | null };
type Watched = NonNullable<Hints['watch']>;

type Group = { rows: Row[]; namespace: string; selector: Pods['selector']; how: How; ahead: () => number };

/** The oldest version that any of the rows begins from; null when they have none: then their events have to do. */
const startOf = (rows: Row[]): string | null => rows.map((row) => row.resourceVersion).reduce(older, null);

/** Whether a row's resource version would be too old by the time it is looked at again. */
const ages = ({ deadline, readAt, body: { ahead } }: Row, now: number): boolean =>
  (nextLook(deadline, now + ahead, 'watch') ?? 0) - ahead - readAt > freshMs;

/** So long before its deadline (milliseconds) a container is looked at by lists where it is: some seconds later it is gone. */
const endMs = 2_300;

/** The watch's answer; a list's where it has none. Null when nothing can be read, or not now: then the watch has been refused by nobody. */
async function glimpse(ports: DeskPorts, reader: Cluster, group: Group): Promise<Seen | null> {
  const { rows, namespace, selector, ahead } = group;
  const cluster = rows[0]?.alert.cluster ?? null;
  const began = ports.now();
  const around = <T extends object>(seen: T, since: number) => ({
    ...seen,
    from: since + ahead(),
    until: ports.now() + ahead(),
  });
  const start = startOf(rows);
  if (group.how === 'watch' && start !== null) {
    const renew = rows.some((row) => ages(row, began));
    const back: Reading<Glimpse> = await glimpseBack(reader, { namespace, selector }, start, renew);
    if (back.known) {
      rememberWatch(ports.store, cluster, true);
      const readAt = back.value.renewed ? began : null;
      const watched = { resourceVersion: start, ...selector };
      return around({ glimpse: back.value, how: 'watch' as const, readAt, watched }, began);
    }
    ports.log('watch failed', { rows: rows.length, why: back.why });
    // Around the end there is no later: what lists show then is more than a watch that may be refused once more.
    if (back.passing && !rows.some(({ deadline }) => began + ahead() >= deadline - endMs)) return null;
    if (!back.passing) rememberWatch(ports.store, cluster, false);
  }
  const asked = ports.now();
  const now = await glimpseNow(reader, { namespace, selector });
  // A row without a version has its events' to try a watch from.
  return now.known ? around({ glimpse: now.value, how: 'list' as const, readAt: asked, watched: null }, asked) : null;
}

/** What the glimpse tells of one row: that it ended, or that it is gone, or that it is there still. */
function outcomeOf(
  { glimpse: { pods, others } }: Seen,
  { body }: Row,
): { over: boolean; pod: Pod | null; states: Pod[] } {
  const own = pods.get(body.uid);
  const states = own?.states ?? [];
  const gone = own ? own.gone : others === 'gone';
  return { over: gone || showsEnd(states, body), pod: gone ? null : (states.at(-1) ?? null), states };
}

/** What the look makes of the stop, told or hidden; null where nothing of it is left. */
function outcomeFor(ports: DeskPorts, row: Row, looked: Looked, ahead: number, last: boolean) {
  const hidden = row.of.hidden === null ? null : getHidden(ports.store, row.of.hidden);
  const told = getIncident(ports.store, row.of.incident ?? hidden?.incidentId ?? 0);
  const stillAwaited = (ending: Ending): boolean =>
    !last && awaitedEnd(looked.evidence, looked.subject, ending) !== null;
  if (told) return toldAgain(ports, told, looked, ahead, stillAwaited);
  return hidden && hiddenAgain(ports, hidden, looked, ahead, stillAwaited);
}

/** Looks in full, and tells what changed. False when the cluster could not say enough and should be asked again. */
async function settle(ports: DeskPorts, readers: Readers, row: Row, hints: Hints, last: boolean): Promise<boolean> {
  const { store } = ports;
  const { cluster } = row.alert;
  const looked = await lookAgain(row.alert, readers.of(cluster), ports.redact, hints, readers.metrics(cluster));
  const { pod, lastWords } = looked.evidence;
  const wasSighted = (hints.earlier?.sightings.length ?? 0) > 0;
  const isLost = !pod.known || (!wasSighted && !lastWords.known && lastWords.passing);
  if (isLost && !last) return false;
  if (lastWords.known && lastWords.value && hints.states.length === 0) rememberWatch(store, row.alert.cluster, true);
  return store.transaction(() => {
    const outcome = outcomeFor(ports, row, looked, readers.ahead(cluster), last);
    if (outcome === 'look again') return false;
    finishLook(store, row.id);
    if (outcome) ports.log('looked again', outcome);
    return true;
  });
}

async function lookAt(ports: DeskPorts, readers: Readers, row: Row, seen: Seen | null): Promise<void> {
  const { store } = ports;
  const ahead = readers.ahead(row.alert.cluster);
  const outcome = seen ? outcomeOf(seen, row) : { over: false, pod: null, states: [] };
  const path = `${seen?.glimpse.path ?? ''}/${row.body.pod}`;
  const sighted = seen?.how === 'list' && (outcome.over || outcome.pod !== null);
  const sighting = sighted ? sightingOf(path, outcome.pod, row.body.container, seen.from, seen.until) : null;
  const body = { ...withSighting(row.body, sighting), ahead };
  const how = seen?.how ?? row.how;
  const next = nextLook(row.deadline, ports.now() + ahead, how);
  if (outcome.over || next === null) {
    const { pod, uid, container, earlier, selector } = body;
    const own = row.resourceVersion === null ? null : { resourceVersion: row.resourceVersion, ...selector };
    const watch = seen?.watched ?? own;
    const states = seen?.how === 'list' ? outcome.states : [];
    if (await settle(ports, readers, row, { pod, uid, container, watch, earlier, states }, next === null)) return;
  }
  // What could not be read back now is still there to be read, from where this look began.
  const cut = seen?.glimpse.cut ?? false;
  const renewed = seen && (seen.readAt !== null || cut) && !outcome.over;
  const resourceVersion = renewed ? seen.glimpse.resourceVersion : row.resourceVersion;
  const readAt = renewed ? (seen.readAt ?? row.readAt) : row.readAt;
  // The rest of a watch that was cut is read while it is still there.
  const dueAt = cut ? ports.now() + soonMs : (next ?? ports.now() + ahead) - ahead;
  putOffLook(store, row.id, { dueAt, how, resourceVersion, readAt, body });
}

/** A look that is given up: what was told stands as it was, and what was hidden is told, for nobody knows how it ended. */
function giveUp(ports: DeskPorts, { id, of }: Row): void {
  const { store } = ports;
  store.transaction(() => {
    finishLook(store, id);
    const hidden = of.hidden === null ? null : getHidden(store, of.hidden);
    if (hidden?.raised === null) raiseIfPossible(ports, hidden, unread);
  });
}

/** A failure of our own leaves the row claimed: it is tried again when the claim runs out, and given up in the end. */
async function guarded(ports: DeskPorts, row: Row, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    ports.log('look failed', { look: row.id, tries: row.tries, why });
    if (row.tries >= maxTries) giveUp(ports, row);
  }
}

/**
 * One batch of due looks. Returns how many there were.
 * @param deadline reads of the cluster are called off by then (milliseconds); what was not read is looked at again
 */
export async function looksPass(ports: DeskPorts, deadline: number): Promise<number> {
  const claimed = claimLooks<LookBody>(ports.store, ports.now(), batchSize, claimMs);
  if (claimed.length === 0) return 0;
  const readers = readersUntil(ports, deadline);
  await Promise.all(
    groupsOf(claimed).map(async ({ rows, selector }) => {
      const [{ alert, body, how }] = rows as [Row];
      const { namespace } = body;
      const reader = readers.of(alert.cluster);
      const group = { rows, namespace, selector, how, ahead: () => readers.ahead(alert.cluster) };
      const seen = await glimpse(ports, reader, group).catch((error: unknown) => {
        ports.log('glimpse failed', { rows: rows.length, why: error instanceof Error ? error.message : String(error) });
        return null;
      });
      await Promise.all(rows.map((row) => guarded(ports, row, () => lookAt(ports, readers, row, seen))));
    }),
  );
  readers.count();
  return claimed.length;
}
