/** What the page shows of a Desk. */
import { asideAlerts } from '../store/inbox.ts';
import { getIncident, newestIncidents } from '../store/incidents.ts';
import { deadLetters, deliveriesOf } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import type { IncidentView, PageView } from '../page/view.ts';

/** A Desk's part of the page. */
export type DeskView = Pick<PageView, 'incidents' | 'deadLetters' | 'rejected'>;

const shown = 50;
const iso = (ms: number): string => new Date(ms).toISOString();

/** The newest incidents with what was said of each, dead letters, and alerts that were set aside. */
export function viewOf(store: Store): DeskView {
  const incidents = newestIncidents(store, shown).flatMap(({ id, incident }): IncidentView[] => {
    const rows = deliveriesOf(store, id);
    const parent = rows.findLast((row) => row.kind === 'parent');
    if (!parent) return [];
    const newest = rows.findLast((row) => row.kind !== 'reply') ?? parent;
    const state = parent.state === 'sending' ? 'waiting' : parent.state;
    return [
      {
        incident,
        message: newest.message,
        thread: rows.filter((r) => r.kind === 'reply').map((r) => r.message),
        delivery: { state, error: parent.error },
      },
    ];
  });
  return {
    incidents,
    deadLetters: deadLetters(store, shown).map((row) => ({
      title: getIncident(store, row.incidentId)?.incident.title ?? '',
      error: row.error ?? '',
      at: iso(row.createdAt),
    })),
    rejected: asideAlerts(store, shown).map(({ at, reason }) => ({ at: iso(at), reason })),
  };
}
