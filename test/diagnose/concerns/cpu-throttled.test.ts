import { describe, expect, it } from 'vitest';
import { ask } from '../../../src/diagnose/cause.ts';
import { cpuThrottled } from '../../../src/diagnose/concerns/cpu-throttled.ts';
import type { Evidence, PodMetrics } from '../../../src/types.ts';
import { testConcern } from '../../support/look-alikes.ts';
import { at, ending, evidence, measured, pod, queryPath, story, subject, unread } from '../../support/stories.ts';

const known: Evidence['metrics'] = { known: true, value: null };
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

it('it does not now without a limit, for another container, or without metrics', () => {
  expect(said(usage('480m'), {})).toBeNull();
  expect(said(usage('480m', 'proxy'))).toBeNull();
  expect(said({ known: true, value: null })).toBeNull();
  expect(said(unread())).toBeNull();
});

function saidBefore(before: Evidence['usage'], limits: object = { cpu: '500m' }, metrics = known) {
  const of = story(pod({ spec: { containers: [{ name: 'app', resources: { limits } }] } }));
  const about = { subject: subject(), ending: ending(), now: at(60) };
  return ask(cpuThrottled, evidence(of, [], { metrics, usage: before }), about);
}

describe('before its end', () => {
  it('it holds from a quarter of its periods on, and says who measured it', () => {
    const found = saidBefore(measured('throttled', '0.254'));
    expect(found?.summary).toBe(
      'web had to wait for CPU in 25 % of its periods in the last 5 minutes before it stopped, at its 500m CPU limit',
    );
    expect(found?.because).toEqual([
      {
        text: `Prometheus at ${at(2)} (over 5 minutes): throttled in 25 % of its CPU periods, at its limit of 500m`,
        sources: [
          { path: queryPath, field: 'data.result[0].value[1]', value: '0.254' },
          { path: story().path, field: 'spec.containers[name=app].resources.limits.cpu', value: '500m' },
        ],
      },
    ]);
  });

  it('what it uses now is told beside it', () => {
    const texts = (now: string) =>
      saidBefore(measured('throttled', '0.6'), { cpu: '500m' }, usage(now))?.because.map(
        ({ text }) => text.split(' ')[0],
      );
    expect(texts('480m')).toEqual(['Prometheus', '`metrics.k8s.io`']);
    expect(texts('100m')).toEqual(['Prometheus']);
  });

  // 0/0 is what the query comes to when there was no period at all.
  it.each(['0.249', '0', 'NaN', '+Inf', 'much'])('it does not at %s', (share) => {
    expect(saidBefore(measured('throttled', share))).toBeNull();
  });

  it('it does not without a limit, without such a series, or when Prometheus could not be asked', () => {
    expect(saidBefore(measured('throttled', '0.6'), {})).toBeNull();
    expect(saidBefore(measured('throttled', null))).toBeNull();
    expect(saidBefore(measured('memory', '0.6'))).toBeNull();
    expect(saidBefore(unread('Prometheus did not answer within 2 s'))).toBeNull();
  });

  it('it holds when only Prometheus could be asked', () => {
    expect(saidBefore(measured('throttled', '0.6'), { cpu: '500m' }, unread())).not.toBeNull();
  });
});

testConcern('cpu-throttled', [], [['the cluster has no metrics', 'oom-killed', () => {}, { concerns: [] }]]);
