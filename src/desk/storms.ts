/** When many incidents open at once they are told by one message; those that tell most still get their own. */
import { composeDetails, composeStorm, isTelling, stormStories } from '../pipeline.ts';
import { getIncident, type StoredIncident } from '../store/incidents.ts';
import { addDelivery, countBroadcasts, fixMessage, withdraw } from '../store/outbox.ts';
import {
  countOpenedSince,
  currentStorm,
  forgetDetails,
  getStorm,
  incidentsOf,
  isOpen,
  joinStorm,
  markDetailed,
  openedSince,
  openStorm,
  ownOf,
  type Storm,
  undetailedOf,
} from '../store/storms.ts';
import type { Message } from '../types.ts';
import { iso } from '../facts/time.ts';
import type { DeskPorts } from './ports.ts';

/** So many incidents of a storm have messages of their own. */
const mostOwn = 5;
/** A storm takes in what opens within so many windows after the last, … */
const quietWindows = 5;
/** … and within so many of its beginning: an edit rings nobody's phone, so that what opens much later is told anew. */
const longestWindows = 30;

const list = { kind: 'update', rank: 30, message: null } as const;
const details = { kind: 'details', rank: 20, message: null } as const;
const say = ({ store, now }: DeskPorts, storm: number, what: Parameters<typeof addDelivery>[3]): number =>
  addDelivery(store, crypto.randomUUID(), storm, what, now());

/** An incident that has its own message in a storm, or none but the storm's. */
function take(ports: DeskPorts, storm: number, { id, incident }: Pick<StoredIncident, 'id' | 'incident'>): boolean {
  const own = ownOf(ports.store, storm).filter((other) => other.id !== id);
  const tells =
    own.length < mostOwn &&
    isTelling(
      incident,
      own.map((other) => other.incident),
    );
  joinStorm(ports.store, storm, id, tells, ports.now());
  return tells;
}

/** A storm begins with all that opened in the window: what was said already stays, the rest is told by the storm, but for the telling. */
function begin(ports: DeskPorts, since: number, channel: string | null): Storm {
  const { store, now } = ports;
  const id = openStorm(store, now(), channel);
  const parent = say(ports, id, { kind: 'parent', rank: 0, message: null });
  const early = openedSince(store, since, channel);
  const begun = early.filter((told) => !canStillJoin(ports, told));
  for (const told of begun) joinStorm(store, id, told.id, true, now());
  for (const told of early.filter((other) => !begun.includes(other))) {
    if (take(ports, id, told)) continue;
    withdraw(store, told.id);
    store.sql('UPDATE inbox SET delivery_id = ? WHERE incident_id = ? AND delivery_id IS NOT NULL', parent, told.id);
  }
  say(ports, id, details);
  ports.log('storm', { storm: id, incidents: early.length });
  return { id, openedAt: now(), lastSeenAt: now() };
}

/** True while nothing of it was tried: what waits can be said elsewhere. */
const canStillJoin = ({ store }: DeskPorts, { id }: StoredIncident): boolean =>
  store.sql('SELECT 1 FROM outbox WHERE thread_id = ? AND tries > 0 LIMIT 1', id).length === 0;

/**
 * The storm that takes in an incident which opens now. One in which nothing is open takes in only what is over already: it says "Resolved",
 * and what is new is said aloud.
 */
function openTo({ store, now, calm }: DeskPorts, { incident, channel }: StoredIncident): Storm | null {
  const latest = currentStorm(store, now() - quietWindows * calm.stormWindowMs, channel);
  if (!latest || latest.openedAt < now() - longestWindows * calm.stormWindowMs) return null;
  return incident.resolvedAt !== null || isOpen(store, latest.id) ? latest : null;
}

/**
 * For an incident that opens: the storm whose message tells it, or null when it gets a message of its own (in a storm, or because there
 * is none). Opens the storm when this one is one too many.
 */
export function joinsStorm(ports: DeskPorts, opened: StoredIncident): number | null {
  const { store, now, calm } = ports;
  const { id, incident, channel } = opened;
  const since = now() - calm.stormWindowMs;
  const current = openTo(ports, opened);
  if (!current && countOpenedSince(store, since, channel) < calm.stormThreshold) return null;
  // The one that opens is among those that begin it: it is looked at as they are.
  const storm = current ?? begin(ports, since, channel);
  const told = getIncident(store, id);
  const own = told?.stormId === storm.id ? told.own : take(ports, storm.id, { id, incident });
  say(ports, storm.id, own ? list : details);
  return own ? null : storm.id;
}

/** A storm's message as things stand; null when there is no such storm. */
export function stormMessage({ store }: DeskPorts, id: number): Message | null {
  const storm = getStorm(store, id);
  if (!storm) return null;
  const members = incidentsOf(store, id);
  const incidents = members.map((told) => told.incident);
  const own = new Set(members.filter((told) => told.own).map((told) => told.incident));
  return composeStorm({
    stories: stormStories(incidents),
    isOwn: (incident) => own.has(incident),
    openedAt: iso(storm.openedAt),
    lastSeenAt:
      incidents
        .map((i) => i.lastSeenAt)
        .toSorted()
        .at(-1) ?? iso(storm.lastSeenAt),
  });
}

/** The next details for a storm's thread, fixed in their row before they go out; null when all of them were told. */
export function nextDetails({ store }: DeskPorts, row: number, storm: number): Message | null {
  const left = undetailedOf(store, storm);
  if (left.length === 0) return null;
  const { message, told } = composeDetails(left.map(({ incident }) => incident));
  store.transaction(() => {
    fixMessage(store, row, message);
    markDetailed(
      store,
      left.slice(0, told).map(({ id }) => id),
    );
  });
  return message;
}

/** After details were posted: those that did not fit, and those that came since, follow. */
export function moreDetails(ports: DeskPorts, storm: number): void {
  if (undetailedOf(ports.store, storm).length > 0) say(ports, storm, details);
}

/** What an incident's part in a storm was about could not be read, and now it was: its thread tells it once more, and the channel hears of it. */
export function detailAgain(ports: DeskPorts, storm: number, incident: number): void {
  forgetDetails(ports.store, incident);
  say(ports, storm, { ...details, broadcast: true });
}

/** Whether the channel hears of more news of a storm's incidents: of a few within a while, the others' are in the thread and on the list. */
export function maySpeakUp({ store, now, calm }: DeskPorts, storm: number): boolean {
  return countBroadcasts(store, storm, now() - quietWindows * calm.stormWindowMs) < mostOwn;
}
