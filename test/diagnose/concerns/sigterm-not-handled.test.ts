import type { Pod } from '../../../src/types.ts';
import { addEvent, edit, testConcern } from '../../support/look-alikes.ts';
import type { Recording } from '../../support/recordings.ts';

const set = (fields: object) => (story: Recording) =>
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => Object.assign(pod.spec!.containers[0]!, fields));
/** The log of a run that was killed by the liveness probe: told to stop at 19:38:14, ended at 19:38:19. */
const logs = (story: Recording, ...lines: string[]) => {
  story.snapshot.logs[`${story.truth.pod}/app/previous`] = `${lines.join('\n')}\n`;
};
const shell = 'rollout-shell-wrapper';
const probed = 'liveness-then-killed';
const long = (time: string) => `2026-11-22T19:38:${time}Z ${JSON.stringify({ batch: 'x'.repeat(40_000) })}`;
const listening = '2026-11-22T19:38:10.401186638Z listening on :8080';

testConcern(
  'sigterm-not-handled',
  ['rollout-shell-wrapper', 'rollout-shell-wrapper-v1.28'],
  [
    [
      'the script becomes the program',
      shell,
      set({ command: ['sh', '-c', 'a; exec b'] }),
      { concerns: ['grace-too-short'] },
    ],
    [
      'the script traps SIGTERM',
      shell,
      set({ command: ['sh', '-c', 'trap x TERM; b'] }),
      { concerns: ['grace-too-short'] },
    ],
    ['the program runs without a shell', shell, set({ command: ['/app/server'] }), { concerns: ['grace-too-short'] }],
    ['the image’s own command is not seen', shell, set({ command: undefined }), { concerns: ['grace-too-short'] }],
    [
      'it logged nothing after it was told',
      probed,
      (story) => logs(story, listening),
      { concerns: ['grace-too-short', 'sigterm-not-handled'] },
    ],
    [
      'it did say something after it was told',
      probed,
      (story) => logs(story, listening, '2026-11-22T19:38:15.1Z bye'),
      { concerns: ['grace-too-short'] },
    ],
    [
      'it did say something after it was told, behind lines that are longer than the kubelet gives',
      probed,
      (story) => logs(story, long('10.1'), long('10.2'), long('10.3'), '2026-11-22T19:38:15.1Z bye'),
      { concerns: ['grace-too-short'] },
    ],
    [
      'the end of its log is not read: the last line is longer than the kubelet gives',
      probed,
      (story) => logs(story, listening, long('10.5').repeat(2)),
      { concerns: ['grace-too-short'] },
    ],
    [
      'nothing is known of its log',
      probed,
      (story) => {
        story.snapshot.logs = {};
      },
      { concerns: ['grace-too-short'] },
    ],
    [
      'a preStop hook of unknown length may have used the time',
      shell,
      set({ lifecycle: { preStop: { exec: { command: ['/app/drain.sh'] } } } }),
      { concerns: ['grace-too-short'] },
    ],
    [
      'a preStop hook of a second left the rest to SIGTERM',
      shell,
      set({ lifecycle: { preStop: { sleep: { seconds: 1 } } } }),
      { concerns: ['grace-too-short', 'sigterm-not-handled'] },
    ],
    [
      'the preStop hook failed: when SIGTERM came is not known',
      shell,
      (story) => {
        set({ lifecycle: { preStop: { sleep: { seconds: 1 } } } })(story);
        addEvent(story, 'FailedPreStopHook', 'PreStopHook failed', '2026-11-22T19:39:47Z');
      },
      { concerns: ['grace-too-short', 'prestop-failed'] },
    ],
  ],
);
