/** What people do in a made-up week: they drain nodes, delete pods, run jobs, and announce their deployments, well or badly. */
import { whole } from './week-ledger.ts';
import { account, crash, type CrashKind, lifeIn, runs, sayOf, show as showPod, stopPod } from './week-pods.ts';
import { replaceAfter, settleMs } from './week-rollouts.ts';
import { reportKilling, weekCluster } from './week-senders.ts';
import { nodeObject, ownedBy, recordedOne, templateOf } from './week-shapes.ts';
import {
  between,
  label,
  pick,
  say,
  type Sim,
  type SimNode,
  type SimPod,
  type SimWorkload,
  suffix,
} from './week-sim.ts';
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

function jobObject(
  sim: Sim,
  workload: SimWorkload,
  name: string,
  uid: string,
  completedAt: number | null,
  startedAt: number,
) {
  const model = recordedOne('job-finished-sidecar', 'jobs');
  const { conditions } = model['status'] as { conditions: object[] };
  const at = completedAt === null ? '' : whole(completedAt);
  const complete = {
    conditions: conditions.map((c) => ({ ...c, lastProbeTime: at, lastTransitionTime: at })),
    completionTime: at,
    succeeded: 1,
  };
  return sim.ledger.put('jobs', {
    metadata: {
      name,
      namespace: workload.namespace,
      uid,
      generation: 1,
      creationTimestamp: whole(startedAt),
      labels: { app: workload.name },
      ownerReferences: ownedBy(workload),
    },
    spec: { parallelism: 1, completions: 1, backoffLimit: 0, template: templateOf(workload.current.look, true) },
    status: {
      startTime: whole(startedAt),
      ...(completedAt === null ? { active: 1 } : complete),
      terminating: 0,
      ready: 0,
    },
  });
}

function jobPod(sim: Sim, workload: SimWorkload, job: { name: string; uid: string }): SimPod {
  const owner = { kind: 'Job', ...job };
  const labels = {
    app: workload.name,
    'batch.kubernetes.io/controller-uid': job.uid,
    'batch.kubernetes.io/job-name': job.name,
    'job-name': job.name,
  };
  const node = pick(
    sim,
    sim.nodes.filter(({ cordoned }) => !cordoned),
  ).name;
  const parts = {
    name: `${job.name}-${suffix(sim, 5)}`,
    namespace: workload.namespace,
    uid: sim.uuid(),
    node,
    labels,
    owner,
    bornAt: sim.time.now(),
  };
  return {
    parts,
    spec: templateOf(workload.current.look, true).spec,
    release: workload.current,
    phase: 'Running',
    lives: new Map(),
    deletion: null,
    evictedAt: null,
    readySince: null,
    startedAt: sim.time.now(),
    startedVersion: sim.ledger.version(),
    object: null,
    gone: false,
  };
}

/** One run of a CronJob: its work is done, and its sidecar is told to stop. */
export function* runJob(sim: Sim, workload: SimWorkload, run: number): Act {
  const job = { name: `${workload.name}-${29_000_000 + run}`, uid: sim.uuid() };
  const [startedAt, about] = [sim.time.now(), { kind: 'Job', namespace: workload.namespace, ...job }];
  jobObject(sim, workload, job.name, job.uid, null, startedAt);
  const { name, uid, namespace } = workload;
  say(
    sim,
    { kind: 'CronJob', name, uid, namespace },
    { reason: 'SuccessfulCreate', message: `Created job ${job.name}`, component: 'cronjob-controller' },
  );
  const pod = jobPod(sim, workload, job);
  say(sim, about, {
    reason: 'SuccessfulCreate',
    message: `Created pod: ${pod.parts.name}`,
    component: 'job-controller',
  });
  const running = { running: { startedAt: whole(startedAt) } };
  for (const container of ['app', 'proxy']) Object.assign(lifeIn(pod, container), { state: running, ready: true });
  showPod(sim, pod);
  pod.startedVersion = pod.object?.metadata.resourceVersion ?? '';
  yield between(sim, 20_000, 120_000);
  const ended = (exitCode: number) => ({
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      ...running.running,
      finishedAt: whole(sim.time.now()),
    },
  });
  Object.assign(lifeIn(pod, 'app'), { state: ended(0), ready: false });
  showPod(sim, pod);
  yield 60;
  const { stopsAfter, exitCode } = workload.current.manners;
  const grace = pod.spec.terminationGracePeriodSeconds;
  const killed = stopsAfter >= grace;
  const event = sayOf(sim, pod, 'proxy', 'Killing', 'Stopping container proxy', 'initContainers');
  const after = killed ? grace * 1000 + 10 : stopsAfter * 1000;
  const story = {
    kind: killed ? 'job finished, its sidecar killed' : 'job finished',
    at: sim.time.now(),
    endedAt: sim.time.now() + after,
    cause: 'job-finished',
    ending: killed ? 'killed-after-grace' : 'stopped-in-time',
    verdict: killed ? 'investigate' : 'expected',
    mayBeHiddenBy: killed ? null : 'digest',
  } as const;
  reportKilling(sim, account(sim, workload, pod, 'proxy', story), pod, event, after);
  yield after;
  Object.assign(lifeIn(pod, 'proxy'), { state: ended(killed ? 137 : exitCode), ready: false });
  pod.phase = 'Succeeded';
  showPod(sim, pod);
  yield 2_500;
  const done = jobObject(sim, workload, job.name, job.uid, sim.time.now(), startedAt);
  say(sim, about, { reason: 'Completed', message: 'Job completed', component: 'job-controller' });
  // `successfulJobsHistoryLimit`: it is cleaned up when others have run.
  yield 30 * 3_600_000;
  sim.ledger.remove('jobs', done);
  if (pod.object) sim.ledger.remove('pods', pod.object);
}

/** What a pipeline says of a deployment, and what window that is. `ttlMinutes` is how long its lease lasts without another word. */
export type Announced = { id: string; namespace: string; workloads: string[]; ttlMinutes: number };

function tell(
  sim: Sim,
  { id, namespace, workloads, ttlMinutes }: Announced,
  action: 'start' | 'heartbeat' | 'finish' | 'abort',
): void {
  const more =
    action === 'start' ? { workloads, version: id.split('-').at(-1), actor: 'pipeline', ttl: `${ttlMinutes}m` } : {};
  const body = JSON.stringify({ id, action, cluster: weekCluster, namespace, ...more });
  sim.posts.push({ at: sim.time.now(), path: 'deployments', body });
}

export type Lease = { heartbeat: () => void; end: (action: 'finish' | 'abort') => void };

/** Begins a lease; without an end it runs out, and nothing settles after that. */
export function announce(sim: Sim, of: Announced): Lease {
  const { id, namespace, workloads, ttlMinutes } = of;
  const now = sim.time.now();
  const window = { id, kind: 'announced' as const, namespace, workloads, from: now, until: now + ttlMinutes * 60_000 };
  sim.windows.push(window);
  tell(sim, of, 'start');
  return {
    heartbeat: () => {
      window.until = sim.time.now() + ttlMinutes * 60_000;
      tell(sim, of, 'heartbeat');
    },
    end: (action) => {
      window.until = sim.time.now() + (action === 'finish' ? settleMs : 0);
      tell(sim, of, action);
    },
  };
}

/** A finish that overtakes its start: what ended is over, and the late start opens nothing. */
export function* finishFirst(sim: Sim, of: Announced): Act {
  tell(sim, of, 'finish');
  yield 20_000;
  tell(sim, of, 'start');
}

export const leaseOf = (workload: SimWorkload, id: string, ttlMinutes: number): Announced => ({
  id,
  namespace: workload.namespace,
  workloads: [label(workload)],
  ttlMinutes,
});
