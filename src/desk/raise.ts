/** Tells after all what was hidden: it fires still when its deployment is over, its end turned out bad, or somebody asks for it. */
import { type Explained, tellAfterAll } from '../pipeline.ts';
import { getHidden, type Hidden, raiseHidden } from '../store/hidden.ts';
import { alertOf } from '../store/hidden-alerts.ts';
import { iso } from '../facts/time.ts';
import { refresh } from './hide.ts';
import { countTold } from './measure.ts';
import { nobody, type Past, pastOf } from './past.ts';
import type { DeskPorts } from './ports.ts';
import { speak } from './speak.ts';

/** What a hidden stop is told as, and what it joins. */
type Told = { explained: Explained; past: Past };

/** With what is known of it; null when no alert of it is left: then its digest alone says what it knows of it. Writes nothing. */
function explainAnew(ports: DeskPorts, hidden: Hidden, why: string): Told | null {
  const { store, now, policy } = ports;
  const alert = alertOf(store, hidden);
  if (alert === null) {
    ports.log('raise failed', { hidden: hidden.id, why: 'no alert of it is left that can be read' });
    return null;
  }
  let past = nobody;
  const explained = tellAfterAll(
    {
      diagnosis: hidden.diagnosis,
      alert,
      hidden: { at: iso(hidden.hiddenAt), window: hidden.decision.window },
      why,
    },
    (found) => {
      past = pastOf(ports, alert, found, 0);
      return past.standing;
    },
    policy,
    iso(now()),
  );
  return { explained, past };
}

/** Its row says that it is told, and by which incident; the digest that lists it says so, too. */
export function markRaised(ports: DeskPorts, { id, threadId }: Hidden, why: string, incident: number): void {
  raiseHidden(ports.store, id, why, incident);
  countTold(ports.store);
  refresh(ports, threadId);
}

/** Writes that a hidden stop is told by what it was explained as. */
export function tellIt(ports: DeskPorts, hidden: Hidden, { explained, past }: Told, why: string): void {
  const { incident } = speak(ports, explained, past);
  markRaised(ports, hidden, why, incident);
  ports.log('told after all', { line: explained.line, incident, why, says: explained.say.length });
}

/** Tells it; false when nothing is left of it. Within the caller's transaction. */
export function raise(ports: DeskPorts, hidden: Hidden, why: string): boolean {
  const told = explainAnew(ports, hidden, why);
  if (told) tellIt(ports, hidden, told, why);
  return told !== null;
}

/** The same where others wait for it: one that cannot be explained stays on the page. What cannot be written throws, for it can be later. */
export function raiseIfPossible(ports: DeskPorts, hidden: Hidden, why: string): boolean {
  let told: Told | null = null;
  try {
    told = explainAnew(ports, hidden, why);
  } catch (error) {
    ports.log('raise failed', { hidden: hidden.id, why: error instanceof Error ? error.message : String(error) });
  }
  if (told) tellIt(ports, hidden, told, why);
  return told !== null;
}

/** For the page's button: false when there is no such hidden stop, or nothing is left of it. One that was told already stays as it is. */
export function raiseByHand(ports: DeskPorts, id: number): boolean {
  const hidden = getHidden(ports.store, id);
  if (!hidden || hidden.raised !== null) return hidden !== null;
  return ports.store.transaction(() => raise(ports, hidden, 'raised by hand'));
}
