/** Writes what an explained alert makes of its incident, and puts into the outbox what is to be said of it. Within the caller's transaction. */
import type { Explained } from '../pipeline.ts';
import { countAlert, putIncident } from '../store/incidents.ts';
import { addStop } from '../store/stops.ts';
import type { Past } from './past.ts';
import type { DeskPorts } from './ports.ts';
import { tell } from './tell.ts';

/** What came of it: the incident's row, and the delivery that tells it; null when nothing is said. */
export type Spoken = { incident: number; delivery: number | null; outcome: 'posted' | 'updated' | 'suppressed' };

export function speak(ports: DeskPorts, { decision, incident, stop, say }: Explained, { told }: Past): Spoken {
  const { store, now } = ports;
  const silent = decision.action === 'suppress' && told !== null;
  if (silent) countAlert(store, told.id, incident);
  const channel = decision.channel ?? ports.channel;
  const id = silent ? told.id : putIncident(store, told?.id ?? null, incident, now(), channel);
  addStop(store, id, stop);
  const row = { ...(told ?? { channel, ts: null, stormId: null, own: true }), id, incident };
  const delivery = tell(ports, row, say);
  const outcome = told === null ? 'posted' : delivery === null ? 'suppressed' : 'updated';
  return { incident: id, delivery, outcome };
}
