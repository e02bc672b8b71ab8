/** An incident as the store keeps it, and a message, for tests that do not care what they say. */
import type { Diagnosis, Ending, Incident, LogTail, Message, Subject } from '../../src/types.ts';

export const message = (text: string): Message => ({
  text,
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
  attachments: [],
});

export const incident = (changes: Partial<Incident> = {}): Incident => ({
  key: 'lab|shop|Deployment/web|trouble',
  title: 'shop/web',
  verdict: 'investigate',
  diagnosis: {
    subject: {
      cluster: 'lab',
      namespace: 'shop',
      pod: 'web-1',
      uid: 'p-1',
      container: 'app',
      containers: 1,
      controller: null,
      workload: { kind: 'Deployment', name: 'web' },
      node: null,
    },
    cause: 'oom-killed',
    ending: {
      id: 'oom-killed',
      exitCode: 137,
      reason: 'OOMKilled',
      startedAt: null,
      finishedAt: '2026-11-22T18:59:58Z',
      toldAt: null,
      graceSeconds: null,
      graceField: null,
      tookSeconds: null,
      field: null,
      because: [],
    },
    concerns: [],
    verdict: 'investigate',
    summary: 'The container used more memory than its limit.',
    because: [],
    meant: false,
    scope: 'workload',
    shared: null,
    revision: null,
    rollout: null,
    wishes: { channel: null, suppress: null, settle: null, because: [] },
    restarts: null,
    context: [],
    remediation: [],
    unchecked: [],
    log: null,
  },
  pods: ['web-1'],
  podCount: 1,
  workloadCount: 1,
  workloads: ['shop/web'],
  stops: ['p-1/app/2026-11-22T18:59:58Z'],
  told: ['oom-killed/oom-killed/app/'],
  alerts: 1,
  reopened: 0,
  openedAt: '2026-11-22T19:00:00Z',
  lastSeenAt: '2026-11-22T19:00:00Z',
  resolvedAt: null,
  ...changes,
});

export type Parts = Partial<Omit<Diagnosis, 'subject' | 'ending'>> & {
  subject?: Partial<Subject>;
  ending?: Partial<Ending>;
};

/** That incident's diagnosis, with other parts. */
export function diagnosis({ subject, ending, ...parts }: Parts = {}): Diagnosis {
  const base = incident().diagnosis;
  return { ...base, ...parts, subject: { ...base.subject, ...subject }, ending: { ...base.ending, ...ending } };
}

/** A log of these lines. */
export const log = (...lines: string[]): LogTail => ({
  path: '/log',
  run: 'stopped',
  lines: lines.map((text) => ({ at: '2026-11-22T18:59:57Z', text })),
});
