import { describe, expect, it } from 'vitest';
import { disruptionOf, statusReasonOf } from '../../src/facts/disruption.ts';
import type { Pod } from '../../src/types.ts';
import { goneStory, pod, story } from '../support/stories.ts';

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
