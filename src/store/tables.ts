/** All tables of a Desk, and what a life that ended has left in them. */
import { arrivalsSchema } from './arrivals.ts';
import { countersSchema } from './counters.ts';
import { hiddenSchema } from './hidden.ts';
import { inboxSchema } from './inbox.ts';
import { incidentsSchema } from './incidents.ts';
import { looksSchema, releaseLooks } from './looks.ts';
import { outboxSchema } from './outbox.ts';
import { shutdownsSchema } from './shutdowns.ts';
import { stopsSchema } from './stops.ts';
import { migrate, type Migrations, type Store } from './store.ts';
import { windowsSchema } from './windows.ts';

export const tables: Migrations[] = [
  arrivalsSchema,
  inboxSchema,
  incidentsSchema,
  stopsSchema,
  outboxSchema,
  looksSchema,
  countersSchema,
  hiddenSchema,
  windowsSchema,
  shutdownsSchema,
];

/**
 * Brings the tables up to date. Nobody else works on their rows: claims are left over from a life that ended, and are due at once.
 * @param now milliseconds
 * @param settleMs what was on its way when that life ended may still appear: it is looked for when it can be seen
 */
export function prepare(store: Store, now: number, settleMs: number): void {
  migrate(store, tables);
  store.sql('UPDATE arrivals SET received_at = ?1 WHERE received_at > ?1', now);
  store.sql(`UPDATE inbox SET due_at = ? WHERE due_at IS NOT NULL AND state = 'waiting'`, now);
  store.sql(`UPDATE outbox SET due_at = ? WHERE due_at IS NOT NULL AND state = 'sending'`, now + settleMs);
  releaseLooks(store, now);
}
