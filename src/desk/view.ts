/** What the page shows of a Desk. */
import { composeIncident } from '../pipeline.ts';
import { asideAlerts } from '../store/aside.ts';
import { deadLetters } from '../store/dead-letters.ts';
import { getIncident, newestIncidents, threadOf } from '../store/incidents.ts';
import { deliveriesOf } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import type { IncidentView, PageView } from '../page/view.ts';

/** A Desk's part of the page. */
export type DeskView = Pick<PageView, 'incidents' | 'deadLetters' | 'rejected'>;

const shown = 50;
const iso = (ms: number): string => new Date(ms).toISOString();

/** The newest incidents with what was said of each, dead letters, and alerts that were set aside. */
export function viewOf(store: Store): DeskView {
  const incidents = newestIncidents(store, shown).flatMap((told): IncidentView[] => {
    const { id, incident } = told;
    const rows = deliveriesOf(store, threadOf(told));
    const parent = rows.findLast((row) => row.kind === 'parent');
    if (!parent) return [];
    const state = parent.state === 'sending' ? 'waiting' : parent.state;
    const thread = told.own ? rows.flatMap((r) => (r.kind === 'reply' && r.message ? [r.message] : [])) : [];
    const delivery = { state, error: parent.error, storm: told.own ? null : told.stormId };
    return [{ id, incident, message: composeIncident(incident), thread, delivery }];
  });
  return {
    incidents,
    deadLetters: deadLetters(store, shown).map((row) => ({
      delivery: row.delivery,
      title: getIncident(store, row.threadId)?.incident.title ?? 'a storm',
      error: row.error ?? '',
      at: iso(row.createdAt),
    })),
    rejected: asideAlerts(store, shown).map(({ at, reason }) => ({ at: iso(at), reason })),
  };
}
