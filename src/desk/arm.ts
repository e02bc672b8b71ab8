/** The alarm: set to the earliest due time, and never later than it already is. */

export type AlarmClock = { getAlarm: () => Promise<number | null>; setAlarm: (at: number) => Promise<void> };

/**
 * Arms the alarm for the earliest of the due times (milliseconds; null: nothing is due). An earlier alarm stays: what a webhook asked
 * for meanwhile is not pushed back by a handler's own re-arm. Returns when it rings, null when it does not.
 */
export async function arm(clock: AlarmClock, due: (number | null)[]): Promise<number | null> {
  const times = due.filter((time) => time !== null);
  const set = await clock.getAlarm();
  if (times.length === 0) return set;
  const earliest = Math.min(...times);
  if (set !== null && set <= earliest) return set;
  await clock.setAlarm(earliest);
  return earliest;
}
