/** What becomes of an alert that was looked at: told or hidden, and the row's own end, all in one transaction. */
import { type Explained, isHidden, isUnexplained, judge, type Looked } from '../pipeline.ts';
import { iso } from '../facts/time.ts';
import { lookAgainAt } from '../store/aside.ts';
import { hiddenLike } from '../store/hidden.ts';
import type { Claimed } from '../store/claims.ts';
import { finishAlert } from '../store/inbox.ts';
import { nextTry } from './again-pass.ts';
import { closeAfter } from './close.ts';
import { hide } from './hide.ts';
import { planLook } from './looks-plan.ts';
import { countDiagnosis } from './measure.ts';
import { nobody, type Past, pastOf } from './past.ts';
import type { DeskPorts } from './ports.ts';
import { markRaised } from './raise.ts';
import { speak } from './speak.ts';
import { toldInWindow } from '../store/shutdowns.ts';
import { observe } from './windows.ts';

/** Says it; where the stop was hidden by an earlier alert, its row says that it is told now. */
function sayIt(ports: DeskPorts, explained: Explained, past: Past, windowId: string | null) {
  const kept = hiddenLike(ports.store, explained.stop.stop, explained.diagnosis);
  const spoken = speak(ports, explained, past);
  if (windowId !== null) toldInWindow(ports.store, windowId, explained.stop.stop);
  if (kept?.raised === null) markRaised(ports, kept, 'another alert knew worse of it', spoken.incident);
  return { ...spoken, hidden: null };
}

/** Judges one alert and writes what comes of it: an incident with its messages, or a hidden stop; and the row's own end. */
export function settle(ports: DeskPorts, claimed: Claimed, looked: Looked, ahead: number): void {
  const { store } = ports;
  const now = ports.now() + ahead;
  store.transaction(() => {
    let past: Past = nobody;
    let at = now;
    const explained = judge(
      looked,
      (found) => {
        at = found.at;
        past = pastOf(ports, claimed.alert, found, ahead);
        return past.standing;
      },
      ports.policy,
      iso(now),
    );
    const windowId = observe(ports, explained, looked, ahead);
    const { diagnosis, decision } = explained;
    const fate = isHidden(decision) ? hide(ports, claimed.id, explained, at) : sayIt(ports, explained, past, windowId);
    const reason = `${decision.rule}: ${decision.reason}`;
    finishAlert(store, claimed.id, { state: 'done', reason, decision, ...fate });
    const { repeat, resolvedAt } = past.standing;
    if (repeat && resolvedAt !== null && fate.incident !== null) closeAfter(ports, fate.incident, resolvedAt);
    countDiagnosis(store, diagnosis, decision);
    const of = { inbox: claimed.id, incident: fate.incident, hidden: fate.hidden };
    // A look at its end reads the rest anew, too.
    const planned = planLook(ports, of, looked, diagnosis, ahead);
    if (!planned && isUnexplained(looked, diagnosis))
      lookAgainAt(store, claimed.id, nextTry(claimed.receivedAt, ports.now()));
    ports.log('explained', {
      line: explained.line,
      incident: fate.incident,
      rule: decision.rule,
      action: decision.action,
      why: decision.reason,
      says: explained.say.length,
      waitedMs: ports.now() - claimed.receivedAt,
    });
  });
}
