/** The kubelets of a made-up cluster: pods start, fail by themselves, are told to stop, and go. */
import { type Act } from './week-time.ts';
import { whole } from './week-ledger.ts';
import { reportCrash, reportKilling } from './week-senders.ts';
import { containerStatus, podCondition, podObject, type State } from './week-shapes.ts';
import {
  between,
  type ContainerLife,
  label,
  say,
  type Sim,
  type SimPod,
  type SimWorkload,
  type Stop,
} from './week-sim.ts';

const mainOf = (pod: SimPod): string => pod.spec.containers[0]?.name ?? '';
export const lifeIn = (pod: SimPod, container: string): ContainerLife => {
  const known = pod.lives.get(container) ?? {
    state: { waiting: { reason: 'ContainerCreating' } },
    lastState: {},
    restarts: 0,
    ready: false,
  };
  pod.lives.set(container, known);
  return known;
};
export const runs = (pod: SimPod): boolean => 'running' in lifeIn(pod, mainOf(pod)).state;

function statusOf(sim: Sim, pod: SimPod): object {
  const since = whole(pod.startedAt);
  const ready = pod.readySince !== null;
  const statuses = (of: typeof pod.spec.containers) =>
    of.map((container) => {
      const { state, lastState, restarts, ready: isReady } = lifeIn(pod, container.name);
      return containerStatus(container, state, lastState, restarts, isReady);
    });
  const evicted = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  return {
    observedGeneration: 1,
    phase: pod.phase,
    conditions: [
      podCondition({ type: 'Initialized', status: 'True' }, since),
      podCondition({ type: 'Ready', status: ready ? 'True' : 'False' }, whole(pod.readySince ?? sim.time.now())),
      podCondition({ type: 'PodScheduled', status: 'True' }, since),
      ...(pod.evictedAt === null ? [] : [podCondition(evicted, whole(pod.evictedAt))]),
    ],
    startTime: since,
    ...(pod.spec.initContainers && { initContainerStatuses: statuses(pod.spec.initContainers) }),
    containerStatuses: statuses(pod.spec.containers),
    qosClass: 'Burstable',
  };
}

/** Writes the pod as it is now. */
export function show(sim: Sim, pod: SimPod): void {
  const base = podObject(pod.parts, pod.spec);
  const going = pod.deletion && {
    deletionTimestamp: pod.deletion.at,
    deletionGracePeriodSeconds: pod.deletion.grace,
  };
  const written = { ...base, metadata: { ...base.metadata, ...going }, status: statusOf(sim, pod) };
  pod.object = sim.ledger.put('pods', written);
}

const aboutPod = ({ parts, startedVersion }: SimPod, container?: { name: string; list: string }) => ({
  kind: 'Pod',
  namespace: parts.namespace,
  name: parts.name,
  uid: parts.uid,
  resourceVersion: startedVersion,
  ...(container && { fieldPath: `spec.${container.list}{${container.name}}` }),
});

const kubelet = (pod: SimPod, reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal') => ({
  reason,
  message,
  component: 'kubelet',
  host: pod.parts.node,
  type,
});

export const sayOf = (sim: Sim, pod: SimPod, container: string, reason: string, message: string, list = 'containers') =>
  say(
    sim,
    aboutPod(pod, { name: container, list }),
    kubelet(pod, reason, message, reason === 'BackOff' ? 'Warning' : 'Normal'),
  );

/** What a pod that was just made goes through until it runs and is ready, or goes on failing. */
export function* startPod(sim: Sim, workload: SimWorkload, pod: SimPod): Act {
  pod.startedAt = sim.time.now();
  show(sim, pod);
  pod.startedVersion = pod.object?.metadata.resourceVersion ?? '';
  yield between(sim, 600, 1500);
  if (pod.gone || pod.deletion) return;
  const main = mainOf(pod);
  Object.assign(lifeIn(pod, main), { state: { running: { startedAt: whole(sim.time.now()) } }, ready: false });
  pod.phase = 'Running';
  show(sim, pod);
  sayOf(sim, pod, main, 'Started', 'Container started');
  if (pod.release?.manners.fails) sim.time.begin(failing(sim, workload, pod));
  if (pod.release?.manners.fails?.ready === false) return;
  yield between(sim, 1500, 6000);
  if (pod.gone || pod.deletion || !runs(pod)) return;
  lifeIn(pod, main).ready = true;
  pod.readySince = sim.time.now();
  show(sim, pod);
}

const ends = {
  exit: { exitCode: 1, reason: 'Error', cause: 'app-exit', ending: 'exited' },
  oom: { exitCode: 137, reason: 'OOMKilled', cause: 'oom-killed', ending: 'oom-killed' },
  sigterm: { exitCode: 143, reason: 'Error', cause: 'unknown-sigterm', ending: 'signalled' },
} as const;
export type CrashKind = keyof typeof ends;

export type Story = Pick<Stop, 'kind' | 'at' | 'endedAt' | 'cause' | 'ending' | 'verdict' | 'mayBeHiddenBy'>;

/** Writes down a stop. What speaks may be hidden nowhere. */
export function account(sim: Sim, workload: SimWorkload, pod: SimPod, container: string, story: Story): Stop {
  const { name, namespace, uid, node } = pod.parts;
  const about = { namespace, workload: label(workload), pod: name, uid, container, node };
  const shouldSpeak = story.verdict === 'investigate';
  const stop = { id: sim.stops.length + 1, ...story, ...about, shouldSpeak, alerts: new Set<string>() };
  sim.stops.push(stop);
  return stop;
}

/** The main container ends by itself, and is started again: at once the first time, after a back-off from then on. */
export function* crash(sim: Sim, workload: SimWorkload, pod: SimPod, how: CrashKind, kind: string): Act {
  const [main, { exitCode, reason, cause, ending }] = [mainOf(pod), ends[how]];
  if (pod.gone || pod.deletion || !runs(pod)) return;
  const life = lifeIn(pod, main);
  const finishedAt = whole(sim.time.now());
  const { startedAt } = (life.state as { running: { startedAt: string } }).running;
  const terminated = { exitCode, reason, startedAt, finishedAt, containerID: `containerd://${sim.uuid()}` };
  sim.logs.push({
    at: sim.time.now(),
    key: `${pod.parts.namespace}/${pod.parts.name}/${main}`,
    text: `${finishedAt.slice(0, -1)}.000000000Z fatal: ${workload.name} lost its way (${how})\n`,
  });
  const backsOff = life.restarts > 0;
  const message = `Back-off restarting failed container ${main} in pod ${pod.parts.name}_${pod.parts.namespace}(${pod.parts.uid})`;
  const waiting = {
    reason: 'CrashLoopBackOff',
    message: `back-off 10s restarting failed container=${main} pod=${pod.parts.name}_${pod.parts.namespace}(${pod.parts.uid})`,
  };
  const state: State = backsOff ? { waiting } : { terminated };
  Object.assign(life, { state, lastState: backsOff ? { terminated } : life.lastState, ready: false });
  pod.readySince = null;
  show(sim, pod);
  const event = backsOff ? sayOf(sim, pod, main, 'BackOff', message) : null;
  const story = {
    kind,
    at: sim.time.now(),
    endedAt: sim.time.now(),
    cause,
    ending,
    verdict: 'investigate',
    mayBeHiddenBy: null,
  } as const;
  reportCrash(sim, account(sim, workload, pod, main, story), pod, event);
  yield backsOff ? Math.min(300_000, 10_000 * 2 ** (life.restarts - 1)) : 900;
  if (pod.gone || pod.deletion) return;
  Object.assign(life, {
    state: { running: { startedAt: whole(sim.time.now()) } },
    lastState: { terminated },
    restarts: life.restarts + 1,
    ready: true,
  });
  pod.readySince = pod.release?.manners.fails?.ready === false ? null : sim.time.now();
  life.ready = pod.readySince !== null;
  show(sim, pod);
}

/** A release that fails: every run of it ends by itself, until its pod goes. */
function* failing(sim: Sim, workload: SimWorkload, pod: SimPod): Act {
  for (;;) {
    const fails = pod.release?.manners.fails;
    if (!fails || pod.gone || pod.deletion) return;
    yield fails.after * 1000 + between(sim, 0, 2000);
    yield* crash(
      sim,
      workload,
      pod,
      fails.how,
      fails.how === 'oom' ? 'bad release, out of memory' : 'bad release, exits',
    );
  }
}

/** Why a pod is told to stop. `says`: what its controller says of it at that moment. */
export type Asked = { cause: string; kind: string; says: () => void; evicted?: boolean };

const slow = 0.8;

/** How it ends, from what the program does: it knows nothing of what anybody makes of it. */
function endOf({ release, spec }: SimPod): {
  after: number;
  exitCode: number;
  ending: 'stopped-in-time' | 'killed-after-grace';
  how: string;
} {
  const grace = spec.terminationGracePeriodSeconds;
  const { stopsAfter, exitCode } = release?.manners ?? { stopsAfter: 2, exitCode: 143 };
  if (stopsAfter >= grace)
    return {
      after: grace * 1000 + 10,
      exitCode: 137,
      ending: 'killed-after-grace',
      how: ', killed at the end of its grace',
    };
  const how = stopsAfter > grace * slow ? ', nearly killed' : '';
  return { after: stopsAfter * 1000, exitCode, ending: 'stopped-in-time', how };
}

/** Takes a pod away whose program does not run: nothing stops. */
function* vanish(sim: Sim, pod: SimPod, grace: number): Act {
  pod.deletion = { at: whole(sim.time.now() + grace * 1000), grace };
  show(sim, pod);
  yield 300;
  remove(sim, pod);
}

function remove(sim: Sim, pod: SimPod): void {
  pod.deletion = { at: whole(sim.time.now()), grace: 0 };
  show(sim, pod);
  if (pod.object) sim.ledger.remove('pods', pod.object);
  pod.gone = true;
}

/** A pod is told to go: its program stops, or is killed when its grace is over. */
export function* stopPod(sim: Sim, workload: SimWorkload, pod: SimPod, asked: Asked): Act {
  const grace = pod.spec.terminationGracePeriodSeconds;
  asked.says();
  if (!runs(pod)) return yield* vanish(sim, pod, grace);
  const told = sim.time.now();
  pod.deletion = { at: whole(Math.floor(told / 1000) * 1000 + grace * 1000), grace };
  if (asked.evicted) pod.evictedAt = told;
  show(sim, pod);
  yield between(sim, 20, 900);
  const main = mainOf(pod);
  const event = sayOf(sim, pod, main, 'Killing', `Stopping container ${main}`);
  const { after, exitCode, ending, how } = endOf(pod);
  const expected = ending === 'stopped-in-time' && how === '';
  const story: Story = {
    kind: asked.kind + how,
    at: told,
    endedAt: sim.time.now() + after,
    cause: asked.cause,
    ending,
    verdict: expected ? 'expected' : 'investigate',
    mayBeHiddenBy: expected ? 'digest' : null,
  };
  reportKilling(sim, account(sim, workload, pod, main, story), pod, event, after);
  yield after;
  const life = lifeIn(pod, main);
  const { startedAt } = (life.state as { running: { startedAt: string } }).running;
  const terminated = {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt,
    finishedAt: whole(sim.time.now()),
    containerID: `containerd://${sim.uuid()}`,
  };
  Object.assign(life, { state: { terminated }, ready: false });
  [pod.phase, pod.readySince] = [exitCode === 0 ? 'Succeeded' : 'Failed', null];
  yield between(sim, 100, 600);
  show(sim, pod);
  yield between(sim, 300, 800);
  remove(sim, pod);
}
