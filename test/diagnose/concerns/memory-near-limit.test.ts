import { describe, expect, it } from 'vitest';
import { ask } from '../../../src/diagnose/cause.ts';
import { memoryNearLimit } from '../../../src/diagnose/concerns/memory-near-limit.ts';
import type { Evidence, PodMetrics } from '../../../src/types.ts';
import { testConcern } from '../../support/look-alikes.ts';
import { at, ending, evidence, measured, pod, queryPath, story, subject, unread } from '../../support/stories.ts';

const known: Evidence['metrics'] = { known: true, value: null };
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

it('it does not now without a limit, for another container, or without metrics', () => {
  expect(said(usage('60Mi'), {})).toBeNull();
  expect(said(usage('60Mi', 'proxy'))).toBeNull();
  expect(said({ known: true, value: null })).toBeNull();
  expect(said(unread())).toBeNull();
});

function saidBefore(before: Evidence['usage'], limits: object = { memory: '64Mi' }, metrics = known) {
  const of = story(pod({ spec: { containers: [{ name: 'app', resources: { limits } }] } }));
  const about = { subject: subject(), ending: ending(), now: at(60) };
  return ask(memoryNearLimit, evidence(of, [], { metrics, usage: before }), about);
}

describe('before its end', () => {
  it('it holds from 90 % of the limit on, and says who measured it', () => {
    const found = saidBefore(measured('memory', '62914560'));
    expect(found?.summary).toBe('web used 60Mi of its 64Mi memory limit in the last 5 minutes before it stopped');
    expect(found?.because).toEqual([
      {
        text: `Prometheus at ${at(2)} (over 5 minutes): 60Mi of 64Mi, 94 %`,
        sources: [
          { path: queryPath, field: 'data.result[0].value[1]', value: '62914560' },
          { path: story().path, field: 'spec.containers[name=app].resources.limits.memory', value: '64Mi' },
        ],
      },
    ]);
    expect(found?.remediation[0]).toContain('in Prometheus; if it needs that much: ');
  });

  it('a container that runs is told of as of now', () => {
    const found = saidBefore(measured('memory', '62914560', { end: null, seconds: 300 }));
    expect(found?.summary).toBe('web used 60Mi of its 64Mi memory limit in the last 5 minutes');
    expect(found?.because[0]?.text).toContain(`Prometheus at ${at(2)} `);
  });

  it('what it uses now is told beside it', () => {
    const texts = (now: string) =>
      saidBefore(measured('memory', '62914560'), { memory: '64Mi' }, usage(now))?.because.map(
        ({ text }) => text.split(' ')[0],
      );
    expect(texts('60Mi')).toEqual(['Prometheus', '`metrics.k8s.io`']);
    expect(texts('20Mi')).toEqual(['Prometheus']);
  });

  it.each(['57671679', '0', 'NaN', '+Inf', 'much'])('it does not at %s bytes of 64Mi', (used) => {
    expect(saidBefore(measured('memory', used))).toBeNull();
  });

  it('it does not without a limit, without such a series, or when Prometheus could not be asked', () => {
    expect(saidBefore(measured('memory', '62914560'), {})).toBeNull();
    expect(saidBefore(measured('memory', null))).toBeNull();
    expect(saidBefore(measured('throttled', '62914560'))).toBeNull();
    expect(saidBefore(unread('Prometheus did not answer within 2 s'))).toBeNull();
  });

  it('it holds when only Prometheus could be asked', () => {
    expect(saidBefore(measured('memory', '62914560'), { memory: '64Mi' }, unread())).not.toBeNull();
  });
});

testConcern('memory-near-limit', [], [['the cluster has no metrics', 'oom-killed', () => {}, { concerns: [] }]]);
