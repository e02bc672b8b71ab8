/** Incidents as the other stages make them, for the tests of what is shown. */
import type { Because, Diagnosis, Incident } from '../../src/types.ts';

export const because = (text: string): Because => ({
  text,
  sources: [{ path: '/api/v1/namespaces/shop/pods/sessions-7d9f-x2k4z', field: 'status.phase', value: 'Running' }],
});

export const rolloutDiagnosis: Diagnosis = {
  subject: {
    cluster: 'lab',
    namespace: 'shop',
    pod: 'sessions-7d9f-x2k4z',
    uid: '0b6e7c9a-1f2d-4a3b-8c4d-5e6f7a8b9c0d',
    container: 'app',
    containers: 1,
    controller: { kind: 'ReplicaSet', name: 'sessions-7d9f' },
    workload: { kind: 'Deployment', name: 'sessions' },
    node: 'lab-node-2',
  },
  cause: 'rollout',
  ending: {
    id: 'killed-after-grace',
    exitCode: 137,
    reason: 'Error',
    startedAt: '2026-11-22T13:00:00Z',
    finishedAt: '2026-11-22T14:02:18Z',
    toldAt: '2026-11-22T14:02:10Z',
    graceSeconds: 8,
    tookSeconds: 8,
    graceField: null,
    field: 'status.containerStatuses[name=app].state.terminated',
    because: [],
  },
  concerns: [
    {
      id: 'grace-too-short',
      summary: 'it needed all of its grace.',
      because: [because('its log says "waiting for job 8812" and nothing after it')],
      remediation: ['give it more time: `kubectl -n shop patch deployment sessions -p \'{"spec":{"a":30}}\'`'],
    },
  ],
  verdict: 'investigate',
  summary: 'sessions: 2 of 2 old pods were killed during the rollout to revision 2.',
  because: [
    because('told to stop at 2026-11-22T14:02:10Z, ended 8 s later, grace 8 s (`terminationGracePeriodSeconds`)'),
    because('exit code 137, reason `Error`: SIGKILL at the deadline'),
  ],
  meant: true,
  scope: 'workload',
  shared: null,
  revision: { number: 1, since: '2026-11-20T09:00:00Z' },
  rollout: null,
  wishes: { channel: null, suppress: null, settle: null, because: [] },
  restarts: null,
  context: [because('rollout of Deployment: revision 1 → 2, image `sessions:v1` → `sessions:v2`')],
  remediation: ['let the job stop when SIGTERM comes'],
  unchecked: [
    { evidence: 'node', why: 'nodes is forbidden to lastword (403)' },
    { evidence: 'lastWords', why: 'nodes is forbidden to lastword (403)' },
  ],
  log: {
    path: '/log',
    run: 'stopped',
    lines: [
      { at: '2026-11-22T14:02:10.123Z', text: 'Received SIGTERM, waiting for job 8812' },
      { at: '2026-11-22T14:02:11Z', text: 'still waiting ```<!channel>' },
    ],
  },
};

export function incident(changes: Partial<Diagnosis> = {}, more: Partial<Incident> = {}): Incident {
  const diagnosis = { ...rolloutDiagnosis, ...changes };
  const pods = more.pods ?? ['sessions-7d9f-x2k4z', 'sessions-7d9f-abcde'];
  return {
    key: 'lab|shop|Deployment/sessions|meant',
    title: 'sessions',
    verdict: diagnosis.verdict,
    diagnosis,
    pods,
    podCount: pods.length,
    workloadCount: 1,
    workloads: ['shop/sessions'],
    stops: [],
    told: ['rollout/killed-after-grace/app/1'],
    alerts: 2,
    reopened: 0,
    openedAt: '2026-11-22T14:02:30Z',
    lastSeenAt: '2026-11-22T14:03:00Z',
    resolvedAt: null,
    ...more,
  };
}
