import { expect, it } from 'vitest';
import { explainRecording, recording } from '../../support/recordings.ts';
import { disrupt, editNodeEvents, failPod, forbid, testCause, withoutEvents } from '../../support/look-alikes.ts';

const shutdown = 'Pod was terminated in response to imminent node shutdown.';

testCause('node-pressure-eviction', [
  [
    'the pod broke its own storage limit: then it is no disruption target',
    'node-memory-pressure',
    (story) => {
      disrupt(story, null);
      withoutEvents(story, 'Evicted');
      failPod(story, 'Evicted', 'Usage of EmptyDir volume "scratch" exceeds the limit "10Mi". ');
    },
    { cause: 'storage-limit-eviction', verdict: 'investigate' },
  ],
  [
    'the kubelet ended it because the node shuts down',
    'node-memory-pressure',
    (story) => failPod(story, 'Terminated', shutdown),
    { cause: 'node-shutdown', verdict: 'investigate' },
  ],
  [
    'the kubelet ended it for a critical pod',
    'node-memory-pressure',
    (story) => failPod(story, 'Preempting', 'Preempted in order to admit critical pod'),
    { cause: 'preemption', verdict: 'investigate' },
  ],
  [
    'nobody may read the events, and the pod says it itself',
    'node-memory-pressure',
    (story) => forbid(story, 'events'),
    { cause: 'node-pressure-eviction', verdict: 'investigate' },
  ],
]);

it.each([
  ['the threshold of that time is told', '2026-11-22T19:44:05Z', 1],
  ['one of three days later is not', '2026-11-25T19:44:05Z', 0],
])('%s', async (_sentence, time, count) => {
  const story = await recording('node-memory-pressure');
  editNodeEvents(story, 'EvictionThresholdMet', (e) => (e.firstTimestamp = e.lastTimestamp = time));
  const { cause, because } = await explainRecording(story);
  expect(cause).toBe('node-pressure-eviction');
  expect(because.filter(({ text }) => text.startsWith('event `EvictionThresholdMet`'))).toHaveLength(count);
});
