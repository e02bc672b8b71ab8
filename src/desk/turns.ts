/** Senders wait for their answer, and time out: longer work is done in pieces, and takes turns with what comes in. */
import type { Turns } from '../ports.ts';

/** Senders are many while the last two webhooks came within so long. Milliseconds. */
const closeMs = 20;
/** After each piece of work they have the thread for so long: a piece takes a millisecond or so, a tenth of the time. */
const restMs = 10;
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
  let pieces = 0;
  let last: Promise<void> = Promise.resolve();
  const rest = (ms: number) => (): Promise<void> | undefined => {
    if (Math.abs(now() - heard[0]) < closeMs) return sleep(ms);
    return ++pieces % piecesAtOnce === 0 ? sleep(0) : undefined;
  };
  return {
    heard: () => void (heard = [heard[1], now()]),
    next: () => (last = last.then(rest(restMs))),
    // Evidence that comes too late is no evidence: whoever reads does not rest.
    between: () => (last = last.then(rest(0))),
  };
}
