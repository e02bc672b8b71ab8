/** Hidden stops, deployment windows and their reports as the Desk hands them out, for the tests of what is shown of them. */
import type { DeploymentReport, DeploymentWindow, DigestReport, HiddenStop, Shutdown } from '../../src/types.ts';

/** A pod that a rollout replaced. */
export const hiddenStop = (changes: Partial<HiddenStop> = {}): HiddenStop => ({
  id: 1,
  cluster: 'lab',
  namespace: 'shop',
  workload: 'Deployment/payments-api',
  pod: 'payments-api-7d9f-x2k4z',
  container: 'app',
  node: 'node-1',
  cause: 'rollout',
  ending: 'stopped-in-time',
  exitCode: 143,
  tookSeconds: 2,
  graceSeconds: 30,
  verdict: 'expected',
  summary:
    'payments-api: a pod was replaced in the rollout to revision 42 (image app:v1.9 → v1.10) and stopped in time after 2 s of 30 s (exit 143).',
  at: '2026-11-22T14:02:10Z',
  action: 'suppress',
  rule: 'deployments',
  reason: 'expected, inside the window of its rollout to revision 42, since 14:02 UTC',
  alerts: 1,
  firing: false,
  raised: null,
  ...changes,
});

/** One of that rollout's pods: its name and number follow from `n`. */
export const replaced = (n: number, changes: Partial<HiddenStop> = {}): HiddenStop =>
  hiddenStop({ id: n, pod: `payments-api-7d9f-${'abcdefghijklmnopqrstuvwxyz'[n % 26]}${n}`, ...changes });

/** A pod that went with its node's drain, at that minute after two. */
export const drained = (n: number, workload: string, minute: number, changes: Partial<HiddenStop> = {}): HiddenStop =>
  hiddenStop({
    id: n,
    workload: `Deployment/${workload}`,
    pod: `${workload}-5f57-${n}`,
    node: 'node-7',
    cause: 'node-drain',
    summary: `${workload}: a pod was evicted in the drain of node node-7 and stopped in time after 2 s of 30 s (exit 143).`,
    at: `2026-11-22T02:${String(minute).padStart(2, '0')}:00Z`,
    action: 'digest',
    rule: 'expected',
    reason: `expected (${changes.cause ?? 'node-drain'}), outside of any deployment window`,
    ...changes,
  });

export const digestOf = (hidden: HiddenStop[], changes: Partial<DigestReport> = {}): DigestReport => ({
  title: 'node-7',
  from: '2026-11-22T02:00:00Z',
  to: '2026-11-22T03:00:00Z',
  hidden,
  ...changes,
});

/** A rollout of three minutes that a pipeline announced. */
export const deployment = (changes: Partial<DeploymentWindow> = {}): DeploymentWindow => ({
  id: 'build-4711',
  kind: 'announced',
  cluster: 'lab',
  namespace: 'shop',
  workloads: ['Deployment/payments-api'],
  version: 'v1.10',
  url: 'https://ci.example.com/shop/builds/4711',
  actor: 'jane',
  rollout: {
    from: 41,
    to: 42,
    change: 'image app:v1.9 → app:v1.10',
    startedAt: '2026-11-22T14:02:00Z',
    state: 'done',
    endedAt: '2026-11-22T14:05:00Z',
  },
  openedAt: '2026-11-22T14:02:00Z',
  state: 'finished',
  endedAt: '2026-11-22T14:05:00Z',
  closesAt: '2026-11-22T14:10:00Z',
  ...changes,
});

export const running = (changes: Partial<DeploymentWindow> = {}): DeploymentWindow =>
  deployment({ state: 'running', endedAt: null, closesAt: '2026-11-22T15:02:00Z', ...changes });

export const shutdown = (pod: string, changes: Partial<Shutdown> = {}): Shutdown => ({
  pod,
  container: 'app',
  ending: 'stopped-in-time',
  exitCode: 143,
  tookSeconds: 2,
  graceSeconds: 30,
  ...changes,
});

export const killedAt = (pod: string, graceSeconds: number): Shutdown =>
  shutdown(pod, { ending: 'killed-after-grace', exitCode: 137, tookSeconds: graceSeconds, graceSeconds });

export const reportOf = (changes: Partial<DeploymentReport> = {}): DeploymentReport => ({
  window: deployment(),
  hidden: [],
  shutdowns: [],
  unseen: null,
  told: 0,
  ...changes,
});
