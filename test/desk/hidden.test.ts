/** Expected stops outside of any deployment: nobody is called, one message an hour lists them, and none is lost. */
import { afterEach, describe, expect, it } from 'vitest';
import { hour, dayOf, live, minute, noon, obedient, stubborn } from '../support/day.ts';
import { realTime } from '../support/fake-time.ts';
import { defaultPolicy } from '../support/policy.ts';
import { drain } from '../support/week-acts.ts';
import type { Stop } from '../support/week-sim.ts';
import { scale } from '../support/week-rollouts.ts';

afterEach(realTime);

/** These workloads lose two of their three pods a minute after noon. */
const scaledDown = (names: string[], manners = obedient) =>
  dayOf(({ sim, deployment, at }) => {
    for (const name of names) at(60, scale(sim, deployment(name, 3, manners), 1));
  });
const text = (message: unknown): string => JSON.stringify(message);

describe('an expected stop outside of any deployment', () => {
  it('is told an hour later, with the others of its workload', async () => {
    const day = scaledDown(['web']);
    const { tell, until, lines, top } = live(day, defaultPolicy);
    await tell(day.stops);
    await until(noon + hour);
    expect(lines()).toEqual([]);
    await until(noon + hour + 2 * minute);
    expect(lines()).toEqual([expect.stringMatching(/^🟢 Expected · web: 2 pods removed by a scale-down/)]);
    expect(text(top())).toContain('2 stops, 2 alerts');
  });

  it('of another workload has a digest of its own', async () => {
    const day = scaledDown(['web', 'api']);
    const { tell, until, lines } = live(day, defaultPolicy);
    await tell(day.stops);
    await until(noon + 2 * hour);
    const whose = lines().map((line) => /· (\w+): 2 pods/.exec(line)?.[1]);
    expect([whose.length, new Set(whose)]).toEqual([2, new Set(['api', 'web'])]);
  });

  it('in the drain of a node is in the node’s digest, whatever its workload', async () => {
    const day = dayOf(({ sim, deployment, at }) => {
      for (const name of ['web', 'api']) deployment(name, 4);
      for (const node of sim.nodes.slice(0, 1)) at(60, drain(sim, node));
    });
    const { tell, until, lines } = live(day, defaultPolicy);
    await tell(day.stops);
    await until(noon + 2 * hour);
    const drained = new RegExp(`^🟢 Expected · node node-1: ${day.stops.length} pods of 2 workloads drained`);
    expect(lines()).toEqual([expect.stringMatching(drained)]);
  });

  it('is one stop, however many alerts tell of it, and its ends say nothing', async () => {
    const day = scaledDown(['web']);
    const stops = day.stops.slice(0, 1);
    const { tell, end, until, lives, top } = live(day, defaultPolicy);
    await tell(stops);
    await tell(stops, 'KubePodNotReady');
    await end(stops);
    await until(noon + 2 * hour);
    expect(lives.sql('SELECT alerts, raised FROM hidden')).toEqual([{ alerts: 2, raised: null }]);
    expect([top().length, text(top()).includes('1 stop, 2 alerts')]).toEqual([1, true]);
    expect(lives.sql(`SELECT reason, outcome FROM inbox WHERE status = 'resolved'`)).toEqual([
      { reason: 'resolved; it was hidden', outcome: 'suppressed' },
    ]);
  });

  it('that comes when the digest was sent is in the next', async () => {
    const day = dayOf(({ sim, deployment, at }) => {
      const web = deployment('web', 4);
      at(60, scale(sim, web, 3));
      at(5_000, scale(sim, web, 2));
    });
    const { tell, until, lines } = live(day, defaultPolicy);
    await tell(day.stops);
    await until(noon + 4 * hour);
    const one = expect.stringMatching(/^🟢 Expected · web was scaled down/);
    expect(lines()).toEqual([one, one]);
  });

  it('that turns out to have been killed is told when that is seen; its row and its digest say so', async () => {
    const day = scaledDown(['web'], stubborn);
    const [first] = day.stops as [Stop];
    const { tell, until, lives, lines, top } = live(day, defaultPolicy);
    // The alert is there before the end is.
    await tell([{ ...first, endedAt: first.at }]);
    expect([lines(), lives.sql('SELECT raised FROM hidden')]).toEqual([[], [{ raised: null }]]);
    await until(first.endedAt + minute);
    expect(lines()).toEqual([
      expect.stringMatching(/^🔴 Investigate · web .*was killed \(exit 137\)\. Told now, hidden before/),
    ]);
    expect(lives.sql('SELECT raised, incident_id FROM hidden')).toEqual([
      { raised: 'its end turned out worse than expected', incident_id: expect.any(Number) },
    ]);
    await until(noon + 2 * hour);
    expect(text(top().slice(1))).toContain('told after all');
  });

  it('is forgotten with the alerts, when they are as old as they may become', async () => {
    const day = scaledDown(['web']);
    const { tell, end, until, lives } = live(day, defaultPolicy);
    await tell(day.stops);
    await end(day.stops);
    await until(noon + 71 * hour);
    expect(lives.sql('SELECT id FROM hidden')).toHaveLength(2);
    await until(noon + 74 * hour);
    expect(lives.sql('SELECT id FROM hidden')).toEqual([]);
  });
});

describe('raised by hand', () => {
  it('it is told at once and once, resolves like any other, and its digest says that it was told', async () => {
    const day = scaledDown(['web']);
    const { tell, end, until, time, lives, lines, top } = live(day, defaultPolicy);
    await tell(day.stops);
    for (let times = 0; times < 2; times++) {
      const raised = lives.ask((desk) => desk.raise(1));
      await time.advance(5_000);
      expect(await raised).toBe(true);
    }
    expect(lines()).toEqual([expect.stringMatching(/Look again · web: raised by hand\. Hidden before, as expected/)]);
    await end(day.stops);
    expect(lines()).toEqual([expect.stringContaining('Resolved')]);
    await until(noon + 2 * hour);
    expect(lines()[1]).toContain('2 pods removed by a scale-down');
    expect(lines()[1]).toContain('1 of them told after all');
    expect(text(top()[1])).toContain('1 stop told after all: raised by hand');
  });

  it('nothing is told where there is no such stop', async () => {
    const { lives, time, lines } = live(scaledDown(['web']), defaultPolicy);
    const raised = lives.ask((desk) => desk.raise(7));
    await time.advance(5_000);
    expect([await raised, lines()]).toEqual([false, []]);
  });
});
