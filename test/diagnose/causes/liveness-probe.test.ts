import type { Pod } from '../../../src/types.ts';
import { addEvent, edit, editEvents, testCause, withoutEvents } from '../../support/look-alikes.ts';

const failed = 'Container app failed liveness probe, will be restarted';

testCause('liveness-probe', [
  [
    'a rollout deleted the pod while the container was stopping for its probe',
    'rollout-image',
    (story) => addEvent(story, 'Killing', failed, '2026-11-22T19:37:29Z'),
    { cause: 'liveness-probe', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'a probe that fails while the pod is stopping stops nothing',
    'rollout-image',
    (story) => addEvent(story, 'Killing', failed, '2026-11-22T19:37:32Z'),
    { cause: 'rollout', ending: 'stopped-in-time', verdict: 'expected' },
  ],
  [
    'its startup probe failed',
    'liveness-then-graceful',
    (story) =>
      editEvents(story, 'Killing', (e) => (e.message = 'Container app failed startup probe, will be restarted')),
    { cause: 'startup-probe', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'its definition was changed',
    'liveness-then-graceful',
    (story) => editEvents(story, 'Killing', (e) => (e.message = 'Container app definition changed, will be restarted')),
    { cause: 'definition-changed', ending: 'stopped-in-time', verdict: 'expected' },
  ],
  [
    'the kubelet killed another container of the pod',
    'liveness-then-killed',
    (story) => editEvents(story, 'Killing', (e) => (e.involvedObject.fieldPath = 'spec.containers{proxy}')),
    { cause: null, ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'the kill belongs to an earlier run',
    'liveness-then-killed',
    (story) =>
      editEvents(story, 'Killing', (e) => {
        e.firstTimestamp = e.lastTimestamp = '2026-11-22T18:00:00Z';
      }),
    { cause: null, ending: 'signalled' },
  ],
  [
    'its probe failed two minutes before, its grace is as long, and nobody said that it was killed for that',
    'liveness-then-killed',
    (story) => {
      withoutEvents(story, 'Killing');
      edit<Pod>(story, 'pods', story.truth.pod, (pod) => (pod.spec!.terminationGracePeriodSeconds = 120));
      editEvents(story, 'Unhealthy', (e) => (e.firstTimestamp = e.lastTimestamp = '2026-11-22T19:36:24Z'));
    },
    { cause: null, ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'its probe failed, but nobody said that it was killed for that: a 137 of unknown origin',
    'liveness-then-killed',
    (story) => withoutEvents(story, 'Killing'),
    { cause: null, ending: 'signalled', verdict: 'investigate' },
  ],
]);
