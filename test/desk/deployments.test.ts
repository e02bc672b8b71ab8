/** A deployment's window, from the first stop that shows it to its digest: what is expected in it is hidden, and nothing bad is. */
import { afterEach, describe, expect, it } from 'vitest';
import { dayOf, hour, live, minute, noon, obedient, stubborn } from '../support/day.ts';
import { realTime } from '../support/fake-time.ts';
import { defaultPolicy, policyThatSays } from '../support/policy.ts';
import { crashOne } from '../support/week-acts.ts';
import { rollOut } from '../support/week-rollouts.ts';

afterEach(realTime);

/** `web` is rolled out a minute after noon: its three old pods go, one after the other. */
const rolledOut = (manners = obedient) =>
  dayOf(({ sim, deployment, next, at }) => {
    const web = deployment('web', 3, manners);
    at(60, rollOut(sim, web, next(web), 'rollout'));
  });
const text = (message: unknown): string => JSON.stringify(message);
const window = 'SELECT state, reported FROM windows';

describe('a rollout that the cluster shows', () => {
  it('hides its pods’ stops until it is over and has settled; then one message lists them', async () => {
    const day = rolledOut();
    const last = Math.max(...day.stops.map(({ endedAt }) => endedAt));
    const { tell, end, until, lives, lines, top } = live(day, defaultPolicy);
    await tell(day.stops);
    await end(day.stops);
    expect(lives.sql('SELECT alerts, window_id FROM hidden')).toEqual(
      day.stops.map(() => ({ alerts: 1, window_id: 'shop/Deployment/web@2' })),
    );
    await until(last + 4 * minute);
    expect(lines()).toEqual([]);
    await until(last + 10 * minute);
    expect(lines()).toEqual([expect.stringMatching(/^🟢 .*web/)]);
    expect(text(top())).toContain('3 stops');
    expect(lives.sql(window)).toEqual([{ state: 'finished', reported: 1 }]);
    await until(noon + 3 * hour);
    expect(lines()).toHaveLength(1);
  });

  it('does not hide a crash of the new release', async () => {
    const day = dayOf(({ sim, deployment, next, at }) => {
      const web = deployment('web', 3);
      at(60, rollOut(sim, web, next(web), 'rollout'));
      at(150, crashOne(sim, web, 'exit', 'inside its own window'));
    });
    const { tell, lines } = live(day, defaultPolicy);
    await tell(day.stops);
    expect(lines()).toEqual([expect.stringMatching(/^🔴 Investigate · web/)]);
  });

  it('what fires still when it is over is told then, says so, and closes with its end', async () => {
    const day = rolledOut();
    const [still, ...others] = day.stops;
    const { tell, end, until, lives, lines, top } = live(day, defaultPolicy);
    await tell(day.stops);
    await end(others);
    await until(noon + 20 * minute);
    const told = lines().filter((line) => line.includes('still fires'));
    expect(told).toEqual([expect.stringMatching(/web: its alert still fires 5 min.* after the deployment ended/)]);
    expect(text(top())).toContain('1 stop told after all');
    expect(lives.sql('SELECT count(*) AS n FROM hidden WHERE raised IS NOT NULL')).toEqual([{ n: 1 }]);
    await end(still ? [still] : []);
    expect(lines().filter((line) => line.includes('Resolved'))).toHaveLength(1);
    expect(lines()).toHaveLength(2);
  });

  it('whose pods had to be killed speaks up at its end, also of those that no alert told of', async () => {
    const day = rolledOut(stubborn);
    const { tell, end, until, lines } = live(day, defaultPolicy);
    const [first] = day.stops.slice(0, 1);
    await tell(first ? [first] : []);
    expect(lines()).toEqual([expect.stringMatching(/^🔴 Investigate · web: a pod had to be killed/)]);
    await end(first ? [first] : []);
    await until(noon + 20 * minute);
    expect(lines()).toEqual([
      expect.stringContaining('Resolved'),
      expect.stringMatching(/^🟠 Investigate · web: 3 of 3 containers were killed when their 30 s grace ended/),
    ]);
  });

  it('of which people were told of every killed pod has nothing new to say at its end', async () => {
    const day = rolledOut(stubborn);
    const { tell, until, lines } = live(day, defaultPolicy);
    await tell(day.stops);
    await until(noon + 20 * minute);
    expect(lines()).toEqual([expect.stringMatching(/^🔴 Investigate · /)]);
  });
});

describe('a deployment with a message of its own', () => {
  const own = policyThatSays({ windows: { rules: [{ name: 'own', matchers: 'namespace="shop"', message: true }] } });

  it('is told from its start, in one message that is updated; what was hidden is in its thread', async () => {
    const day = rolledOut();
    const { tell, end, until, top, replies, lines } = live(day, own);
    await tell(day.stops.slice(0, 1));
    const [begun] = lines();
    await tell(day.stops.slice(1));
    await end(day.stops);
    await until(noon + 20 * minute);
    expect(top()).toHaveLength(1);
    expect([begun, lines()[0]].map((line) => /web/.test(line ?? ''))).toEqual([true, true]);
    expect(lines()[0]).not.toBe(begun);
    expect(text(top()[0])).toContain('revision 1 → 2');
    expect(replies().map(({ thread }) => thread)).toEqual([top()[0]?.ts]);
    expect(text(replies())).toContain('3 stops');
  });
});
