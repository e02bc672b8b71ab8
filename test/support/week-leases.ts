/** How pipelines of a made-up week announce their deployments, well or badly: leases, and the windows that they are. */
import { settleMs } from './week-rollouts.ts';
import { weekCluster } from './week-senders.ts';
import { label, type Sim, type SimWorkload } from './week-sim.ts';
import type { Act } from './week-time.ts';

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
