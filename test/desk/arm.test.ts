import { expect, it } from 'vitest';
import { arm, type AlarmClock } from '../../src/desk/arm.ts';

/** Arms a clock that is set to `set`, and says what it is set to then, and what it is said to be. */
async function armed(set: number | null, due: (number | null)[], now = 0): Promise<(number | null)[]> {
  let at = set;
  const clock: AlarmClock = { getAlarm: async () => at, setAlarm: async (time) => void (at = time) };
  const rings = await arm(clock, due, now);
  return [at, rings];
}

it.each<[string, number | null, (number | null)[], number | null]>([
  ['to the earliest of the due times', null, [300, null, 100, 200], 100],
  ['earlier than it is when something is due before', 500, [100], 100],
  ['never later than it is', 50, [100, null], 50],
  ['not at all when nothing is due', null, [null, null], null],
  ['and stays when nothing is due', 50, [null], 50],
  ['at once for what is overdue', 500, [-10], 0],
])('the alarm is set %s', async (_name, set, due, expected) => {
  expect(await armed(set, due)).toEqual([expected, expected]);
});

it.each<[string, number, (number | null)[], number]>([
  ['at once for what is overdue', 10_050, [60, null], 10_050],
  ['to what is due next', 10_050, [20_000], 20_000],
  ['not at all while it can still ring', 10_049, [60], 50],
  ['not at all when nothing is due', 90_000, [null], 50],
])('one that should have rung ten seconds ago is set anew: %s', async (_name, now, due, expected) => {
  expect(await armed(50, due, now)).toEqual([expected, expected]);
});
