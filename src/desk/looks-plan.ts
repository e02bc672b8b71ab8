/** A look's row: what it is about, and when it comes next. */
import { type Awaited, awaitedEnd, type How, nextLook } from '../facts/looks.ts';
import type { Looked } from '../pipeline.ts';
import { recall, remember } from '../store/counters.ts';
import { addLook, type LookOf } from '../store/looks.ts';
import type { Store } from '../store/store.ts';
import type { Diagnosis, Sighting } from '../types.ts';
import type { DeskPorts } from './ports.ts';

/** What a look is about, and how far the cluster's clock was ahead of ours when it was planned (milliseconds). */
export type LookBody = Omit<Awaited, 'deadline' | 'resourceVersion'> & { ahead: number };

/** A long grace is followed by few looks with lists, and a stuck pod by few looks at all; an hour's grace is still bounded. */
const mostSightings = 12;

const watching = (cluster: string | null): string => `watch ${cluster ?? ''}`;

/** Whether watches of this cluster were answered when one was last tried. */
export const rememberWatch = (store: Store, cluster: string | null, works: boolean): void =>
  void remember(store, watching(cluster), works ? 'works' : 'refused');

const howTo = (store: Store, cluster: string | null): How =>
  recall(store, watching(cluster)) === 'refused' ? 'list' : 'watch';

export const withSighting = (body: LookBody, sighting: Sighting | null): LookBody =>
  sighting === null
    ? body
    : { ...body, earlier: { ...body.earlier, sightings: [...body.earlier.sightings, sighting].slice(-mostSightings) } };

/**
 * Schedules the next look at an end that was not seen. False when it was, or when there is nothing to be seen.
 * @param ahead how far the cluster's clock is ahead of ours, milliseconds
 */
export function planLook(
  ports: DeskPorts,
  of: LookOf,
  { alert, subject, evidence }: Looked,
  { ending }: Diagnosis,
  ahead: number,
): boolean {
  const { store } = ports;
  const awaited = awaitedEnd(evidence, subject, ending);
  if (!awaited) return false;
  const { deadline, resourceVersion, ...body } = awaited;
  const how = resourceVersion === null ? 'watch' : howTo(store, alert.cluster);
  const now = ports.now();
  const next = nextLook(deadline, now + ahead, how);
  if (next === null) return false;
  const plan = { dueAt: next - ahead, how, resourceVersion, readAt: now, deadline, body: { ...body, ahead } };
  addLook(store, of, `${body.uid}/${body.container}`, plan);
  return true;
}
