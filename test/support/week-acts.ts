/** What people do in a made-up week beside deploying, and what programs do by themselves. */
import { crash, type CrashKind } from './week-crashes.ts';
import { runs } from './week-kubelet.ts';
import { stopPod } from './week-pods.ts';
import { replaceAfter } from './week-rollouts.ts';
import { nodeObject } from './week-shapes.ts';
import { between, pick, say, type Sim, type SimNode, type SimWorkload } from './week-sim.ts';
import type { Act } from './week-time.ts';
import { staying } from './week-workloads.ts';

const sayOfNode = (sim: Sim, { name }: SimNode, reason: string): void =>
  void say(
    sim,
    { kind: 'Node', name, namespace: null },
    { reason, message: `Node ${name} status is now: ${reason}`, component: 'kubelet', host: name },
  );

function cordon(sim: Sim, node: SimNode, cordoned: boolean): void {
  node.cordoned = cordoned;
  node.object = sim.ledger.put('nodes', nodeObject(node.name, node.uid, cordoned ? sim.time.now() : null));
}

/** `kubectl drain --ignore-daemonsets`, some work on the node, `kubectl uncordon`. */
export function* drain(sim: Sim, node: SimNode): Act {
  cordon(sim, node, true);
  yield 800;
  sayOfNode(sim, node, 'NodeNotSchedulable');
  for (const workload of sim.workloads.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet'))
    for (const pod of staying(workload).filter(({ parts }) => parts.node === node.name)) {
      if (pod.gone || pod.deletion || !runs(pod)) continue;
      const stop = stopPod(sim, workload, pod, {
        cause: 'node-drain',
        kind: 'drain',
        says: () => undefined,
        evicted: true,
      });
      sim.time.begin(replaceAfter(sim, workload, pod, stop));
      yield between(sim, 1_500, 6_000);
    }
  yield 40 * 60_000;
  cordon(sim, node, false);
  yield 4_000;
  sayOfNode(sim, node, 'NodeSchedulable');
}

/** `kubectl delete pod`. */
export function* deleteByHand(sim: Sim, workload: SimWorkload): Act {
  const pod = pick(sim, staying(workload).filter(runs));
  yield* replaceAfter(
    sim,
    workload,
    pod,
    stopPod(sim, workload, pod, { cause: 'pod-deleted', kind: 'pod deleted by hand', says: () => undefined }),
  );
}

/** One of its pods ends by itself. */
export function* crashOne(sim: Sim, workload: SimWorkload, how: CrashKind, where: string): Act {
  yield* crash(
    sim,
    workload,
    pick(sim, staying(workload).filter(runs)),
    how,
    `${how === 'sigterm' ? 'SIGTERM from inside' : how === 'oom' ? 'out of memory' : 'exits'}, ${where}`,
  );
}
