import { expect, it } from 'vitest';
import { ask } from '../../../src/diagnose/cause.ts';
import { memoryNearLimit } from '../../../src/diagnose/concerns/memory-near-limit.ts';
import type { Evidence, PodMetrics } from '../../../src/types.ts';
import { testConcern } from '../../support/look-alikes.ts';
import { at, ending, evidence, pod, story, subject, unread } from '../../support/stories.ts';

const usage = (memory: string, container = 'app'): Evidence['metrics'] => ({
  known: true,
  value: {
    path: '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods/web-1',
    object: {
      timestamp: at(0),
      window: '15s',
      containers: [{ name: container, usage: { cpu: '1', memory } }],
    } as unknown as PodMetrics,
  },
});

function said(metrics: Evidence['metrics'], limits: object = { memory: '64Mi' }) {
  const of = story(pod({ spec: { containers: [{ name: 'app', resources: { limits } }] } }));
  return ask(memoryNearLimit, evidence(of, [], { metrics }), { subject: subject(), ending: ending(), now: at(60) });
}

it.each(['60Mi', '62914560', '58Mi'])('it holds at %s of 64Mi', (used) => {
  expect(said(usage(used))?.because[0]?.sources.map((source) => source.value)).toEqual([used, at(0), '64Mi']);
});

it('it says how much', () => {
  expect(said(usage('60Mi'))?.summary).toBe('web uses 60Mi of its 64Mi memory limit now');
});

it.each(['57Mi', '0', 'much'])('it does not at %s of 64Mi', (used) => {
  expect(said(usage(used))).toBeNull();
});

it('it does not without a limit, for another container, or without metrics', () => {
  expect(said(usage('60Mi'), {})).toBeNull();
  expect(said(usage('60Mi', 'proxy'))).toBeNull();
  expect(said({ known: true, value: null })).toBeNull();
  expect(said(unread())).toBeNull();
});

testConcern('memory-near-limit', [], [['the cluster has no metrics', 'oom-killed', () => {}, { concerns: [] }]]);
