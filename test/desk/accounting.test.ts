/**
 * Nothing lost, nothing said twice, whatever comes in and goes wrong in whichever order: alerts, repeats and ends, a Slack that refuses,
 * is busy or loses its answers, a cluster that cannot be read, a disk that fails, lives that end between any two awaits.
 */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { misjudged, misread, needlesslyDead, unaccounted } from '../support/accounting-checks.ts';
import { histories } from '../support/accounting-commands.ts';
import { acknowledged, emptyModel, type Model, type Real } from '../support/accounting-model.ts';
import { type DeskLives, deskLives, type Step } from '../support/desk-lives.ts';
import { type FakeTime, fakeTime, realTime } from '../support/fake-time.ts';
import { type MemorySlack, memorySlack } from '../support/memory-slack.ts';
import { askingShop, shop } from '../support/shop.ts';
import { defaultPolicy } from '../support/policy.ts';

afterEach(realTime);

const hours = 3_600_000;

function deskOf(time: FakeTime, slack: MemorySlack, cluster: ReturnType<typeof shop>): DeskLives {
  const { notifier } = slack;
  return deskLives(time, (step: Step) => ({
    cluster: askingShop((...asked) => step(() => cluster.fetch(...asked))),
    metrics: () => null,
    notifier: {
      post: (...said) => step(() => notifier.post(...said)),
      update: (...said) => step(() => notifier.update(...said)),
      find: (...said) => step(() => notifier.find(...said)),
    },
    redact: (texts) => step(() => Promise.resolve(texts)),
    channel: 'C1',
    gapMs: 1_000,
    calm: { reopenMs: 0.25 * hours, stormThreshold: 4, stormWindowMs: 60_000 },
    keep: { alertsMs: 72 * hours, incidentsMs: 720 * hours, bytes: Infinity },
    policy: defaultPolicy,
    log: () => undefined,
  }));
}

function begin(): { model: Model; real: Real } {
  const time = fakeTime(Date.parse('2026-11-22T14:05:00Z'));
  const slack = memorySlack(time.steady, time.wait);
  const cluster = shop();
  const real = { time, slack, cluster, lives: deskOf(time, slack, cluster), unacknowledged: new Set<never>() };
  return { model: emptyModel(), real };
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
});
const nothing = { waiting: [], unaccounted: [], misjudged: [], misread: [], needlesslyDead: [] };

/** What the histories led to, in all. */
const reached = { ended: 0, failed: 0, dead: 0, unsure: 0, storms: 0, reopened: 0, unread: 0, silent: 0, anew: 0 };

function reach({ lives }: Real): void {
  const count = (query: string): number => Number(lives.sql(`SELECT count(*) AS n FROM ${query}`)[0]?.['n']);
  reached.ended += lives.ended().lives;
  reached.failed += lives.ended().failed;
  reached.dead += count(`outbox WHERE state = 'dead'`);
  reached.unsure += count('outbox WHERE unsure = 1');
  reached.storms += count(`incidents WHERE kind = 'storm'`);
  reached.reopened += count(`incidents WHERE json_extract(body, '$.reopened') > 0`);
  reached.unread += count(`incidents WHERE json_extract(body, '$.revised') IS NOT NULL`);
  reached.silent += count(`inbox WHERE outcome = 'suppressed'`);
  reached.anew += count(`inbox WHERE status = 'firing' AND alert_key LIKE '%|%|%|%'`);
}

it('accepted = posted + updated + suppressed + dead-lettered, and Slack shows each episode once', async () => {
  await fc.assert(
    fc.asyncProperty(histories(60), async (commands) => {
      const { model, real } = begin();
      await fc.asyncModelRun(() => ({ model, real }), commands);
      await settled(real);
      expect(wrong(model, real)).toEqual(nothing);
      reach(real);
      // Whatever died is sent again by hand: then nothing is missing, and still nothing there twice.
      await sentAgain(real);
      expect(real.lives.sql(`SELECT id, kind, error FROM outbox WHERE state = 'dead'`)).toEqual([]);
      expect(wrong(model, real)).toEqual(nothing);
    }),
    { numRuns: 300, seed: 20261122 },
  );
  for (const [what, times] of Object.entries(reached)) expect(times, what).toBeGreaterThan(20);
}, 120_000);
