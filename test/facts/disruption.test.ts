import { describe, expect, it } from 'vitest';
import { disruptionOf, evictionOf, statusReasonOf } from '../../src/facts/disruption.ts';
import type { Pod } from '../../src/types.ts';
import { event, goneStory, pod, story } from '../support/stories.ts';

const disrupted = (status: string, reason: string): Pod =>
  pod({
    status: {
      conditions: [
        { type: 'Ready', status: 'False' },
        { type: 'DisruptionTarget', status, reason, message: ' Eviction API: evicting\n' },
      ],
    },
  });
const at = 'status.conditions[type=DisruptionTarget]';

describe('disruptionOf', () => {
  it.each<[sentence: string, states: Pod[], reason: string | null]>([
    ['a pod that shows none', [pod()], null],
    ['one at status True', [disrupted('True', 'EvictionByEvictionAPI')], 'EvictionByEvictionAPI'],
    ['one at status False is not trusted', [disrupted('False', 'EvictionByEvictionAPI')], null],
    [
      'the newest that was seen',
      [disrupted('True', 'DeletionByTaintManager'), disrupted('True', 'DeletionByPodGC')],
      'DeletionByPodGC',
    ],
    [
      'one that a later state does not show any more',
      [disrupted('True', 'PreemptionByScheduler'), pod()],
      'PreemptionByScheduler',
    ],
    ['a pod of which nothing was seen', [], null],
  ])('%s', (_sentence, states, reason) => {
    expect(disruptionOf(goneStory(...states))?.reason ?? null).toBe(reason);
  });

  it('is quoted, trimmed, with its status, reason and message as sources', () => {
    const found = disruptionOf(story(disrupted('True', 'EvictionByEvictionAPI')));
    expect(found?.because.text).toBe(
      'the pod\'s condition `DisruptionTarget` says `EvictionByEvictionAPI`: "Eviction API: evicting"',
    );
    expect(found?.because.sources.map((s) => s.field)).toEqual([`${at}.status`, `${at}.reason`, `${at}.message`]);
  });
});

describe('statusReasonOf', () => {
  it('takes the newest state that has a reason', () => {
    const states = [pod({ status: { reason: 'Evicted', message: 'The node was low on resource: memory. ' } }), pod()];
    expect(statusReasonOf(story(...states))).toEqual({
      reason: 'Evicted',
      because: {
        text: 'the pod\'s `status.reason` is `Evicted`: "The node was low on resource: memory."',
        sources: [
          { path: story().path, field: 'status.reason', value: 'Evicted' },
          { path: story().path, field: 'status.message', value: 'The node was low on resource: memory. ' },
        ],
      },
    });
  });

  it('needs no message, and is null without a reason', () => {
    const text = statusReasonOf(story(pod({ status: { reason: 'NodeLost' } })))?.because.text;
    expect(text).toBe("the pod's `status.reason` is `NodeLost`");
    expect([statusReasonOf(story(pod())), statusReasonOf(goneStory())]).toEqual([null, null]);
  });
});

describe('evictionOf', () => {
  const low = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 90Mi. ';
  const warned = (message: string) => event('Evicted', 0, { message, fields: { type: 'Warning' } });
  const evicted = (message?: string, reason?: string): Pod => {
    const conditions = reason ? [{ type: 'DisruptionTarget', status: 'True', reason }] : [];
    return pod({ status: { phase: 'Failed', reason: 'Evicted', ...(message && { message }), conditions } });
  };
  it.each<[sentence: string, of: Pod, event: string | null, kind: string | null]>([
    ['its node ran low', evicted(low), null, 'node-pressure'],
    ['its condition says so without a sentence', evicted(undefined, 'TerminationByKubelet'), null, 'node-pressure'],
    ['only the event says so: it ended with 0', pod(), low, 'node-pressure'],
    ['a volume', evicted('Usage of EmptyDir volume "a" exceeds the limit "1Mi". '), null, 'storage-limit'],
    ['a container', evicted('Container a exceeded its local ephemeral storage limit "1Mi". '), null, 'storage-limit'],
    [
      'all of them together',
      evicted('Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. '),
      null,
      'storage-limit',
    ],
    ['the event says more than the status', evicted('Evicted by the agent'), low, 'node-pressure'],
    ['nobody says why', evicted(), null, 'unsaid'],
    ['who says why is not known', evicted('Evicted by the agent'), 'Evicted by the agent', 'unsaid'],
    ['a pod that its node refused never ran', evicted('The node had condition: [DiskPressure]. '), null, null],
    ['it ended for another reason', pod({ status: { reason: 'NodeLost' } }), low, null],
    ['it was not evicted', pod(), null, null],
  ])('%s', (_sentence, of, said, kind) => {
    expect(evictionOf(goneStory(of), said === null ? [] : [warned(said)], 'web-1')?.kind ?? null).toBe(kind);
  });
});
