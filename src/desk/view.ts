/** What the page shows of a Desk. */
import { composeIncident } from '../pipeline.ts';
import type { DeskPart, IncidentView } from '../page/view.ts';
import { asideAlerts } from '../store/aside.ts';
import { deadLetters } from '../store/dead-letters.ts';
import { countHidden, countHiddenOf, newestHidden } from '../store/hidden-list.ts';
import { getIncident, newestIncidents, type StoredIncident, threadOf } from '../store/incidents.ts';
import { deliveriesOf } from '../store/outbox.ts';
import { toldIn } from '../store/shutdowns.ts';
import type { Store } from '../store/store.ts';
import type { DeskPorts } from './ports.ts';
import { tokenView } from './token-news.ts';
import { getThread } from '../store/threads.ts';
import { newestWindows } from '../store/windows.ts';

/** A Desk's part of the page. */
export type DeskView = DeskPart;

const shown = 50;
const shownWindows = 20;
const iso = (ms: number): string => new Date(ms).toISOString();

/** An incident with what was said of it; nothing before anything is to be. */
function incidentView(store: Store, told: StoredIncident): IncidentView[] {
  const { id, incident } = told;
  const rows = deliveriesOf(store, threadOf(told));
  const parent = rows.findLast((row) => row.kind === 'parent');
  if (!parent) return [];
  const state = parent.state === 'sending' ? 'waiting' : parent.state;
  const thread = told.own ? rows.flatMap((r) => (r.kind === 'reply' && r.message ? [r.message] : [])) : [];
  const delivery = { state, error: parent.error, storm: told.own ? null : told.stormId };
  return [{ id, incident, message: composeIncident(incident), thread, delivery }];
}

const titleOf = (store: Store, id: number): string =>
  getIncident(store, id)?.incident.title ?? getThread(store, id)?.title ?? 'a storm';

/** The newest incidents with what was said of each, what was hidden, deployments, dead letters, and alerts that were set aside. */
export function viewOf(ports: DeskPorts): DeskView {
  const { store } = ports;
  return {
    incidents: newestIncidents(store, shown).flatMap((told) => incidentView(store, told)),
    deadLetters: deadLetters(store, shown).map((row) => ({
      delivery: row.delivery,
      title: titleOf(store, row.threadId),
      error: row.error ?? '',
      at: iso(row.createdAt),
    })),
    rejected: asideAlerts(store, shown).map(({ at, reason }) => ({ at: iso(at), reason })),
    hidden: newestHidden(store, shown),
    hiddenCount: countHidden(store),
    windows: newestWindows(store, shownWindows).map(({ window, threadId }) => ({
      window,
      hidden: countHiddenOf(store, threadId),
      told: toldIn(store, window.id),
    })),
    token: tokenView(ports),
  };
}
