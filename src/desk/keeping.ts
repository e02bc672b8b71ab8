/** Keeps the store within its time and its size, in small steps beside the other work. */
import { prune, pruneDue } from '../store/prune.ts';
import type { DeskPorts } from './ports.ts';

/** How often it is looked whether something is to go. */
const everyMs = 10 * 60_000;
/** When the store is too large, what is older than this goes; half of it the next time, and so on down to nothing. */
const youngest = 60_000;

/** Dead letters of the last day stay: somebody may send them again. */
const spareMs = 24 * 3600_000;

/** What keeping knows from one alarm to the next. Lost with the Desk's memory, and begun anew. */
export type Keeping = { next: number; shrink: number };
export const startKeeping = (): Keeping => ({ next: 0, shrink: 1 });

/**
 * One step when one is due; `next` says when the next is.
 * @param bytes how large the store is
 */
export function keepStore(
  { store, now, calm, keep, log }: DeskPorts,
  { next, shrink }: Keeping,
  bytes: number,
): Keeping {
  if (now() < next) return { next, shrink };
  const tooLarge = bytes > keep.bytes;
  const part = tooLarge ? shrink / 2 : 1;
  const before = {
    alerts: now() - Math.max(youngest, keep.alertsMs * part),
    incidents: now() - Math.max(youngest, keep.incidentsMs * part),
    heard: now() - calm.silentMs,
    spare: now() - spareMs,
  };
  const gone = prune(store, before);
  if (gone > 0) log('pruned', { rows: gone, bytes });
  const exhausted = keep.incidentsMs * part < youngest;
  if (gone > 0) return { next: now(), shrink };
  // Nothing of that age is left: younger rows are next, as long as the store is too large.
  return tooLarge && !exhausted ? { next: now(), shrink: part } : { next: now() + everyMs, shrink: 1 };
}

/** When there is something to keep in order (milliseconds), null for an empty store: what is too old or, sooner, too much. */
export function keepingDue({ store, keep }: DeskPorts, { next }: Keeping, bytes: number): number | null {
  if (bytes > keep.bytes) return next;
  const due = pruneDue(store, { alerts: keep.alertsMs, incidents: keep.incidentsMs });
  return due === null ? null : Math.max(due, next);
}
