/** Counts webhooks that are refused at the door. They are told to the store once a second at most, so that no stranger keeps it busy. */

/** The reason, as /metrics has it, of an answer's status; other answers are no refusals. */
const reasons: Record<number, string> = { 400: 'malformed', 401: 'unauthorized', 413: 'too-large', 415: 'malformed' };

export type Refusals = {
  /** Counts one answer; resolves when it was told, or is to be told later. Never rejects. */
  note: (status: number) => Promise<void>;
  /** Tells what was not told yet. */
  flush: () => Promise<void>;
};

const gapMs = 1_000;

/** @param now milliseconds */
export function refusals(tell: (counts: Record<string, number>) => Promise<void>, now: () => number): Refusals {
  let waiting: Record<string, number> = {};
  let last = Number.NEGATIVE_INFINITY;
  const add = (reason: string, n: number): void => void (waiting[reason] = (waiting[reason] ?? 0) + n);
  const flush = async (): Promise<void> => {
    const counts = waiting;
    if (Object.keys(counts).length === 0) return;
    waiting = {};
    last = now();
    try {
      await tell(counts);
    } catch {
      for (const [reason, n] of Object.entries(counts)) add(reason, n);
    }
  };
  return {
    note: async (status) => {
      const reason = reasons[status];
      if (reason === undefined) return;
      add(reason, 1);
      if (now() - last >= gapMs) await flush();
    },
    flush,
  };
}
