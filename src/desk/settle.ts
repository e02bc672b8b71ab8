/** What becomes of an alert that was looked at, or of an alert's end: incident, messages and the row's own end, all in one transaction. */
import { judge, type Looked, resolve, type Stop } from '../pipeline.ts';
import { lookAgainAt } from '../store/aside.ts';
import { countAlert, getIncident, openIncident, putIncident, type StoredIncident } from '../store/incidents.ts';
import {
  alertKey,
  type Claimed,
  finishAlert,
  firingAsTold,
  incidentOf,
  resolvedAt,
  stillFires,
} from '../store/inbox.ts';
import { addStop, knowsPod, knowsStop, knowsWorkload } from '../store/stops.ts';
import type { Standing } from '../types.ts';
import { nextTry } from './again-pass.ts';
import { iso } from '../facts/time.ts';
import { planLook } from './looks-plan.ts';
import { countDiagnosis } from './measure.ts';
import type { DeskPorts } from './ports.ts';
import { tell } from './tell.ts';

/** An incident takes in new stops for this long after the last one, or while an alert of it still fires. */
const quietMs = 30 * 60 * 1000;
/** An alert of which its sender has said nothing for so long does not fire any more: senders repeat themselves within hours. */
export const silentMs = 24 * 3600 * 1000;
type Past = { told: StoredIncident | null; standing: Standing };

/** What the store knows of the past for a diagnosis that may join incidents of these keys. */
function pastOf(ports: DeskPorts, claimed: Claimed, keys: string[], { stop, pod, workload }: Stop): Past {
  const { store, now, calm } = ports;
  const told = openIncident(store, keys, {
    seenSince: now() - quietMs,
    // What came in just before the end of the last that fired joins it, as it would have before or after.
    isLive: (id) => firingAsTold(store, id, now() - silentMs),
    resolvedSince: now() - calm.reopenMs,
  });
  const repeat = told !== null && knowsStop(store, told.id, stop);
  // An Event is over when it happens: about a stop that was told it opens nothing again, for nothing would close it.
  const over = repeat && claimed.alert.sender === 'kubernetes-event' ? told.incident.resolvedAt : null;
  const standing = {
    open: told?.incident ?? null,
    repeat,
    podKnown: told !== null && pod !== null && knowsPod(store, told.id, pod),
    workloadKnown: told !== null && knowsWorkload(store, told.id, workload),
    resolvedAt: resolvedAt(store, alertKey(claimed.alert)) ?? over,
  };
  return { told, standing };
}

/** Judges one alert and writes incident, messages and the row's end together. */
export function settle(ports: DeskPorts, claimed: Claimed, looked: Looked, ahead: number): void {
  const { store } = ports;
  const now = ports.now() + ahead;
  store.transaction(() => {
    let past: Past | null = null;
    const explained = judge(
      looked,
      (keys, stop) => {
        past = pastOf(ports, claimed, keys, stop);
        return past.standing;
      },
      iso(now),
    );
    const { diagnosis, decision, incident, stop, say } = explained;
    const before = (past as Past | null)?.told ?? null;
    const silent = decision.action === 'suppress' && before !== null;
    if (silent) countAlert(store, before.id, incident);
    const id = silent ? before.id : putIncident(store, before?.id ?? null, incident, ports.now());
    addStop(store, id, stop);
    const told = { ...(before ?? { channel: null, ts: null, stormId: null, own: true }), id, incident };
    const delivery = tell(ports, told, say);
    const outcome = before === null ? 'posted' : delivery === null ? 'suppressed' : 'updated';
    finishAlert(store, claimed.id, { state: 'done', reason: decision.reason, incident: id, outcome, delivery });
    countDiagnosis(store, diagnosis, decision);
    planLook(ports, claimed.id, id, looked, diagnosis, ahead);
    if (looked.outage) lookAgainAt(store, claimed.id, nextTry(claimed.receivedAt, ports.now()));
    ports.log('explained', {
      line: explained.line,
      incident: id,
      says: say.length,
      decision,
      waitedMs: ports.now() - claimed.receivedAt,
    });
  });
}

/** An alert's end: when nothing of its incident fires any more, the message says so. */
export function close(ports: DeskPorts, claimed: Claimed, now: number): void {
  const { store } = ports;
  store.transaction(() => {
    const incidentId = incidentOf(store, alertKey(claimed.alert)) ?? null;
    const told = incidentId === null ? null : getIncident(store, incidentId);
    const end = (reason: string, delivery: number | null): void =>
      finishAlert(store, claimed.id, {
        state: 'done',
        reason,
        incident: told?.id ?? null,
        outcome: delivery === null ? 'suppressed' : 'updated',
        delivery,
      });
    if (!told) return end('resolved before it was explained', null);
    if (told.incident.resolvedAt !== null) return end('resolved, as its incident was', null);
    if (stillFires(store, told.id, ports.now() - silentMs)) return end('resolved; others of its incident fire', null);
    const incident = resolve(told.incident, claimed.alert.endsAt ?? iso(now));
    putIncident(store, told.id, incident);
    return end('resolved', tell(ports, { ...told, incident }, [{ kind: 'update' }]));
  });
}
