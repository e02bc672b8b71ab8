/** Senders wait for their answer, and time out: while webhooks come in fast, explaining them waits a little. */

/** With nothing heard for so long, nobody waits. Milliseconds. */
const quietMs = 10;
const nap = quietMs / 2;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/**
 * Lets what has come in be answered, at once when nothing comes in. Resolves after `most` milliseconds at the latest, so that a flood
 * does not keep its own alerts from being told.
 * @param heardAt when something came in last, milliseconds
 */
export async function giveWay(heardAt: () => number, now: () => number, most: number): Promise<void> {
  await sleep(0);
  // Counted, and not timed: a clock may stand or jump.
  for (let slept = 0; slept < most && Math.abs(now() - heardAt()) < quietMs; slept += nap) await sleep(nap);
}
