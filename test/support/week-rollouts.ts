/** Rollouts of a made-up cluster, as its controllers do them: one pod after the other, given up when the new ones never become ready. */
import { stopPod } from './week-pods.ts';
import { label, type Release, type Sim, type SimPod, type SimWorkload } from './week-sim.ts';
import { showRevision } from './week-controllers.ts';
import { showSet } from './week-deployments.ts';
import type { Act } from './week-time.ts';
import { makePod, sayDeleted, scaleSet, show, staying } from './week-workloads.ts';

/** After the controller is done, a window stays open for so long: the product's documented default. */
export const settleMs = 5 * 60_000;
/** `progressDeadlineSeconds` of a Deployment. */
const deadlineMs = 600_000;

export type Way = 'rollout' | 'rollback' | 'rollout-restart';

const isReady = (pod: SimPod): boolean => pod.readySince !== null;

/** Waits until it is ready; false when the rollout was taken back, or ran into its deadline. */
function* untilReady(sim: Sim, workload: SimWorkload, pod: SimPod, release: Release): Generator<number, boolean, void> {
  const began = sim.time.now();
  let late = false;
  while (!isReady(pod)) {
    if (workload.current !== release) return false;
    if (!late && sim.time.now() - began > deadlineMs) {
      late = true;
      show(sim, workload, 'ProgressDeadlineExceeded');
    }
    yield 500;
  }
  return true;
}

/** What makes a rollout visible before the first pod moves: the workload wants another template, which gets a revision. */
function announce(sim: Sim, workload: SimWorkload, release: Release): void {
  workload.before = workload.current;
  workload.generation += 1;
  release.number = Math.max(...workload.releases.map(({ number }) => number), 0) + 1;
  if (!workload.releases.includes(release)) {
    release.bornAt = sim.time.now();
    workload.releases.push(release);
  }
  workload.current = release;
  workload.doneAt = null;
  if (workload.kind === 'Deployment') showSet(sim, workload, release);
  else showRevision(sim, workload, release);
  show(sim, workload, 'NewReplicaSetCreated');
}

function* replaceOne(
  sim: Sim,
  workload: SimWorkload,
  release: Release,
  way: Way,
  old: SimPod | undefined,
): Generator<number, boolean, void> {
  scaleSet(sim, workload, release, release.replicas + 1);
  yield 40;
  const pod = makePod(sim, workload, release);
  if (!(yield* untilReady(sim, workload, pod, release))) return false;
  const from = old?.release;
  if (!old || !from || old.gone || old.deletion) return true;
  scaleSet(sim, workload, from, from.replicas - 1);
  show(sim, workload, 'ReplicaSetUpdated');
  yield 30;
  sim.time.begin(stopPod(sim, workload, old, { cause: way, kind: way, says: () => sayDeleted(sim, workload, old) }));
  yield 700;
  return true;
}

/** A Deployment: a new pod first, then an old one goes. False when it was taken back meanwhile. */
function* rollDeployment(
  sim: Sim,
  workload: SimWorkload,
  release: Release,
  way: Way,
): Generator<number, boolean, void> {
  const olds = staying(workload).filter((pod) => pod.release !== release);
  const own = staying(workload).length - olds.length;
  // Back to a release of which enough pods stayed: what is too many goes.
  const missing = workload.replicas - own;
  for (let n = 0; n < missing; n++) if (!(yield* replaceOne(sim, workload, release, way, olds[n]))) return false;
  for (const old of olds.slice(Math.max(0, missing))) {
    // It goes while it waits for its next start: then nothing stops.
    while (old.phase === 'Running' && !old.gone && 'running' in (old.lives.get('app')?.state ?? {})) yield 100;
    if (old.release) scaleSet(sim, workload, old.release, old.release.replicas - 1);
    yield 20;
    sim.time.begin(stopPod(sim, workload, old, { cause: way, kind: way, says: () => sayDeleted(sim, workload, old) }));
  }
  return true;
}

/** A StatefulSet from its last pod to its first, a DaemonSet from node to node: the old pod goes first. */
function* rollInPlace(sim: Sim, workload: SimWorkload, release: Release, way: Way): Generator<number, boolean, void> {
  const olds = staying(workload).filter((pod) => pod.release !== release);
  for (const old of workload.kind === 'StatefulSet' ? olds.toReversed() : olds) {
    if (old.gone || old.deletion) continue;
    yield* stopPod(sim, workload, old, { cause: way, kind: way, says: () => sayDeleted(sim, workload, old) });
    const pod = makePod(sim, workload, release, placeOf(workload, old));
    show(sim, workload);
    if (!(yield* untilReady(sim, workload, pod, release))) return false;
    yield 1_000;
  }
  return true;
}

/** Where the next pod stands: a StatefulSet's has its number, a DaemonSet's its node. */
export const placeOf = ({ kind }: SimWorkload, { parts }: SimPod): { node?: string; ordinal?: number } =>
  kind === 'DaemonSet'
    ? { node: parts.node }
    : kind === 'StatefulSet'
      ? { ordinal: Number(parts.name.split('-').at(-1)) }
      : {};

/** Rolls a release out, and writes down the window that this is. */
export function* rollOut(sim: Sim, workload: SimWorkload, release: Release, way: Way): Act {
  const window = {
    id: `${workload.namespace}/${label(workload)}@${sim.time.now()}`,
    kind: 'observed',
    namespace: workload.namespace,
    workloads: [label(workload)],
    from: sim.time.now(),
    until: Infinity,
  } as const;
  const own = { ...window, workloads: [...window.workloads] as string[] };
  announce(sim, workload, release);
  sim.windows.push(own);
  yield 200;
  const done = yield* workload.kind === 'Deployment'
    ? rollDeployment(sim, workload, release, way)
    : rollInPlace(sim, workload, release, way);
  // The last old pod is on its way, and counts no more.
  yield 120;
  own.until = sim.time.now() + settleMs;
  if (!done) return;
  workload.doneAt = sim.time.now();
  show(sim, workload);
}

/** A pod of a Deployment or StatefulSet went by somebody else's doing: its controller makes another one. */
export function* replaceAfter(sim: Sim, workload: SimWorkload, pod: SimPod, stop: Act): Act {
  if (workload.kind === 'Deployment' && pod.release) {
    sim.time.begin(stop);
    yield 150;
    makePod(sim, workload, pod.release);
    return;
  }
  yield* stop;
  yield 200;
  if (pod.release) makePod(sim, workload, pod.release, placeOf(workload, pod));
}

/** Fewer or more replicas than before; nothing else about the workload changes. */
export function* scale(sim: Sim, workload: SimWorkload, to: number): Act {
  const release = workload.current;
  const leaving = staying(workload).slice(to);
  workload.replicas = to;
  workload.generation += 1;
  show(sim, workload);
  if (workload.kind === 'Deployment' && release.replicas !== to) scaleSet(sim, workload, release, to);
  yield 30;
  for (const pod of leaving.toReversed()) {
    sim.time.begin(
      stopPod(sim, workload, pod, {
        cause: 'scale-down',
        kind: 'scale-down',
        says: () => sayDeleted(sim, workload, pod),
      }),
    );
    yield 200;
  }
  for (let n = staying(workload).length; n < to; n++) {
    makePod(sim, workload, release, workload.kind === 'StatefulSet' ? { ordinal: n } : {});
    yield 200;
  }
  yield 9_000;
  show(sim, workload);
}

/** The workload as it begins: long before the week, all of its pods at once. */
export function* create(sim: Sim, workload: SimWorkload): Act {
  announce(sim, workload, workload.current);
  if (workload.kind === 'Deployment') scaleSet(sim, workload, workload.current, workload.replicas);
  for (let n = 0; n < workload.replicas; n++) {
    const node = workload.kind === 'DaemonSet' ? { node: sim.nodes[n]?.name ?? '' } : {};
    makePod(sim, workload, workload.current, { ordinal: n, ...node });
  }
  yield 20_000;
  workload.doneAt = sim.time.now();
  show(sim, workload);
}
