import { expect, it } from 'vitest';
import { sideOf, splitOf } from '../../src/facts/split.ts';
import type { PodStory } from '../../src/types.ts';
import { at, ending, evidence, goneStory, killing, pod, story, subject } from '../support/stories.ts';

it.each<[sentence: string, story: PodStory, split: string]>([
  ['a pod that the list holds stays', story(pod()), 'same-pod'],
  ['a pod that is being deleted goes', story(pod({ deletion: [30, 30] })), 'pod-gone'],
  ['a pod that was seen going and is gone', goneStory(pod({ deletion: [30, 30] })), 'pod-gone'],
  ['a pod that is gone without a trace', goneStory(), 'pod-gone'],
  [
    'an evicted pod stays in the list and nothing restarts in it',
    story(pod({ status: { phase: 'Failed', reason: 'Evicted' } })),
    'pod-gone',
  ],
  [
    'so does an evicted pod whose program exited with 0',
    story(pod({ status: { phase: 'Succeeded' }, spec: { restartPolicy: 'Always' } })),
    'pod-gone',
  ],
  [
    "a job's pod that succeeded stays",
    story(pod({ status: { phase: 'Succeeded' }, spec: { restartPolicy: 'OnFailure' } })),
    'same-pod',
  ],
  ["a job's pod that failed by itself stays", story(pod({ status: { phase: 'Failed' } })), 'same-pod'],
  [
    'a pod with a reason that still runs stays',
    story(pod({ status: { phase: 'Running', reason: 'NodeLost' } })),
    'same-pod',
  ],
])('%s', (_sentence, value, split) => {
  expect(splitOf({ known: true, value })).toBe(split);
});

it('nobody can say when the pods could not be read', () => {
  expect(splitOf({ known: false, why: 'pods are forbidden to lastword (403)' })).toBe('unknown');
});

it.each<[sentence: string, message: string, status: object, side: string]>([
  ['a container whose own probe failed before its pod was deleted', 'failed liveness probe', {}, 'same-pod'],
  ['a container that was stopped with its pod', 'Stopping container app', {}, 'pod-gone'],
  ['one in a pod that was over by then', 'failed liveness probe', { phase: 'Failed', reason: 'Evicted' }, 'pod-gone'],
])('on its side is %s', (_sentence, message, status, side) => {
  const deleted = evidence(goneStory(pod({ deletion: [30, 30], status })), [killing(-5, message)]);
  expect(sideOf(deleted, subject(), ending({ toldAt: at(-5), finishedAt: at(2) }))).toBe(side);
});
