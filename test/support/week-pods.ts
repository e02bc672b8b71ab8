/** Pods of a made-up cluster: they start, are told to stop, and go. */
import { account, failing, type Story, terminatedNow } from './week-crashes.ts';
import { lifeIn, mainOf, runs, sayOf, show } from './week-kubelet.ts';
import { whole } from './week-ledger.ts';
import { reportKilling } from './week-senders.ts';
import { between, type Sim, type SimPod, type SimWorkload } from './week-sim.ts';
import type { Act } from './week-time.ts';

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

/** Why a pod is told to stop. `says`: what its controller says of it at that moment. */
export type Asked = { cause: string; kind: string; says: () => void; evicted?: boolean };

/** From this share of its grace on a stop is no good one any more. */
const slow = 0.8;

/** How a container that is told to stop ends, from what its program does: it knows nothing of what anybody makes of it. */
export function endOf({ release, spec }: SimPod): {
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

/** The account of a container that was told to stop. */
export const storyOf = (sim: Sim, pod: SimPod, { cause, kind }: Pick<Asked, 'cause' | 'kind'>, told: number): Story => {
  const { after, ending, how } = endOf(pod);
  const verdict = how === '' ? 'expected' : 'investigate';
  return { kind: kind + how, at: told, endedAt: sim.time.now() + after, cause, ending, verdict };
};

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
  const [told, main, { after, exitCode }] = [sim.time.now(), mainOf(pod), endOf(pod)];
  pod.deletion = { at: whole(Math.floor(told / 1000) * 1000 + grace * 1000), grace };
  if (asked.evicted) pod.evictedAt = told;
  show(sim, pod);
  yield between(sim, 20, 900);
  const event = sayOf(sim, pod, main, 'Killing', `Stopping container ${main}`);
  reportKilling(sim, account(sim, workload, pod, main, storyOf(sim, pod, asked, told)), pod, event);
  yield after;
  const terminated = terminatedNow(sim, pod, main, exitCode);
  Object.assign(lifeIn(pod, main), { state: { terminated }, ready: false });
  [pod.phase, pod.readySince] = [exitCode === 0 ? 'Succeeded' : 'Failed', null];
  yield between(sim, 100, 600);
  show(sim, pod);
  yield between(sim, 300, 800);
  remove(sim, pod);
}
