/** What a later look makes of a stop whose end was not seen at first. Within the caller's transaction. */
import { iso } from '../facts/time.ts';
import { isHidden, judge, judgeAgain, type Looked } from '../pipeline.ts';
import { type Hidden, putHidden } from '../store/hidden.ts';
import { alertOf } from '../store/hidden-alerts.ts';
import { putIncident, type StoredIncident } from '../store/incidents.ts';
import { addStop } from '../store/stops.ts';
import type { Ending } from '../types.ts';
import { refresh } from './hide.ts';
import { nobody, type Past, pastOf } from './past.ts';
import type { DeskPorts } from './ports.ts';
import { tellIt } from './raise.ts';
import { tell } from './tell.ts';

/** For the log; or that the end may still be seen by another look. */
type Outcome = Record<string, unknown> | 'look again';
type Awaited = (ending: Ending) => boolean;

/** Why a hidden stop is told of which nobody knows how it ended. */
export const unread = 'how it ended could not be read';

/** One that was told: its message is edited, and what is worse is said. */
export function toldAgain(
  ports: DeskPorts,
  before: StoredIncident,
  looked: Looked,
  ahead: number,
  awaited: Awaited,
): Outcome {
  const { store, policy, now } = ports;
  const { incident, diagnosis, stop, changed, line, say } = judgeAgain(
    looked,
    before.incident,
    policy,
    iso(now() + ahead),
  );
  if (awaited(diagnosis.ending)) return 'look again';
  putIncident(store, before.id, incident);
  addStop(store, before.id, stop);
  tell(ports, { ...before, incident }, say);
  return { line, incident: before.id, ending: diagnosis.ending.id, changed };
}

/** One that was hidden: it is decided anew, now that its end is known; what is not to be hidden is told at once. */
export function hiddenAgain(
  ports: DeskPorts,
  hidden: Hidden,
  looked: Looked,
  ahead: number,
  awaited: Awaited,
): Outcome | null {
  const { store, policy, now } = ports;
  const alert = alertOf(store, hidden);
  if (alert === null) return null;
  let past: Past = nobody;
  const explained = judge(
    { ...looked, alert },
    (found) => {
      past = pastOf(ports, alert, found, ahead);
      return past.standing;
    },
    policy,
    iso(now() + ahead),
  );
  const { diagnosis, decision, stop, line } = explained;
  if (awaited(diagnosis.ending)) return 'look again';
  const seen = { line, hidden: hidden.id, ending: diagnosis.ending.id };
  if (!isHidden(decision)) {
    const why = diagnosis.verdict === 'undetermined' ? unread : 'its end turned out worse than expected';
    const hiddenAt = iso(hidden.hiddenAt);
    const raised = past.told === null ? { raised: { hiddenAt, why, stop: stop.stop } } : {};
    // Its digest lists it all the same, as it ended.
    putHidden(store, hidden.id, stop.stop, diagnosis, hidden.decision);
    tellIt(ports, hidden, { explained: { ...explained, incident: { ...explained.incident, ...raised } }, past }, why);
    return seen;
  }
  putHidden(store, hidden.id, stop.stop, diagnosis, { ...decision, tried: [] });
  refresh(ports, hidden.threadId);
  return seen;
}
