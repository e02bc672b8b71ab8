/**
 * Puts into the outbox what is to be said of an incident: in its own thread, or in that of the storm it belongs to. Called within the
 * transaction that writes the incident.
 */
import type { Saying } from '../pipeline.ts';
import { type StoredIncident, threadOf } from '../store/incidents.ts';
import { addDelivery, type Wanted } from '../store/outbox.ts';
import type { Incident, Verdict } from '../types.ts';
import type { DeskPorts } from './ports.ts';
import { detailAgain, joinsStorm, maySpeakUp } from './storms.ts';

/** The most important first: new before news, news before edits, investigate before expected; logs when all else is said. */
const ranks = { parent: 1, news: 10, update: 30, log: 40 } as const;
const byVerdict: Record<Verdict, number> = { investigate: 0, undetermined: 1, expected: 2 };

function wanted(saying: Saying, { verdict }: Incident): Wanted {
  const rank = ranks[saying.kind] + byVerdict[verdict];
  switch (saying.kind) {
    case 'parent':
    case 'update':
      return { kind: saying.kind, rank, message: null };
    case 'news':
      return { kind: 'reply', rank, message: saying.message, broadcast: saying.broadcast };
    case 'log':
      return { kind: 'reply', rank, message: saying.message };
  }
}

const queue = ({ store, now }: DeskPorts, threadId: number, what: Wanted): number =>
  addDelivery(store, crypto.randomUUID(), threadId, what, now());

/**
 * In a storm: its list is edited, details follow in its thread, and what is news there is a reply. A cluster that can be read again makes
 * news of all at once: that is one message with many details, and not one for each.
 */
function tellInStorm(ports: DeskPorts, storm: number, { id, incident }: StoredIncident, say: Saying[]): number {
  const list = queue(ports, storm, { kind: 'update', rank: ranks.update, message: null });
  for (const saying of say) {
    if (saying.kind !== 'news') continue;
    if (saying.readAtLast) detailAgain(ports, storm, id);
    else {
      const broadcast = saying.broadcast && maySpeakUp(ports, storm);
      queue(ports, storm, wanted({ ...saying, broadcast }, incident));
    }
  }
  return list;
}

/** Returns the delivery that tells the alert; null when nothing is to be said. */
export function tell(ports: DeskPorts, told: StoredIncident, say: Saying[]): number | null {
  if (say.length === 0) return null;
  const { incident } = told;
  const opens = say.some((saying) => saying.kind === 'parent');
  const storm = opens ? joinsStorm(ports, told) : told.own ? null : told.stormId;
  if (storm !== null) return tellInStorm(ports, storm, told, say);
  const [main] = say.map((saying) => queue(ports, threadOf(told), wanted(saying, incident)));
  if (told.stormId !== null) queue(ports, told.stormId, { kind: 'update', rank: ranks.update, message: null });
  return main ?? null;
}
