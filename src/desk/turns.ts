/** Senders wait for their answer, and time out: longer work is done in pieces, and takes turns with what comes in. */
import type { Turns } from '../ports.ts';

/** Senders are many while the last two webhooks came within so long. Milliseconds. */
const closeMs = 20;
/** After each piece of work, of a millisecond or two, they have the thread for so long. */
const restMs = 10;
/** And for so many times as long while they do not pause. Slack takes a message a second: what is explained in between is more than that. */
const mostRests = 3;
/** While nobody sends, a webhook may come upon so many pieces: giving way costs a millisecond by itself. */
const piecesAtOnce = 20;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/**
 * Turns on a thread, given out one by one. Counted, and not timed: a clock may stand or jump, and a flood must not keep its own alerts
 * from being told.
 * @param now milliseconds
 */
export function turns(now: () => number): Turns {
  let heard = [-Infinity, -Infinity] as const;
  let webhooks = 0;
  let pieces = 0;
  let worked: Promise<void> = Promise.resolve();
  let read: Promise<void> = Promise.resolve();
  const areMany = (): boolean => Math.abs(now() - heard[0]) < closeMs;
  const rest = async (): Promise<void> => {
    for (let rests = 0; rests < mostRests; rests++) {
      const before = webhooks;
      await sleep(restMs);
      if (webhooks - before <= 1) return;
    }
  };
  const unhurried = (): Promise<void> | undefined => (++pieces % piecesAtOnce === 0 ? sleep(0) : undefined);
  return {
    heard: () => {
      heard = [heard[1], now()];
      webhooks++;
    },
    next: () => (worked = worked.then(() => (areMany() ? rest() : unhurried()))),
    // Evidence that comes too late is no evidence: whoever reads neither rests nor waits for those who do.
    between: () => (read = read.then(() => (areMany() ? sleep(0) : unhurried()))),
  };
}
