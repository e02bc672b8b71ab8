import { expect, it } from 'vitest';
import { arm, type AlarmClock } from '../../src/desk/arm.ts';

/** Arms a clock that is set to `set`, and says what it is set to then. */
async function armed(set: number | null, due: (number | null)[]): Promise<number | null> {
  let at = set;
  const clock: AlarmClock = { getAlarm: async () => at, setAlarm: async (time) => void (at = time) };
  await arm(clock, due);
  return at;
}

it.each<[string, number | null, (number | null)[], number | null]>([
  ['to the earliest of the due times', null, [300, null, 100, 200], 100],
  ['earlier than it is when something is due before', 500, [100], 100],
  ['never later than it is', 50, [100, null], 50],
  ['not at all when nothing is due', null, [null, null], null],
  ['and stays when nothing is due', 50, [null], 50],
  ['at once for what is overdue', 500, [-10], -10],
])('the alarm is set %s', async (_name, set, due, expected) => {
  expect(await armed(set, due)).toBe(expected);
});
