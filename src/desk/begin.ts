/** How a Desk's life begins: its tables are brought up to date, and what the life before had taken in hand is free again. */
import { settleMs } from '../deliver/deliver.ts';
import { countersSchema } from '../store/counters.ts';
import { inboxSchema } from '../store/inbox.ts';
import { incidentsSchema } from '../store/incidents.ts';
import { looksSchema, releaseLooks } from '../store/looks.ts';
import { outboxSchema } from '../store/outbox.ts';
import { stopsSchema } from '../store/stops.ts';
import { migrate, type Store } from '../store/store.ts';
import { windowsSchema } from '../store/windows.ts';

const tables = [inboxSchema, incidentsSchema, stopsSchema, outboxSchema, looksSchema, countersSchema, windowsSchema];

/** @param now milliseconds */
export function begin(store: Store, now: number): void {
  migrate(store, tables);
  // Nobody else works on these rows: claims are left over from a life that ended.
  store.sql(`UPDATE inbox SET due_at = ? WHERE due_at IS NOT NULL AND state = 'waiting'`, now);
  // What was on its way when that life ended may still appear: it is looked for when it can be seen.
  store.sql(`UPDATE outbox SET due_at = ? WHERE due_at IS NOT NULL AND state = 'sending'`, now + settleMs);
  releaseLooks(store, now);
}
