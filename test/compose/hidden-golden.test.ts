/** What was kept quiet, and deployments, as people read of them. Read the golden files. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { composeDeployment, composeWindowDigest } from '../../src/compose/deployment.ts';
import { composeDigest } from '../../src/compose/digest.ts';
import { composeIncident } from '../../src/compose/compose.ts';
import { toText } from '../../src/compose/text.ts';
import type { Diagnosis, HiddenStop, Message } from '../../src/types.ts';
import {
  deployment,
  digestOf,
  drained,
  hiddenStop,
  killedAt,
  replaced,
  reportOf,
  running,
  shutdown,
} from '../support/hidden.ts';
import { because, incident, rolloutDiagnosis } from './incidents.ts';

const golden = join(import.meta.dirname, '../fixtures/golden/hidden');

const names = ['web', 'orders', 'mailer', 'search', 'billing', 'ledger', 'sessions', 'cron', 'invoices', 'cart'];
/** 31 pods of ten workloads, over forty minutes. */
const nightDrain = (): HiddenStop[] =>
  Array.from({ length: 31 }, (_, n) =>
    drained(n, names[n % names.length] ?? '', Math.floor((n * 40) / 30), { tookSeconds: n % 13 }),
  );
const unseenEnd = { ending: 'unknown', exitCode: null, tookSeconds: null } as const;
const three = [replaced(1), replaced(2, { tookSeconds: 2.4 }), replaced(3, { tookSeconds: 1 })];
const oldPods = [
  shutdown('payments-api-7d9f-b1'),
  shutdown('payments-api-7d9f-c2', { tookSeconds: 2.4 }),
  shutdown('payments-api-7d9f-d3', { tookSeconds: 1 }),
];
const killed = [
  killedAt('sessions-7d9f-x2k4z', 8),
  killedAt('sessions-7d9f-abcde', 8),
  shutdown('sessions-7d9f-m8n2p', { graceSeconds: 8 }),
];
const sessions = { workloads: ['Deployment/sessions'], version: null, url: null, actor: null };
const again = { hiddenAt: '2026-11-22T14:03:00Z', why: 'its alert still fires 5 minutes after the deployment ended' };
const replacedAsMeant: Partial<Diagnosis> = {
  ending: { ...rolloutDiagnosis.ending, id: 'stopped-in-time', exitCode: 143, tookSeconds: 2, graceSeconds: 30 },
  concerns: [],
  because: [
    because('told to stop at 2026-11-22T14:02:10Z, ended 2 s later, grace 30 s (`terminationGracePeriodSeconds`)'),
  ],
  remediation: [],
  verdict: 'expected',
  summary:
    'sessions: a pod was replaced in the rollout to revision 2 and stopped in time after 2 s of 30 s (exit 143).',
};

const cases: [string, () => Message][] = [
  ['digest-node-drain', () => composeDigest(digestOf(nightDrain()))],
  [
    'digest-scale-down',
    () =>
      composeDigest(
        digestOf(
          [1, 2, 3].map((n) => drained(n, 'web', n, { cause: 'scale-down', node: `node-${n}` })),
          { title: 'shop/web' },
        ),
      ),
  ],
  ['digest-one', () => composeDigest(digestOf([drained(1, 'web', 4)]))],
  [
    'digest-of-several-causes',
    () =>
      composeDigest(
        digestOf([
          ...nightDrain().slice(0, 12),
          ...[40, 41].map((n) => drained(n, 'web', 50, unseenEnd)),
          drained(42, 'nightly', 51, { cause: 'job-finished', workload: 'CronJob/nightly' }),
          drained(43, 'web', 52, { raised: 'raised by hand' }),
        ]),
      ),
  ],
  [
    'digest-of-a-rule-for-all',
    () =>
      composeDigest(
        digestOf(
          [1, 2].map((n) =>
            drained(n, 'batch', n, {
              namespace: 'lab',
              cause: 'app-exit',
              ending: 'exited',
              exitCode: 1,
              tookSeconds: null,
              verdict: 'investigate',
              rule: 'lab-is-for-trying',
              reason: 'namespace="lab", whatever it is',
            }),
          ),
          { title: 'lab/batch' },
        ),
      ),
  ],
  ['deployment-running', () => composeDeployment(reportOf({ window: running(), hidden: three.slice(0, 1) }))],
  ['deployment-finished', () => composeDeployment(reportOf({ hidden: three, shutdowns: oldPods }))],
  [
    'deployment-with-killed',
    () => composeDeployment(reportOf({ window: deployment(sessions), shutdowns: killed, told: 2 })),
  ],
  [
    'deployment-stuck',
    () =>
      composeDeployment(
        reportOf({
          window: deployment({ state: 'stuck', endedAt: '2026-11-22T14:12:00Z', closesAt: '2026-11-22T14:17:00Z' }),
          hidden: three.slice(0, 1),
          told: 1,
        }),
      ),
  ],
  [
    'deployment-expired',
    () =>
      composeDeployment(
        reportOf({
          window: deployment({
            state: 'expired',
            rollout: null,
            workloads: ['web', 'api'],
            endedAt: '2026-11-22T15:02:00Z',
            closesAt: '2026-11-22T15:02:00Z',
          }),
        }),
      ),
  ],
  ['window-quiet', () => composeWindowDigest(reportOf({ hidden: three, shutdowns: oldPods }))],
  ['window-nothing-hidden', () => composeWindowDigest(reportOf({ shutdowns: oldPods }))],
  [
    'window-with-killed',
    () =>
      composeWindowDigest(
        reportOf({
          window: deployment(sessions),
          hidden: [
            hiddenStop({
              reason: 'expected, inside the window of its rollout to revision 42, since 14:02 UTC',
              workload: 'Deployment/sessions',
              pod: 'sessions-7d9f-m8n2p',
              graceSeconds: 8,
            }),
          ],
          shutdowns: killed,
          told: 2,
        }),
      ),
  ],
  [
    'window-with-a-slow-one',
    () =>
      composeWindowDigest(
        reportOf({
          hidden: three,
          shutdowns: [...oldPods, shutdown('payments-api-7d9f-e4', { tookSeconds: 27 })],
          unseen: 'the API server had forgotten the last changes of 2 pods (410) before they were read',
        }),
      ),
  ],
  [
    'window-that-still-fires',
    () =>
      composeWindowDigest(reportOf({ hidden: [...three.slice(1), replaced(1, { firing: true, raised: again.why })] })),
  ],
  ['raised-expected', () => composeIncident(incident(replacedAsMeant, { raised: again }))],
  [
    'raised-investigate',
    () =>
      composeIncident(
        incident(
          {
            summary:
              'orders crashes since revision 2, 3 minutes old: exit 1, "Cannot find module /app/dist/server.js".',
          },
          { raised: { ...again, why: 'raised by hand' } },
        ),
      ),
  ],
];

describe.each(cases)('%s', (name, make) => {
  test('reads as its golden message', async () => {
    const message = make();
    await expect(`${message.text}\n---\n${toText(message)}\n`).toMatchFileSnapshot(join(golden, `${name}.txt`));
  });
});
