/** CronJobs of a made-up cluster: each run's work is done, and the sidecar beside it is told to stop. */
import type { Recorded } from '../../src/demo/snapshot.ts';
import { account, terminatedNow } from './week-crashes.ts';
import { lifeIn, sayOf, show } from './week-kubelet.ts';
import { whole } from './week-ledger.ts';
import { endOf, storyOf } from './week-pods.ts';
import { reportKilling } from './week-senders.ts';
import { ownedBy, recordedOne, templateOf } from './week-shapes.ts';
import { between, say, type Sim, type SimPod, type SimWorkload, suffix } from './week-sim.ts';
import type { Act } from './week-time.ts';
import { freeNode, newPod } from './week-workloads.ts';

type Run = { workload: SimWorkload; name: string; uid: string; startedAt: number };

function showJob(sim: Sim, { workload, name, uid, startedAt }: Run, completedAt: number | null): Recorded {
  const { conditions } = recordedOne('job-finished-sidecar', 'jobs')['status'] as { conditions: object[] };
  const at = completedAt === null ? '' : whole(completedAt);
  const complete = {
    conditions: conditions.map((c) => ({ ...c, lastProbeTime: at, lastTransitionTime: at })),
    completionTime: at,
    succeeded: 1,
  };
  const { kind, name: owner, uid: ownerUid, namespace } = workload;
  const ownerReferences = ownedBy({ kind, name: owner, uid: ownerUid });
  const labels = { app: owner };
  const done = completedAt === null ? { active: 1 } : complete;
  return sim.ledger.put('jobs', {
    metadata: { name, namespace, uid, generation: 1, creationTimestamp: whole(startedAt), labels, ownerReferences },
    spec: { parallelism: 1, completions: 1, backoffLimit: 0, template: templateOf(workload.current.look, true) },
    status: { startTime: whole(startedAt), ...done, terminating: 0, ready: 0 },
  });
}

const byController = (kind: 'job' | 'cronjob', reason: string, message: string) => ({
  reason,
  message,
  component: `${kind}-controller`,
});

/** The run's pod, with its work and its sidecar under way. */
function begin(sim: Sim, run: Run): SimPod {
  const { workload, name, uid, startedAt } = run;
  const { kind, name: owner, uid: ownerUid, namespace } = workload;
  showJob(sim, run, null);
  const made = byController('cronjob', 'SuccessfulCreate', `Created job ${name}`);
  say(sim, { kind, name: owner, uid: ownerUid, namespace }, made);
  const labels = { app: owner, 'batch.kubernetes.io/job-name': name, 'job-name': name };
  const parts = { name: `${name}-${suffix(sim, 5)}`, namespace, uid: sim.uuid(), node: freeNode(sim), labels };
  const pod = newPod(sim, { ...parts, owner: { kind: 'Job', name, uid }, bornAt: startedAt }, workload.current, true);
  pod.phase = 'Running';
  say(
    sim,
    { kind: 'Job', name, uid, namespace },
    byController('job', 'SuccessfulCreate', `Created pod: ${parts.name}`),
  );
  const state = { running: { startedAt: whole(startedAt) } };
  for (const container of ['app', 'proxy']) Object.assign(lifeIn(pod, container), { state, ready: true });
  show(sim, pod);
  pod.startedVersion = pod.object?.metadata.resourceVersion ?? '';
  return pod;
}

function ends(sim: Sim, pod: SimPod, container: string, exitCode: number): void {
  const terminated = terminatedNow(sim, pod, container, exitCode);
  Object.assign(lifeIn(pod, container), { state: { terminated }, ready: false });
  show(sim, pod);
}

/** One run of a CronJob. */
export function* runJob(sim: Sim, workload: SimWorkload, nth: number): Act {
  const run = { workload, name: `${workload.name}-${29_000_000 + nth}`, uid: sim.uuid(), startedAt: sim.time.now() };
  const pod = begin(sim, run);
  yield between(sim, 20_000, 120_000);
  ends(sim, pod, 'app', 0);
  yield 60;
  const event = sayOf(sim, pod, 'proxy', 'Killing', 'Stopping container proxy', 'initContainers');
  const story = storyOf(sim, pod, { cause: 'job-finished', kind: 'job finished, its sidecar told' }, sim.time.now());
  reportKilling(sim, account(sim, workload, pod, 'proxy', story), pod, event);
  const { after, exitCode } = endOf(pod);
  yield after;
  pod.phase = 'Succeeded';
  ends(sim, pod, 'proxy', exitCode);
  yield 2_500;
  const done = showJob(sim, run, sim.time.now());
  const about = { kind: 'Job', name: run.name, uid: run.uid, namespace: workload.namespace };
  say(sim, about, byController('job', 'Completed', 'Job completed'));
  // `successfulJobsHistoryLimit`: it is cleaned up when others have run.
  yield 30 * 3_600_000;
  sim.ledger.remove('jobs', done);
  if (pod.object) sim.ledger.remove('pods', pod.object);
}
