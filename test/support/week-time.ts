/** The time of a made-up week: what happens in it is written as acts that wait, and goes on in the order of time. Milliseconds since 1970. */

/** What happens, step by step: it yields how many milliseconds it waits. */
export type Act = Generator<number, void, void>;

export type WeekTime = {
  now: () => number;
  /** Begins an act at a moment, or at once. */
  begin: (act: Act, at?: number) => void;
  /** Lets everything happen until nothing is left to happen. */
  run: () => void;
};

type Due = { at: number; act: Act };

/** Where to put it so that the earlier goes first, and what is due at the same moment in the order in which it was said. */
function placeOf(due: Due[], at: number): number {
  let [low, high] = [0, due.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((due[middle]?.at ?? 0) > at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function weekTime(start: number): WeekTime {
  let now = start;
  // The next is the last: taking it off costs nothing.
  const due: Due[] = [];
  const put = (act: Act, at: number): void => {
    // Equal moments: the one that was there first stays nearer to the end.
    due.splice(placeOf(due, at), 0, { at, act });
  };
  return {
    now: () => now,
    begin: (act, at = now) => put(act, at),
    run: () => {
      for (let next = due.pop(); next; next = due.pop()) {
        now = next.at;
        const { done, value } = next.act.next();
        if (!done) put(next.act, now + Math.max(0, Math.round(value)));
      }
    },
  };
}
