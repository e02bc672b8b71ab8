import { expect, it } from 'vitest';
import { ask } from '../../../src/diagnose/cause.ts';
import { cpuThrottled } from '../../../src/diagnose/concerns/cpu-throttled.ts';
import type { Evidence, PodMetrics } from '../../../src/types.ts';
import { testConcern } from '../../support/look-alikes.ts';
import { at, ending, evidence, pod, story, subject, unread } from '../../support/stories.ts';

const usage = (cpu: string, container = 'app'): Evidence['metrics'] => ({
  known: true,
  value: {
    path: '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods/web-1',
    object: {
      timestamp: at(0),
      window: '15s',
      containers: [{ name: container, usage: { memory: '1Mi', cpu } }],
    } as unknown as PodMetrics,
  },
});

function said(metrics: Evidence['metrics'], limits: object = { cpu: '500m' }) {
  const of = story(pod({ spec: { containers: [{ name: 'app', resources: { limits } }] } }));
  return ask(cpuThrottled, evidence(of, [], { metrics }), { subject: subject(), ending: ending(), now: at(60) });
}

it.each(['480m', '500000000n', '1'])('it holds at %s of 500m', (used) => {
  expect(said(usage(used))?.because[0]?.sources.map((source) => source.value)).toEqual([used, at(0), '500m']);
});

it('it says how much', () => {
  expect(said(usage('480m'))?.summary).toBe('web uses 480m of its 500m CPU limit now');
});

it.each(['400m', '100000000n', 'much'])('it does not at %s of 500m', (used) => {
  expect(said(usage(used))).toBeNull();
});

it('it does not without a limit, for another container, or without metrics', () => {
  expect(said(usage('480m'), {})).toBeNull();
  expect(said(usage('480m', 'proxy'))).toBeNull();
  expect(said({ known: true, value: null })).toBeNull();
  expect(said(unread())).toBeNull();
});

testConcern('cpu-throttled', [], [['the cluster has no metrics', 'oom-killed', () => {}, { concerns: [] }]]);
