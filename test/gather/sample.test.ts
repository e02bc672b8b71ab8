import { expect, it } from 'vitest';
import { newSamples, sampleOf } from '../../src/gather/sample.ts';
import type { Subject } from '../../src/types.ts';
import { subject } from '../support/stories.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');
const deployment = (name: string) => ({ controller: null, workload: { kind: 'Deployment', name } });
/** Which of these pods of a workload are looked at in full. */
const sampled = (
  samples: ReturnType<typeof newSamples>,
  now: number,
  pods: string[],
  parts: Partial<Subject> = deployment('web'),
  presence: 'present' | 'gone' = 'present',
) => pods.filter((pod) => sampleOf(samples, now)(subject({ pod, ...parts }), presence));

it('takes the first two pods of a workload, and those again whenever they are asked for', () => {
  const samples = newSamples();
  expect(sampled(samples, noon, ['a', 'b', 'a', 'c', 'd', 'e', 'b'])).toEqual(['a', 'b', 'a', 'b']);
});

it('takes others after a minute, and when the clock was set back', () => {
  const samples = newSamples();
  sampled(samples, noon, ['a', 'b', 'c']);
  expect(sampled(samples, noon + 59_999, ['d'])).toEqual([]);
  expect(sampled(samples, noon + 60_000, ['d'])).toEqual(['d']);
  expect(sampled(samples, noon - 3_600_000, ['e'])).toEqual(['e']);
});

it.each([
  ['another workload', deployment('api')],
  [
    'a workload of the same name but another kind',
    { controller: null, workload: { kind: 'StatefulSet', name: 'web' } },
  ],
  ['one in another namespace', { ...deployment('web'), namespace: 'bank' }],
  ['one in another cluster', { ...deployment('web'), cluster: 'edge' }],
])('%s has two of its own', (_what, parts) => {
  const samples = newSamples();
  sampled(samples, noon, ['a', 'b', 'c']);
  expect(sampled(samples, noon, ['d', 'e', 'f', 'g'], parts)).toEqual(['d', 'e']);
});

it('each revision has two of its own', () => {
  const samples = newSamples();
  const set = (name: string) => ({ ...deployment('web'), controller: { kind: 'ReplicaSet', name } });
  expect(sampled(samples, noon, ['a', 'b', 'c'], set('web-1'))).toEqual(['a', 'b']);
  expect(sampled(samples, noon, ['d', 'e', 'f'], set('web-2'))).toEqual(['d', 'e']);
});

it('pods that are gone, and their logs with them, take no turn of those that are there', () => {
  const samples = newSamples();
  expect(sampled(samples, noon, ['a', 'b', 'c'], deployment('web'), 'gone')).toEqual(['a', 'b']);
  expect(sampled(samples, noon, ['d', 'e', 'f'])).toEqual(['d', 'e']);
});

it('takes all of which the workload or the pod is not known', () => {
  const sample = sampleOf(newSamples(), noon);
  const unknown = ['a', 'b', 'c', 'd'].map((pod) =>
    sample(subject({ pod, controller: null, workload: null }), 'present'),
  );
  const unnamed = ['a', 'b', 'c', 'd'].map(() => sample(subject({ pod: null }), 'present'));
  expect([...unknown, ...unnamed]).not.toContain(false);
});

it('forgets the oldest of very many workloads, not the newest', () => {
  const samples = newSamples();
  for (let n = 0; n <= 2_000; n++) sampled(samples, noon, ['a', 'b', 'c'], deployment(`web-${n}`));
  expect(samples.size).toBe(2_000);
  expect(sampled(samples, noon, ['d'], deployment('web-2000'))).toEqual([]);
  expect(sampled(samples, noon, ['d'], deployment('web-0'))).toEqual(['d']);
});
