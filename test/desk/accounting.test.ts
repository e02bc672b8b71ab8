/**
 * Nothing lost, nothing said twice, whatever comes in and goes wrong in whichever order: alerts, repeats and ends, a Slack that refuses,
 * is busy or loses its answers, a cluster that cannot be read, a disk that fails, lives that end between any two awaits.
 */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { mishidden, misjudged, misread, needlesslyDead, unaccounted } from '../support/accounting-checks.ts';
import { histories } from '../support/accounting-commands.ts';
import { acknowledged, emptyModel, type Model, type Real } from '../support/accounting-model.ts';
import { type DeskLives, deskLives } from '../support/desk-lives.ts';
import { lifePorts } from '../support/life-ports.ts';
import { type FakeTime, fakeTime, realTime } from '../support/fake-time.ts';
import { type MemorySlack, memorySlack } from '../support/memory-slack.ts';
import type { Policy } from '../../src/types.ts';
import { happens, shop } from '../support/shop.ts';
import { defaultCalm, defaultPolicy, everythingIsTold } from '../support/policy.ts';

afterEach(realTime);

const hours = 3_600_000;

function deskOf(time: FakeTime, slack: MemorySlack, cluster: ReturnType<typeof shop>, policy: Policy): DeskLives {
  const { notifier } = slack;
  return deskLives(time, (step) =>
    lifePorts(
      step,
      { fetch: cluster.fetch, notifier },
      {
        policy,
        calm: { ...defaultCalm, stormThreshold: 4 },
      },
    ),
  );
}

/** A world whose expected stops are told, or hidden. */
function begin(hides: boolean): { model: Model; real: Real } {
  const time = fakeTime(Date.parse('2026-11-22T14:05:00Z'));
  const slack = memorySlack(time.steady, time.wait);
  const cluster = shop();
  const policy = hides ? defaultPolicy : everythingIsTold;
  const real = { time, slack, cluster, lives: deskOf(time, slack, cluster, policy), unacknowledged: new Set<never>() };
  return { model: emptyModel((workload) => hides && happens(workload) === 'scale-down'), real };
}

/** Nothing goes wrong any more: all that can be done is done, by alarms alone. */
async function settled(real: Real): Promise<void> {
  real.cluster.down = false;
  real.slack.faults.length = 0;
  real.lives.failStatement(0);
  await acknowledged(real);
  await real.time.advance(3 * hours);
}

/** Somebody presses the page's button, and once more when a life ended under it. */
async function sentAgain({ lives, time }: Real): Promise<void> {
  for (let heard: number | null = null; heard === null;) {
    const pressed = lives.replay();
    await time.advance(hours);
    heard = await pressed;
  }
}

/** What still waits: nothing may, once all is well and there was time. */
const waiting = ({ lives }: Real): unknown[] => [
  ...lives.sql('SELECT id, state FROM inbox WHERE due_at IS NOT NULL OR again_at IS NOT NULL'),
  ...lives.sql(`SELECT id, kind, state FROM outbox WHERE state IN ('waiting', 'sending')`),
  ...lives.sql('SELECT id FROM looks'),
  ...lives.ended().thrown,
];

const wrong = (model: Model, real: Real) => ({
  waiting: waiting(real),
  unaccounted: unaccounted(model, real),
  misjudged: misjudged(model, real),
  misread: misread(model, real),
  needlesslyDead: needlesslyDead(real),
  mishidden: mishidden(model, real),
});
const nothing = { waiting: [], unaccounted: [], misjudged: [], misread: [], needlesslyDead: [], mishidden: [] };

/** What the histories led to, in all. */
const nowhere = { ended: 0, failed: 0, dead: 0, unsure: 0, storms: 0, reopened: 0, unread: 0, silent: 0, anew: 0 };
const quiet = { hidden: 0, digests: 0, lostDigests: 0, again: 0 };

function reach({ lives }: Real, reached: typeof nowhere & typeof quiet): void {
  const count = (query: string): number => Number(lives.sql(`SELECT count(*) AS n FROM ${query}`)[0]?.['n']);
  reached.ended += lives.ended().lives;
  reached.failed += lives.ended().failed;
  reached.dead += count(`outbox WHERE state = 'dead'`);
  reached.unsure += count('outbox WHERE unsure = 1');
  reached.storms += count(`incidents WHERE kind = 'storm'`);
  reached.reopened += count(`incidents WHERE json_extract(body, '$.reopened') > 0`);
  reached.unread += count(`incidents WHERE json_extract(body, '$.revised') IS NOT NULL`);
  reached.silent += count(`inbox WHERE outcome = 'suppressed'`);
  reached.hidden += count('hidden');
  reached.digests += count(`incidents WHERE kind = 'digest'`);
  reached.lostDigests += count(
    `outbox o JOIN incidents i ON i.id = o.thread_id AND i.kind = 'digest' WHERE o.tries > 1`,
  );
  reached.again += count('hidden WHERE alerts > 1');
  reached.anew += count(`inbox WHERE status = 'firing' AND alert_key LIKE '%|%|%|%'`);
}

it.each([
  ['and Slack shows each episode once', false, 200, nowhere],
  ['also where expected stops are hidden: each is in one digest', true, 250, { ...nowhere, ...quiet }],
])(
  'accepted = posted + updated + suppressed + dead-lettered, %s',
  async (_what, hides, numRuns, unreached) => {
    const reached = { ...nowhere, ...quiet };
    await fc.assert(
      fc.asyncProperty(histories(60), async (commands) => {
        const { model, real } = begin(hides);
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await settled(real);
        expect(wrong(model, real)).toEqual(nothing);
        reach(real, reached);
        // Whatever died is sent again by hand: then nothing is missing, and still nothing there twice.
        await sentAgain(real);
        expect(real.lives.sql(`SELECT id, kind, error FROM outbox WHERE state = 'dead'`)).toEqual([]);
        expect(wrong(model, real)).toEqual(nothing);
      }),
      { numRuns, seed: 20261122 },
    );
    for (const what of Object.keys(unreached) as (keyof typeof reached)[])
      expect(reached[what], what).toBeGreaterThan(20);
  },
  120_000,
);
