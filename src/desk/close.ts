/** What becomes of ends: when nothing of an incident fires any more, its message says so. */
import { resolve } from '../pipeline.ts';
import { iso } from '../facts/time.ts';
import { alertOfEnd, type End, finishEnds, placesOf, stillFires } from '../store/ends.ts';
import { getIncident, putIncident, type StoredIncident } from '../store/incidents.ts';
import type { DeskPorts } from './ports.ts';
import { tell } from './tell.ts';

/** How far a cluster's clock is ahead of ours, milliseconds: its times are judged by it. */
export type Ahead = (cluster: string | null) => number;

/** When the last of them ended, RFC 3339; one that does not say so ended now, by its cluster's clock. */
function lastOf({ store, now }: DeskPorts, ends: End[], ahead: Ahead): string {
  const times = ends.map((end) => {
    const alert = alertOfEnd(store, end);
    return alert?.endsAt ?? iso(now() + ahead(alert?.cluster ?? null));
  });
  return times.reduce((last, time) => (Date.parse(time) > Date.parse(last) ? time : last));
}

/** Writes that it is over, and has its message say so; the delivery that does. */
function over(ports: DeskPorts, told: StoredIncident, at: string): number | null {
  const incident = resolve(told.incident, at);
  putIncident(ports.store, told.id, incident);
  return tell(ports, { ...told, incident }, [{ kind: 'update' }]);
}

/** Ends of one incident. Whether others of it fire is the same for all of them: what came in counts, whether it was worked on or not. */
function closeIn(ports: DeskPorts, told: StoredIncident, ends: End[], ahead: Ahead): void {
  const { store, now, calm } = ports;
  const finish = (rows: End[], reason: string, delivery: number | null = null): void =>
    finishEnds(store, rows, { reason, incident: told.id, delivery });
  const [first, ...rest] = ends;
  if (told.incident.resolvedAt !== null) return finish(ends, 'resolved, as its incident was');
  if (!first || stillFires(store, told.id, now() - calm.silentMs))
    return finish(ends, 'resolved; others of its incident fire');
  finish([first], 'resolved', over(ports, told, lastOf(ports, ends, ahead)));
  finish(rest, 'resolved, as its incident was');
}

/**
 * What an alert whose end came in before it makes of its incident: that of a stop which an Event told first would stay open for ever, for
 * an Event has no end. Within the caller's transaction.
 * @param at when the alert ended, RFC 3339
 */
export function closeAfter(ports: DeskPorts, id: number, at: string): void {
  const { store, now, calm } = ports;
  const told = getIncident(store, id);
  const isOpen = told !== null && told.incident.resolvedAt === null;
  if (isOpen && !stillFires(store, id, now() - calm.silentMs)) over(ports, told, at);
}

/** All of these ends or, when it throws, none. One that nobody was told the beginning of asks for nothing. */
export function close(ports: DeskPorts, ends: End[], ahead: Ahead): void {
  const { store } = ports;
  store.transaction(() => {
    const places = placesOf(
      store,
      ends.map(({ key }) => key),
    );
    for (const [id, rows] of Map.groupBy(ends, ({ key }) => places.get(key)?.incident ?? null)) {
      const told = id === null ? null : getIncident(store, id);
      if (told) {
        closeIn(ports, told, rows, ahead);
        continue;
      }
      const untold = Map.groupBy(rows, ({ key }) =>
        places.get(key)?.hidden ? 'resolved; it was hidden' : 'resolved before it was explained',
      );
      for (const [reason, of] of untold) finishEnds(store, of, { reason, incident: null, delivery: null });
    }
  });
}
