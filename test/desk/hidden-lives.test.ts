/** What is hidden, and one thing that goes wrong at each moment there is: it is in one digest, and told nowhere else. */
import { afterEach, expect, it } from 'vitest';
import { dayOf, type Day, live, minute, noon, obedient } from '../support/day.ts';
import { realTime } from '../support/fake-time.ts';
import { defaultPolicy } from '../support/policy.ts';
import { rollOut, scale } from '../support/week-rollouts.ts';

afterEach(realTime);

const days: [what: string, day: Day, digest: RegExp][] = [
  [
    'an expected stop and its digest',
    dayOf(({ sim, deployment, at }) => at(60, scale(sim, deployment('web', 2, obedient), 1))),
    /^🟢 Expected · web was scaled down/,
  ],
  [
    'a deployment and its digest',
    dayOf(({ sim, deployment, next, at }) => {
      const web = deployment('web', 1);
      at(60, rollOut(sim, web, next(web), 'rollout'));
    }),
    /^🟢 .*web/,
  ],
];

/** So many steps, or statements, there are at least. */
const moments = Array.from({ length: 90 }, (_, n) => n + 1);

/** Plays a day whose Desk is hindered from its first alert on; what the channel shows in the end, and what is kept. */
async function played(day: Day, hinder: (lives: ReturnType<typeof live>['lives']) => void) {
  const { tell, end, until, lives, lines, replies } = live(day, defaultPolicy);
  hinder(lives);
  await tell(day.stops);
  await end(day.stops);
  await until(noon + 90 * minute);
  const rows = lives.sql('SELECT alerts, raised FROM hidden');
  const waiting = lives.sql(`SELECT id FROM outbox WHERE state IN ('waiting', 'sending')`);
  const { lives: ended, failed, thrown } = lives.ended();
  realTime();
  return { seen: [lines(), replies().length, rows, waiting, thrown], times: ended + failed };
}
const once = (digest: RegExp) => [[expect.stringMatching(digest)], 0, [{ alerts: 1, raised: null }], [], []];

it.each(days)(
  '%s, wherever a life ends between two awaits',
  async (_what, day, digest) => {
    let times = 0;
    for (const moment of moments) {
      const { seen, times: ended } = await played(day, (lives) => lives.crash(moment));
      expect(seen, `step ${moment}`).toEqual(once(digest));
      times += ended;
    }
    expect(times).toBeGreaterThan(15);
  },
  60_000,
);

it.each(days)(
  '%s, whichever statement fails',
  async (_what, day, digest) => {
    let times = 0;
    for (const moment of moments) {
      const { seen, times: failed } = await played(day, (lives) => lives.failStatement(moment));
      expect(seen, `statement ${moment}`).toEqual(once(digest));
      times += failed;
    }
    expect(times).toBe(moments.length);
  },
  60_000,
);
