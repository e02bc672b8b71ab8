import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../src/types.ts';
import { addEvent, edit, editEnd, testCause } from '../../support/look-alikes.ts';
import { explainRecording, recording, type Recording } from '../../support/recordings.ts';

testCause('oom-killed', [
  [
    'a 137 that the runtime calls Error: what killed it is not known',
    'oom-killed',
    (story) => editEnd(story, (end) => (end.reason = 'Error')),
    { cause: 'unknown-sigkill', ending: 'signalled', verdict: 'investigate' },
  ],
  [
    'a 137 that the kubelet made up for a container it lost',
    'oom-killed',
    (story) => editEnd(story, (end) => (end.reason = 'ContainerStatusUnknown')),
    { cause: null, ending: 'unknown', verdict: 'undetermined' },
  ],
  [
    'a child was killed for memory and the program went on to its own end',
    'oom-killed',
    (story) => editEnd(story, (end) => (end.exitCode = 1)),
    { cause: 'oom-killed', ending: 'oom-killed', verdict: 'investigate' },
  ],
  [
    'the container beside it is the one that ran out of memory',
    'two-containers-one-oom',
    (story) => (story.body = story.body.replaceAll('"container": "cache"', '"container": "api"')),
    { cause: null, ending: 'unknown' },
  ],
  [
    'its pod is being deleted: it ran out of memory, but that is not what made the pod go',
    'oom-killed',
    (story) =>
      edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
        Object.assign(pod.metadata!, { deletionTimestamp: '2026-11-22T19:37:55Z', deletionGracePeriodSeconds: 30 });
      }),
    { cause: null, ending: 'oom-killed', verdict: 'investigate' },
  ],
]);

/** Changes the memory limits: of the pod as a whole, and of its container by its spec and in force. */
function limit(story: Recording, limits: { pod?: string; own?: string | null; inForce?: string }): void {
  edit<Pod>(story, 'pods', story.truth.pod, ({ spec, status }) => {
    if (limits.pod) spec!.resources = { limits: { memory: limits.pod } };
    const resources = (memory: string | null) => (memory === null ? {} : { limits: { memory } });
    if (limits.own !== undefined) spec!.containers[0]!.resources = resources(limits.own);
    status!.containerStatuses![0]!.resources = resources(limits.inForce ?? limits.own ?? null);
  });
}

describe('whose memory ran out is said as far as it is known', () => {
  const systemOom = (story: Recording): void =>
    addEvent(story, 'SystemOOM', 'System OOM encountered, victim process: app, pid: 4711', '2026-11-22T19:37:30Z', {
      kind: 'Node',
      name: 'lab-node-1',
    });

  it.each<[what: string, change: (story: Recording) => void, summary: string, does: RegExp, concerns: string[]]>([
    ['its own limit', () => {}, 'image-resizer ran out of memory at its 64Mi limit', /^if it needs more than 64Mi/, []],
    [
      'its own limit, written in another way in the status',
      (story) => limit(story, { own: '64Mi', inForce: '67108864' }),
      'image-resizer ran out of memory at its 64Mi limit',
      /^if it needs more than 64Mi/,
      [],
    ],
    [
      'the node, whose kernel killed in the same second',
      systemOom,
      'image-resizer was killed for memory while node lab-node-1 ran out of it; its own limit is 64Mi',
      /^who uses what/,
      [],
    ],
    [
      'the pod, whose limit is smaller',
      (story) => limit(story, { pod: '64Mi', own: '1Gi' }),
      'image-resizer was killed for memory; the limit of its pod is 64Mi, its own 1Gi',
      /^if its containers together need more than 64Mi/,
      [],
    ],
    [
      'the pod, where its container has no limit',
      (story) => limit(story, { pod: '64Mi', own: null }),
      'image-resizer was killed for memory; the limit of its pod is 64Mi',
      /^if its containers together need more than 64Mi/,
      [],
    ],
    [
      'a limit that is to be changed in place and is not yet',
      (story) => limit(story, { own: '512Mi', inForce: '64Mi' }),
      'image-resizer was killed for memory; its limit in force is 64Mi, in its spec 512Mi',
      /^the resize to 512Mi is not in force/,
      [],
    ],
    [
      'nobody knows, without any limit',
      (story) => limit(story, { own: null }),
      'image-resizer ran out of memory, without a memory limit of its own',
      /^give it a memory request and limit/,
      ['limits-missing'],
    ],
  ])('%s', async (_what, change, says, does, held) => {
    const story = await recording('oom-killed');
    change(story);
    const { summary, remediation, concerns } = await explainRecording(story);
    expect(summary).toBe(`${says} (exit 137, OOMKilled); 2 restarts in this pod.`);
    expect(remediation).toContainEqual(expect.stringMatching(does));
    expect(remediation.some((line) => line.includes('raise'))).toBe(/need/.test(does.source));
    expect(concerns.map(({ id }) => id).filter((id) => id === 'limits-missing')).toEqual(held);
  });
});
