/** The alarm: set to the earliest due time, and never later than it already is. */

export type AlarmClock = { getAlarm: () => Promise<number | null>; setAlarm: (at: number) => Promise<void> };

const lateMs = 10_000;

/**
 * An alarm that should have rung so long ago was lost, or is still to come: the runtime waits by a clock that nobody sets, so that one
 * which was set before the clock jumped forward, or the machine slept, rings when the wait that it had then is over. Milliseconds.
 */
export const isLate = (set: number, now: number): boolean => now - set >= lateMs;

/**
 * Arms the alarm for the earliest of the due times (milliseconds; null: nothing is due). An earlier alarm stays, unless it is late: what a
 * webhook asked for meanwhile is not pushed back by a handler's own re-arm. Returns when it rings, null when it does not.
 */
export async function arm(clock: AlarmClock, due: (number | null)[], now: number): Promise<number | null> {
  const times = due.filter((time) => time !== null);
  const set = await clock.getAlarm();
  if (times.length === 0) return set;
  const earliest = Math.min(...times);
  if (set !== null && set <= earliest && !isLate(set, now)) return set;
  // What is overdue is due now: an alarm of its time would be late already.
  const at = Math.max(earliest, now);
  await clock.setAlarm(at);
  return at;
}
