/** Containers of a made-up cluster that end by themselves, and the generator's account of every stop. */
import { lifeIn, mainOf, runs, sayOf, show } from './week-kubelet.ts';
import { whole } from './week-ledger.ts';
import { reportCrash } from './week-senders.ts';
import { between, label, type Sim, type SimPod, type SimWorkload, type Stop } from './week-sim.ts';
import type { Act } from './week-time.ts';

const ends = {
  exit: { exitCode: 1, reason: 'Error', cause: 'app-exit', ending: 'exited' },
  oom: { exitCode: 137, reason: 'OOMKilled', cause: 'oom-killed', ending: 'oom-killed' },
  sigterm: { exitCode: 143, reason: 'Error', cause: 'unknown-sigterm', ending: 'signalled' },
} as const;
export type CrashKind = keyof typeof ends;

export type Story = Pick<Stop, 'kind' | 'at' | 'endedAt' | 'cause' | 'ending' | 'verdict'>;

/** Writes down a stop. What speaks may be hidden nowhere; where the rest may be is told when all windows are known. */
export function account(sim: Sim, workload: SimWorkload, pod: SimPod, container: string, story: Story): Stop {
  const { name, namespace, uid, node } = pod.parts;
  const about = { namespace, workload: label(workload), pod: name, uid, container, node };
  const shouldSpeak = story.verdict === 'investigate';
  const open = { mayBeHiddenBy: null, firesUntil: null, firesStill: false, alerts: new Set<string>() };
  const stop = { id: sim.stops.length + 1, ...story, ...about, shouldSpeak, ...open };
  sim.stops.push(stop);
  return stop;
}

/** The terminated state of a container that ends now. */
export function terminatedNow(
  sim: Sim,
  pod: SimPod,
  container: string,
  exitCode: number,
  reason = exitCode === 0 ? 'Completed' : 'Error',
) {
  const { startedAt } = (lifeIn(pod, container).state as { running: { startedAt: string } }).running;
  const containerID = `containerd://${sim.uuid()}`;
  return { exitCode, reason, startedAt, finishedAt: whole(sim.time.now()), containerID };
}

const nameOf = ({ parts }: SimPod): string => `${parts.name}_${parts.namespace}(${parts.uid})`;

/** It has ended: at once to be started again the first time, after a back-off that grows from then on. Returns how long that takes. */
function end(sim: Sim, workload: SimWorkload, pod: SimPod, how: CrashKind, kind: string, terminated: object): number {
  const [main, { cause, ending }] = [mainOf(pod), ends[how]];
  const life = lifeIn(pod, main);
  const { restarts } = life;
  const message = `back-off 10s restarting failed container=${main} pod=${nameOf(pod)}`;
  const dead = { state: { terminated }, lastState: life.lastState };
  const waits = { state: { waiting: { reason: 'CrashLoopBackOff', message } }, lastState: { terminated } };
  Object.assign(life, restarts > 0 ? waits : dead, { ready: false });
  pod.readySince = null;
  show(sim, pod);
  const said = `Back-off restarting failed container ${main} in pod ${nameOf(pod)}`;
  const event = restarts > 0 ? sayOf(sim, pod, main, 'BackOff', said) : null;
  const now = sim.time.now();
  const story = { kind, at: now, endedAt: now, cause, ending, verdict: 'investigate' } as const;
  reportCrash(sim, account(sim, workload, pod, main, story), pod, event);
  return restarts > 0 ? Math.min(300_000, 10_000 * 2 ** (restarts - 1)) : 900;
}

/** The main container ends by itself, and is started again. */
export function* crash(sim: Sim, workload: SimWorkload, pod: SimPod, how: CrashKind, kind: string): Act {
  const main = mainOf(pod);
  if (pod.gone || pod.deletion || !runs(pod)) return;
  const terminated = terminatedNow(sim, pod, main, ends[how].exitCode, ends[how].reason);
  const key = `${pod.parts.namespace}/${pod.parts.name}/${main}`;
  const text = `${terminated.finishedAt.slice(0, -1)}.000000000Z fatal: ${workload.name} lost its way (${how})\n`;
  sim.logs.push({ at: sim.time.now(), key, text });
  yield end(sim, workload, pod, how, kind, terminated);
  if (pod.gone || pod.deletion) return;
  const life = lifeIn(pod, main);
  const state = { running: { startedAt: whole(sim.time.now()) } };
  const ready = pod.release?.manners.fails?.ready !== false;
  sayOf(sim, pod, main, 'Started', 'Container started');
  Object.assign(life, { state, lastState: { terminated }, restarts: life.restarts + 1, ready });
  pod.readySince = ready ? sim.time.now() : null;
  show(sim, pod);
}

/** A release that fails: every run of it ends by itself, until its pod goes. */
export function* failing(sim: Sim, workload: SimWorkload, pod: SimPod): Act {
  for (;;) {
    const fails = pod.release?.manners.fails;
    if (!fails || pod.gone || pod.deletion) return;
    yield fails.after * 1000 + between(sim, 0, 2000);
    const kind = fails.how === 'oom' ? 'bad release, out of memory' : 'bad release, exits';
    yield* crash(sim, workload, pod, fails.how, kind);
  }
}
