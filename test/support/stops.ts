/** Stops as a look would have read them, and a Desk that settles them on a clock of the test's: what it makes of them, and what it says. */
import { windowsPass } from '../../src/desk/windows-pass.ts';
import { outboxPass } from '../../src/desk/outbox-pass.ts';
import { close } from '../../src/desk/close.ts';
import { settle } from '../../src/desk/settle.ts';
import type { Looked } from '../../src/pipeline.ts';
import type { Alert } from '../../src/types.ts';
import { claimAlerts } from './claims.ts';
import { inInbox, type QuietDesk, resolved } from './desks.ts';
import { defaultCalm } from './policy.ts';
import { at } from './stories.ts';

export * from './looked.ts';

/** The end of the alert that told of a stop. */
export const over = ({ alert: firing }: Looked, second: number): Alert => resolved(firing, at(second));

const isLooked = (what: Looked | Alert): what is Looked => 'evidence' in what;

/** A Desk on a clock of the test's, which begins half a minute after the stops. */
export function onClock(quiet: QuietDesk) {
  let now = Date.parse(at(30));
  quiet.ports.now = () => now;
  quiet.ports.calm = defaultCalm;
  const { ports } = quiet;
  return {
    /** So many seconds go by. */
    wait: (seconds: number): void => void (now += seconds * 1000),
    /** Stops and ends come in and are settled, in this order, as one batch; nothing is said yet. */
    hear: async (...all: (Looked | Alert)[]): Promise<void> => {
      await inInbox(quiet, ...all.map((what) => (isLooked(what) ? what.alert : what)));
      const seen = new Map(all.filter(isLooked).map((what) => [what.alert.fingerprint, what]));
      for (const claimed of claimAlerts(quiet.store, now, 1000, 15_000)) {
        if (claimed.alert === null) close(ports, [claimed], () => 0);
        else settle(ports, claimed, seen.get(claimed.alert.fingerprint) as Looked, 0);
      }
    },
    /** Looks at the deployments that are due for it; answers how many there were. */
    lookAtDeployments: (): Promise<number> => windowsPass(ports, now + 5_000),
    /** Says all that is due; answers what was said now. */
    say: async (): Promise<QuietDesk['spoken']> => {
      const before = quiet.spoken.length;
      await outboxPass(ports, 0, now + 5_000);
      return quiet.spoken.slice(before);
    },
  };
}
