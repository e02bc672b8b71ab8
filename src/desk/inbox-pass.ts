/** Works through due alerts: claimed before the first await, read side by side, judged and written in one transaction each. */
import { judge, look, lookAway, type Looked, resolve } from '../pipeline.ts';
import { addDelivery } from '../store/outbox.ts';
import { getIncident, openIncident, putIncident } from '../store/incidents.ts';
import {
  alertKey,
  claimAlerts,
  type Claimed,
  finishAlert,
  incidentOf,
  resolvedAt,
  stillFiring,
} from '../store/inbox.ts';
import type { Cluster } from '../ports.ts';
import type { Store } from '../store/store.ts';
import type { Standing } from '../types.ts';
import { planLook } from './looks-plan.ts';
import type { DeskPorts } from './ports.ts';
import { readersUntil } from './readers.ts';

/** Alerts of one batch: one list of a namespace serves them all. */
const batchSize = 50;
/** Longer than a pass may take, so that a claim never runs out under its owner. */
const claimMs = 15_000;
/** An incident takes in new stops for this long after the last one, or while an alert of it still fires. */
const quietMs = 30 * 60 * 1000;
/** After so many tries an alert is set aside, so that it does not stop the others. */
const maxTries = 5;

const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** What the store knows of the past for a diagnosis of this key and stop. */
function standingOf(store: Store, claimed: Claimed, now: number) {
  return (key: string, stop: string): Standing & { id: number | null } => {
    const open = openIncident(store, key, now - quietMs, (id) => stillFiring(store, id) > 0);
    return {
      id: open?.id ?? null,
      open: open?.incident ?? null,
      repeat: open?.incident.stops.includes(stop) ?? false,
      resolvedAt: resolvedAt(store, alertKey(claimed.alert)),
    };
  };
}

/** Judges one alert and writes incident, messages and the row's end together. */
function settle(ports: DeskPorts, claimed: Claimed, looked: Looked, ahead: number): void {
  const { store } = ports;
  const now = ports.now() + ahead;
  store.transaction(() => {
    let id: number | null = null;
    const past = standingOf(store, claimed, now);
    const explained = judge(
      looked,
      (key, stop) => {
        const standing = past(key, stop);
        id = standing.id;
        return standing;
      },
      iso(now),
    );
    const incidentId = putIncident(store, id, explained.incident);
    for (const { kind, message } of explained.say)
      addDelivery(store, crypto.randomUUID(), incidentId, kind, message, ports.now());
    finishAlert(store, claimed.id, 'done', explained.decision.reason, incidentId);
    planLook(ports, claimed.id, incidentId, looked, explained.diagnosis, ahead);
    ports.log('explained', {
      line: explained.line,
      incident: incidentId,
      says: explained.say.length,
      decision: explained.decision,
      waitedMs: ports.now() - claimed.receivedAt,
    });
  });
}

/** An alert's end: when nothing of its incident fires any more, the message says so. */
function close(ports: DeskPorts, claimed: Claimed, now: number): void {
  const { store } = ports;
  store.transaction(() => {
    const incidentId = incidentOf(store, alertKey(claimed.alert));
    const stored = incidentId ? getIncident(store, incidentId) : null;
    if (!incidentId || !stored) {
      finishAlert(store, claimed.id, 'done', 'resolved before it was explained', null);
      return;
    }
    finishAlert(store, claimed.id, 'done', 'resolved', incidentId);
    if (stillFiring(store, incidentId) > 0 || stored.incident.resolvedAt !== null) return;
    const { incident, message } = resolve(stored.incident, claimed.alert.endsAt ?? iso(now));
    putIncident(store, incidentId, incident);
    addDelivery(store, crypto.randomUUID(), incidentId, 'update', message, ports.now());
  });
}

/** Runs one row's work; what throws is tried again later, and set aside in the end. */
function guarded(ports: DeskPorts, claimed: Claimed, work: () => void): void {
  try {
    work();
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    ports.log('alert failed', { row: claimed.id, tries: claimed.tries, why });
    if (claimed.tries >= maxTries)
      finishAlert(ports.store, claimed.id, 'set-aside', `lastword failed on it ${maxTries} times: ${why}`, null);
  }
}

/** Looks at a firing alert; a failure of our own, here or in judging what was read, is no reason to lose it: it is told as it came. */
async function lookSafely(ports: DeskPorts, claimed: Claimed, reader: () => Cluster): Promise<Looked> {
  if (claimed.tries >= maxTries)
    return lookAway(claimed.alert, 'lastword itself failed while explaining this alert', ports.redact);
  try {
    return await look(claimed.alert, reader(), ports.redact);
  } catch (error) {
    ports.log('look failed', { row: claimed.id, why: error instanceof Error ? error.message : String(error) });
    return lookAway(claimed.alert, 'lastword itself failed while reading the cluster', ports.redact);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/**
 * One batch of due alerts. Returns how many rows it worked on.
 * @param deadline reads of the cluster are called off by then (milliseconds): the alert is told with what was read
 */
export async function inboxPass(ports: DeskPorts, deadline: number): Promise<number> {
  const now = ports.now();
  const claimed = claimAlerts(ports.store, now, batchSize, claimMs);
  const readers = readersUntil(ports, deadline);
  const firing = claimed.filter((row) => row.alert.status === 'firing');
  const looked = new Map(
    await Promise.all(
      // One row's failure must not become the whole batch's.
      firing.map(
        async (row) =>
          [row.id, await lookSafely(ports, row, () => readers.of(row.alert.cluster)).catch(asError)] as const,
      ),
    ),
  );
  readers.count();
  for (const row of claimed) {
    guarded(ports, row, () => {
      // A cluster's times are judged by its own clock.
      const ahead = readers.ahead(row.alert.cluster);
      const seen = looked.get(row.id);
      if (seen instanceof Error) throw seen;
      return seen ? settle(ports, row, seen, ahead) : close(ports, row, ports.now() + ahead);
    });
  }
  return claimed.length;
}
