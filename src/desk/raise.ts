/** Tells after all what was hidden: it fires still when its deployment is over, its end turned out bad, or somebody asks for it. */
import { type Explained, tellAfterAll } from '../pipeline.ts';
import { alertOf, getHidden, type Hidden, raiseHidden } from '../store/hidden.ts';
import { iso } from '../facts/time.ts';
import { countTold } from './measure.ts';
import { nobody, type Past, pastOf } from './past.ts';
import type { DeskPorts } from './ports.ts';
import { speak } from './speak.ts';

/** Tells it with what is known of it. False when nothing is left of the alert that brought it. */
export function raise(ports: DeskPorts, hidden: Hidden, why: string): boolean {
  const { store, now, policy } = ports;
  const alert = alertOf(store, hidden);
  if (alert === null) return false;
  let past: Past | null = null;
  const explained = tellAfterAll(
    { diagnosis: hidden.diagnosis, alert, hiddenAt: iso(hidden.hiddenAt), why },
    (found) => {
      past = pastOf(ports, alert, found, 0);
      return past.standing;
    },
    policy,
    iso(now()),
  );
  told(ports, hidden, explained, past as Past | null, why);
  return true;
}

/** Writes that a hidden stop is told by what it was explained as. */
export function told(ports: DeskPorts, { id }: Hidden, explained: Explained, past: Past | null, why: string): void {
  const { incident } = speak(ports, explained, past ?? nobody);
  raiseHidden(ports.store, id, why, incident);
  countTold(ports.store);
  ports.log('told after all', { line: explained.line, incident, why, says: explained.say.length });
}

/** For the page's button: false when there is no such hidden stop, or nothing is left of it. One that was told already stays as it is. */
export function raiseByHand(ports: DeskPorts, id: number): boolean {
  const hidden = getHidden(ports.store, id);
  if (!hidden || hidden.raised !== null) return hidden !== null;
  return ports.store.transaction(() => raise(ports, hidden, 'raised by hand'));
}
