import { expect, it } from 'vitest';
import { ask } from '../../../src/diagnose/cause.ts';
import { slowToReady } from '../../../src/diagnose/concerns/slow-to-ready.ts';
import { testConcern } from '../../support/look-alikes.ts';
import { at, ending, evidence, pod, story, subject } from '../../support/stories.ts';

type Start = { readyAt?: number; status?: string; restarts?: number; probes?: object };

/** A container that runs since 0 s, looked at a minute later. */
function said({
  readyAt = 40,
  status = 'True',
  restarts = 1,
  probes = { readinessProbe: { periodSeconds: 5 } },
}: Start) {
  const running = { name: 'app', restartCount: restarts, state: { running: { startedAt: at(0) } }, lastState: {} };
  const Ready = { type: 'Ready', status, lastTransitionTime: at(readyAt) };
  const of = pod({
    spec: { containers: [{ name: 'app', ...probes }] },
    status: { containerStatuses: [running], conditions: [Ready] },
  });
  return ask(slowToReady, evidence(story(of)), { subject: subject(), ending: ending(), now: at(60) });
}

it('it took longer than its probe alone accounts for', () => {
  const finding = said({});
  expect(finding?.summary).toBe('web took 40 s to become Ready after its restart');
  expect(finding?.because[0]?.text).toContain('its readinessProbe looks every 5 s');
});

it('it is not ready yet', () => {
  expect(said({ status: 'False', readyAt: -5 })?.summary).toBe('web is not Ready 60 s after its restart');
});

it('a livenessProbe that could kill it meanwhile gets a startupProbe of the same kind before it', () => {
  const livenessProbe = { httpGet: { path: '/live', port: 80 }, periodSeconds: 3 };
  const finding = said({ probes: { readinessProbe: {}, livenessProbe } });
  expect(finding?.remediation[0]).toContain(
    '"startupProbe":{"httpGet":{"path":"/live","port":80},"periodSeconds":5,"failureThreshold":16}',
  );
});

it('a probe that is not whole, for a secret stood in it, is to be completed before it is used', () => {
  const of = (path: string) => said({ probes: { readinessProbe: {}, livenessProbe: { httpGet: { path, port: 80 } } } });
  expect(of('/live?access_token=[redacted]')?.remediation[0]).toContain(
    'put in what is `[redacted]` before you use it',
  );
  expect(of('/live')?.remediation[0]).not.toContain('[redacted]');
});

it.each([
  ['it was quick', { readyAt: 9 }],
  ['its probe waits that long before it looks', { probes: { readinessProbe: { initialDelaySeconds: 30 } } }],
  ['it has no probe: Ready says nothing', { probes: {} }],
  ['it did not restart', { restarts: 0 }],
  ['it was Ready all the time: another container’s restart', { readyAt: -300 }],
])('it does not hold: %s', (_sentence, start) => {
  expect(said(start)).toBeNull();
});

testConcern('slow-to-ready', [], [['it has no probe', 'sigterm-from-inside', () => {}, { concerns: [] }]]);
