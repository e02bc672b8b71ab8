/** So many things at a time, the others in line: in order of arrival, and no longer than they want to wait. */

/** Runs a task in a slot, the others in order of arrival; null when the signal said stop before there was one. */
export type Slots = <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T | null>;

/** At most `most` tasks at a time. */
export function slots(most: number): Slots {
  const waiting = new Set<() => void>();
  let running = 0;
  return async (task, signal) => {
    if (signal?.aborted) return null;
    // A slot is handed on, not given back: nobody can slip in between.
    if (running < most) running += 1;
    else if (!(await turn(waiting, signal))) return null;
    try {
      return await task();
    } finally {
      const [next] = waiting;
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** Waits in line; false when the signal said stop first. */
export function turn(waiting: Set<() => void>, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (got: boolean): void => {
      waiting.delete(go);
      signal?.removeEventListener('abort', stop);
      resolve(got);
    };
    const go = (): void => settle(true);
    const stop = (): void => settle(false);
    waiting.add(go);
    signal?.addEventListener('abort', stop);
  });
}
