import { describe, expect, it } from 'vitest';
import { platformStopped, whereToLook } from '../../src/facts/platform.ts';
import type { KubeEvent, Seen } from '../../src/types.ts';
import { at, ending, event, pod, story, subject } from '../support/stories.ts';

const rebooted = event('Rebooted', 120, { kind: 'Node', name: 'node-1' });
const stopped = (events: Seen<KubeEvent>[], nodeEvents: Seen<KubeEvent>[] = [], spec = {}): boolean =>
  platformStopped({ pod: story(pod({ spec })), events, nodeEvents }, subject(), ending({ finishedAt: at(0) }));

describe('signs that a kubelet stopped a container which ended at second 0', () => {
  it.each<[sentence: string, events: Seen<KubeEvent>[], nodeEvents: Seen<KubeEvent>[], is: boolean]>([
    ['nothing was said', [], [], false],
    ['its sandbox was lost', [event('SandboxChanged', 2, { container: null })], [], true],
    ['its postStart hook failed', [event('FailedPostStartHook', -1)], [], true],
    ['its liveness probe failed', [event('Unhealthy', -5, { message: 'Liveness probe failed: HTTP 500' })], [], true],
    ['its startup probe failed', [event('Unhealthy', -5, { message: 'Startup probe failed: timeout' })], [], true],
    [
      'a readiness probe stops nothing',
      [event('Unhealthy', -5, { message: 'Readiness probe failed: HTTP 500' })],
      [],
      false,
    ],
    ['a minute either way counts', [event('Unhealthy', 60, { message: 'Liveness probe failed' })], [], true],
    ['longer ago does not', [event('Unhealthy', -62, { message: 'Liveness probe failed' })], [], false],
    ['another pod is another', [event('SandboxChanged', 0, { name: 'web-12' })], [], false],
    ['its node rebooted', [], [rebooted], true],
  ])('%s', (_sentence, events, nodeEvents, is) => {
    expect(stopped(events, nodeEvents)).toBe(is);
  });
});

it('a grace that runs between a failed probe and the end is looked back over', () => {
  const unhealthy = event('Unhealthy', -115, { message: 'Liveness probe failed: HTTP 500' });
  expect(stopped([unhealthy])).toBe(false);
  expect(stopped([unhealthy], [], { terminationGracePeriodSeconds: 120 })).toBe(true);
  const own = { livenessProbe: { terminationGracePeriodSeconds: 110 } };
  expect(stopped([unhealthy], [], { containers: [{ name: 'app', ...own }] })).toBe(true);
});

it('where to look names the pod, the node, and a minute before the end as journalctl takes it', () => {
  const lines = whereToLook(subject(), ending({ finishedAt: at(0) }));
  expect(lines.join('\n')).toContain('`kubectl -n shop get pod web-1 ');
  expect(lines.join('\n')).toContain('on node node-1: `journalctl -k --since "2026-11-22 13:59:00 UTC"');
});
