import type { Pod } from '../../../src/types.ts';
import { edit, editEvents, testCause, withoutEvents } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

/** The recorded probe kills, as a startup probe's: the probe in the spec, and the kubelet's words. */
function startup(story: Recording): void {
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
    for (const container of pod.spec?.containers ?? []) {
      container.startupProbe = container.livenessProbe!;
      delete container.livenessProbe;
    }
  });
  editEvents(story, 'Unhealthy', (e) => (e.message = 'Startup probe failed: '));
  editEvents(story, 'Killing', (e) => (e.message = 'Container app failed startup probe, will be restarted'));
}

testCause('startup-probe', [
  [
    'its startup probe failed, and it was killed at the end of the probe’s own grace',
    'liveness-then-killed',
    startup,
    { cause: 'startup-probe', ending: 'killed-after-grace', verdict: 'investigate' },
  ],
  [
    'its startup probe failed, and it stopped in time',
    'liveness-then-graceful',
    startup,
    { cause: 'startup-probe', ending: 'stopped-in-time', verdict: 'investigate' },
  ],
  [
    'it was the liveness probe',
    'liveness-then-killed',
    (story) => {
      startup(story);
      editEvents(story, 'Killing', (e) => (e.message = 'Container app failed liveness probe, will be restarted'));
    },
    { cause: 'liveness-probe' },
  ],
  [
    'its startup probe failed, but nobody said that it was killed for that',
    'liveness-then-killed',
    (story) => {
      startup(story);
      withoutEvents(story, 'Killing');
    },
    { cause: null, ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'the startup probe of another container failed',
    'liveness-then-killed',
    (story) => {
      startup(story);
      editEvents(story, 'Killing', (e) => (e.involvedObject.fieldPath = 'spec.containers{proxy}'));
    },
    { cause: null, ending: 'signalled' },
  ],
]);
