/** A made-up week of a cluster of 200 workloads: what its API shows, what its senders say, and what is true. The same seed, the same week. */
import { random } from './random.ts';
import { deleteByHand, drain } from './week-acts.ts';
import { runJob } from './week-jobs.ts';
import { ledger, uuids } from './week-ledger.ts';
import { deployment, neverFinished, outOfTheBlue, releaseOf, scaledDown } from './week-plan.ts';
import { create } from './week-rollouts.ts';
import { nodeObject } from './week-shapes.ts';
import {
  between,
  type Post,
  pick,
  type Sim,
  type SimWorkload,
  type Stop,
  type TrueWindow,
  type WorkloadKind,
} from './week-sim.ts';
import { type Act, weekTime } from './week-time.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
/** A Monday. */
export const weekStart = Date.parse('2026-11-23T00:00:00Z');
export const weekEnd = weekStart + 7 * day;
const names = [
  'shop',
  'payments',
  'search',
  'mail',
  'ledger',
  'media',
  'auth',
  'reports',
  'stock',
  'maps',
  'chat',
  'billing',
];
const words = ['api', 'web', 'worker', 'cache', 'relay', 'index', 'sync', 'feed', 'gate', 'store', 'queue', 'proxy'];

/** How many workloads there are of each kind. */
export const workloadCounts = { Deployment: 145, StatefulSet: 25, DaemonSet: 5, CronJob: 25 } as const;

function newWorkload(sim: Sim, kind: WorkloadKind, index: number): SimWorkload {
  const name = `${pick(sim, words)}-${index + 1}`;
  // One job's sidecar does not know when it is over.
  const stubborn = { stopsAfter: 99, exitCode: 143, fails: null };
  const first = releaseOf(sim, name, 1, kind === 'CronJob' && index % 20 === 0 ? { manners: stubborn } : {});
  const replicas = kind === 'DaemonSet' ? sim.nodes.length : kind === 'CronJob' ? 0 : between(sim, 2, 4);
  return {
    kind,
    namespace: names[index % names.length] ?? '',
    name,
    uid: sim.uuid(),
    bornAt: sim.time.now(),
    replicas,
    generation: 0,
    releases: [],
    current: first,
    before: first,
    doneAt: null,
    pods: [],
    object: null,
  };
}

type Busy = { from: number; to: number }[];

/** A time of a working day at which nothing else happens to the workload, and nothing is left of what happened before. */
function freeTime(sim: Sim, busy: Busy, lasts: number): number | null {
  for (let tries = 0; tries < 40; tries++) {
    const from =
      weekStart + between(sim, 0, 6) * day + between(sim, 6 * 60, 19 * 60) * minute + between(sim, 0, 59_000);
    const to = from + lasts;
    if (busy.some((other) => from < other.to + 45 * minute && to + 45 * minute > other.from)) continue;
    busy.push({ from, to });
    return from;
  }
  return null;
}

/** Plans the days of one workload. */
function plan(sim: Sim, workload: SimWorkload, index: number): void {
  const busy: Busy = [];
  const at = (lasts: number, act: () => Act): void => {
    const from = freeTime(sim, busy, lasts);
    if (from !== null) sim.time.begin(act(), from);
  };
  if (workload.kind === 'CronJob') {
    for (let run = 0; run < 7; run++)
      sim.time.begin(runJob(sim, workload, run * 1440 + index), weekStart + run * day + (4 * 60 + index) * minute);
    return;
  }
  if (index < 7) at(5 * hour, () => neverFinished(sim, workload, `run-${index}-lost`));
  const deployments = between(sim, 1, workload.kind === 'DaemonSet' ? 1 : 3);
  for (let n = 0; n < deployments; n++) at(hour, () => deployment(sim, workload, `run-${index}-v${n + 2}`));
  if (sim.dice() < 0.35) at(20 * minute, () => outOfTheBlue(sim, workload, 'outside of any window'));
  if (sim.dice() < 0.3 && workload.kind !== 'DaemonSet') at(hour, () => scaledDown(sim, workload));
  if (sim.dice() < 0.25) at(10 * minute, () => deleteByHand(sim, workload));
}

const covers = (window: TrueWindow, { namespace, workload, at }: Stop): boolean =>
  window.namespace === namespace &&
  (window.workloads.length === 0 || window.workloads.includes(workload)) &&
  at >= window.from &&
  at <= window.until;

/** What is expected belongs to the window that it lies in, else to a digest of the hour. What fires still when that window closes is told. */
function placeStops({ stops, windows }: Sim): void {
  const byNamespace = Map.groupBy(windows, ({ namespace }) => namespace);
  for (const stop of stops.filter(({ shouldSpeak }) => !shouldSpeak)) {
    const around = (byNamespace.get(stop.namespace) ?? []).filter((window) => covers(window, stop));
    stop.mayBeHiddenBy = around.length > 0 ? 'window' : 'digest';
    stop.firesStill = around.length > 0 && around.every(({ until }) => (stop.firesUntil ?? 0) > until);
  }
}

export type Week = Pick<Sim, 'ledger' | 'stops' | 'windows' | 'logs' | 'workloads'> & { posts: Post[]; seed: number };

export function makeWeek(seed: number): Week {
  const time = weekTime(weekStart - 3 * day);
  const uuid = uuids();
  const sim: Sim = {
    time,
    ledger: ledger(time.now),
    dice: random(seed),
    uuid,
    nodes: [],
    workloads: [],
    stops: [],
    posts: [],
    windows: [],
    logs: [],
  };
  for (let n = 1; n <= 8; n++) {
    const [name, uid] = [`node-${n}`, uuid()];
    sim.nodes.push({ name, uid, object: sim.ledger.put('nodes', nodeObject(name, uid, null)), cordoned: false });
  }
  const kinds = Object.entries(workloadCounts).flatMap(([kind, count]) =>
    Array<WorkloadKind>(count).fill(kind as WorkloadKind),
  );
  for (const [index, kind] of kinds.entries()) {
    const workload = newWorkload(sim, kind, index);
    sim.workloads.push(workload);
    if (kind !== 'CronJob') time.begin(create(sim, workload), time.now() + index * 1000);
    plan(sim, workload, index);
  }
  for (const [night, node] of sim.nodes.slice(0, 7).entries())
    time.begin(drain(sim, node), weekStart + night * day + 2 * hour + between(sim, 0, 50) * minute);
  time.run();
  placeStops(sim);
  const { ledger: all, stops, windows, logs, workloads } = sim;
  return { ledger: all, stops, windows, logs, workloads, posts: sim.posts.toSorted((a, b) => a.at - b.at), seed };
}
