/** The alarm: set to the earliest due time, and never later than it already is. */

export type AlarmClock = { getAlarm: () => Promise<number | null>; setAlarm: (at: number) => Promise<void> };

/**
 * Arms the alarm for the earliest of the due times (milliseconds; null: nothing is due). An earlier alarm stays: what a webhook asked
 * for meanwhile is not pushed back by a handler's own re-arm.
 */
export async function arm(clock: AlarmClock, due: (number | null)[]): Promise<void> {
  const times = due.filter((time) => time !== null);
  if (times.length === 0) return;
  const earliest = Math.min(...times);
  const set = await clock.getAlarm();
  if (set === null || earliest < set) await clock.setAlarm(earliest);
}
