/** What happens to each workload in a made-up week, and when: a day has room for a few deployments of it, the night for none. */
import { crashOne, deleteByHand } from './week-acts.ts';
import type { CrashKind } from './week-crashes.ts';
import { announce, finishFirst, leaseOf } from './week-leases.ts';
import { rollOut, scale } from './week-rollouts.ts';
import { between, type Manners, pick, type Release, type Sim, type SimWorkload, suffix } from './week-sim.ts';
import type { Act } from './week-time.ts';
import { whole } from './week-ledger.ts';

const minute = 60_000;
const grace = 30;

const gently = (sim: Sim): Manners => ({
  stopsAfter: between(sim, 1, 10),
  exitCode: sim.dice() < 0.3 ? 0 : 143,
  fails: null,
});
/** Most programs do what SIGTERM asks of them; some ignore it, and some take nearly all of their time. */
export const manners = (sim: Sim): Manners =>
  sim.dice() < 0.07 ? { ...gently(sim), stopsAfter: sim.dice() < 0.8 ? 99 : 28 } : gently(sim);

/** Another release of a workload: another image, or a restart of the same one. */
export function releaseOf(sim: Sim, app: string, number: number, how: Partial<Release> = {}): Release {
  const look = { app, image: `registry.example/${app}:v${number}`, grace, restartedAt: null };
  return {
    number,
    hash: suffix(sim, 9),
    look,
    manners: manners(sim),
    bornAt: sim.time.now(),
    set: null,
    replicas: 0,
    ...how,
  };
}

const next = (sim: Sim, workload: SimWorkload, how: Partial<Release> = {}): Release =>
  releaseOf(sim, workload.name, Math.max(...workload.releases.map(({ number }) => number)) + 1, how);

function restarted(sim: Sim, workload: SimWorkload): Release {
  const { look, manners: same } = workload.current;
  return next(sim, workload, { look: { ...look, restartedAt: whole(sim.time.now()) }, manners: same });
}

const crashes: readonly CrashKind[] = ['exit', 'oom', 'sigterm'];

/** A release that does what it should; now and then one of its new pods ends by itself right away. */
function* good(sim: Sim, workload: SimWorkload, after: (at: number) => void): Act {
  const restart = sim.dice() < 0.15;
  yield* rollOut(
    sim,
    workload,
    restart ? restarted(sim, workload) : next(sim, workload),
    restart ? 'rollout-restart' : 'rollout',
  );
  after(sim.time.now());
  if (sim.dice() > 0.15) return;
  yield between(sim, 10_000, 60_000);
  yield* crashOne(sim, workload, pick(sim, crashes), 'inside its own window');
}

/** A release whose pods fail, and the way back from it. */
function* bad(sim: Sim, workload: SimWorkload, after: (at: number) => void): Act {
  const ready = sim.dice() < 0.5;
  const how = ready ? 'oom' : sim.dice() < 0.3 ? 'oom' : 'exit';
  const fails = { how, after: ready ? between(sim, 100, 200) : between(sim, 2, 4), ready } as const;
  const before = workload.current;
  const broken = next(sim, workload, { manners: { ...gently(sim), fails } });
  sim.time.begin(rollOut(sim, workload, broken, 'rollout'));
  yield between(sim, 4, 13) * minute;
  yield* rollOut(sim, workload, before, 'rollback');
  after(sim.time.now());
}

/** A deployment of a workload as some pipeline does it: announced well, badly, or not at all. */
export function* deployment(sim: Sim, workload: SimWorkload, id: string): Act {
  const [way, ends] = [sim.dice(), sim.dice()];
  // Only of a Deployment it shows that a release does not become ready.
  const play = sim.dice() < 0.14 && workload.kind === 'Deployment' ? bad : good;
  const announced = leaseOf(workload, id, 30);
  if (way > 0.5) return yield* play(sim, workload, () => undefined);
  if (way < 0.03) yield* finishFirst(sim, announced);
  const lease = way < 0.03 ? null : announce(sim, announced);
  // Two pipelines of one workload, or one of its whole namespace: their windows overlap.
  const other =
    ends < 0.15
      ? announce(sim, { ...announced, id: `${id}-more`, workloads: ends < 0.07 ? [] : announced.workloads })
      : null;
  yield between(sim, 30, 150) * 1000;
  yield* play(sim, workload, () => {
    lease?.heartbeat();
    if (ends > 0.2 && ends < 0.25) sim.time.begin(deleteByHand(sim, workload), sim.time.now() + 70_000);
  });
  yield between(sim, 150, 200) * 1000;
  lease?.end(ends > 0.95 ? 'abort' : 'finish');
  yield 15_000;
  other?.end('finish');
}

/** A pipeline that dies: its lease runs out. What crashes in it speaks, and what is expected long after it is in no window. */
export function* neverFinished(sim: Sim, workload: SimWorkload, id: string): Act {
  announce(sim, leaseOf(workload, id, 45));
  yield minute;
  yield* rollOut(sim, workload, next(sim, workload, { manners: gently(sim) }), 'rollout');
  yield 12 * minute;
  yield* crashOne(sim, workload, pick(sim, crashes), 'in a lease that never finishes');
  yield 8 * minute;
  yield* deleteByHand(sim, workload);
  yield 3 * 60 * minute;
  yield* deleteByHand(sim, workload);
}

/** One replica less for an hour. */
export function* scaledDown(sim: Sim, workload: SimWorkload): Act {
  const { replicas } = workload;
  yield* scale(sim, workload, replicas - 1);
  yield between(sim, 20, 50) * minute;
  yield* scale(sim, workload, replicas);
}

/** Its container ends by itself, one day out of the blue. */
export const outOfTheBlue = (sim: Sim, workload: SimWorkload, where: string): Act =>
  crashOne(sim, workload, pick(sim, crashes), where);
