import { describe, expect, it } from 'vitest';
import { awaitedEnd, nextLook, selectorOf, showsEnd } from '../../src/facts/looks.ts';
import { endingOf } from '../../src/facts/endings.ts';
import type { Evidence, Pod } from '../../src/types.ts';
import { lifeOf, podName, podUid, toldAt } from '../support/deaths.ts';
import { evidence, subject } from '../support/stories.ts';

const s = 1000;

describe('the next look', () => {
  const deadline = 100 * s;
  it.each<[string, 'watch' | 'list', number, number | null]>([
    ['is two seconds before the deadline', 'watch', 70 * s, 98 * s],
    ['is 45 s away at most, so that the history still reaches', 'watch', 20 * s, 65 * s],
    ['with lists needs no history', 'list', 20 * s, 98 * s],
    ['is shortly after the deadline when the time before it is past', 'watch', 99 * s, 101.5 * s],
    ['comes after one that was made a little early', 'watch', 97.8 * s, 101.5 * s],
    ['with lists is around the deadline, again and again', 'list', 98 * s, 99.6 * s],
    ['with lists is not twice at the same time', 'list', 100.3 * s, 100.8 * s],
    ['is less and less often when it is still there', 'watch', 104 * s, 108 * s],
    ['is half a minute away at most', 'watch', 150 * s, 180 * s],
    ['is no more when the pod is stuck', 'watch', 221 * s, null],
  ])('%s', (_sentence, how, at, expected) => {
    expect(nextLook(deadline, at, how)).toBe(expected);
  });

  it('always comes, and comes to an end, however long the grace', () => {
    for (const how of ['watch', 'list'] as const)
      for (const grace of [0, 1, 2, 30, 120, 3600]) {
        let [at, looks]: [number | null, number] = [0, 0];
        for (; at !== null; at = nextLook(grace * s, at, how)) looks += 1;
        expect(looks).toBeLessThan(20 + grace / 45);
      }
  });
});

/** The evidence of one look at a made-up death, `seconds` after the pod was told to stop. */
function evidenceAt(seconds: number, changes: Partial<Evidence> = {}): Evidence {
  const death = {
    pods: [{ containers: [{ name: 'app', stopsAfter: 4, exitCode: 143 }] }],
    grace: 30,
    fraction: 0,
    hears: 10,
    shows: 100,
    stands: 500,
    style: '1.36' as const,
    oneByOne: false,
  };
  const states = lifeOf(death)
    .filter((line) => line.object.metadata.uid === podUid(0) && Date.parse(line.at) <= toldAt + seconds * s)
    .map((line) => line.object as unknown as Pod);
  const path = `/api/v1/namespaces/shop/pods/${podName(0)}`;
  const story = { path, states, presence: 'present' as const, successor: false, resourceVersion: '500' };
  return evidence(story, [], changes);
}

const named = subject({ pod: podName(0), uid: podUid(0), container: 'app' });
const awaited = (seen: Evidence, who = named) => awaitedEnd(seen, who, endingOf(seen, who, '2026-11-22T14:00:20Z'));

describe('an end', () => {
  it('is awaited from a pod that was told to stop and still runs', () => {
    expect(awaited(evidenceAt(1))).toMatchObject({
      deadline: toldAt + 30 * s,
      toldAt: '2026-11-22T14:00:10Z',
      resourceVersion: '500',
      selector: { labelSelector: 'pod-template-hash=6c9f7d5b4' },
      earlier: { deletion: { at: '2026-11-22T14:00:40Z', graceSeconds: 30 }, lone: true, sightings: [] },
    });
  });

  it.each<[string, Evidence]>([
    ['nobody told it to stop', evidenceAt(-1)],
    ['it was seen', evidenceAt(4.2)],
    ['the pods could not be read', evidenceAt(1, { pod: { known: false, why: 'no' } })],
  ])('is not awaited when %s', (_sentence, seen) => {
    expect(awaited(seen)).toBeNull();
  });

  it('is awaited from a pod that is gone only when the watch was answered, and not to its end', () => {
    const { pod } = evidenceAt(1);
    if (!pod.known) throw new Error('it is known');
    const gone = { known: true, value: { ...pod.value, presence: 'gone' } } as const;
    const read = (lastWords: Evidence['lastWords']) => awaited(evidenceAt(1, { pod: gone, lastWords }));
    expect(read({ known: true, value: { states: 1 } })).toMatchObject({ resourceVersion: null });
    expect(read({ known: false, why: 'the watch history is used up (410)' })).toBeNull();
  });

  it('of a container that nobody can name is not awaited', () => {
    expect(awaited(evidenceAt(1), subject({ ...named, container: null }))).toBeNull();
  });

  it('shows in states, unless it is of an earlier run', () => {
    const { pod } = evidenceAt(4.2);
    const states = pod.known ? pod.value.states : [];
    expect(showsEnd(states, { container: 'app', toldAt: '2026-11-22T14:00:10Z' })).toBe(true);
    expect(showsEnd(states, { container: 'app', toldAt: '2026-11-22T14:00:30Z' })).toBe(false);
    expect(showsEnd(states, { container: 'other', toldAt: '2026-11-22T14:00:10Z' })).toBe(false);
  });
});

describe('one watch answers', () => {
  it.each([
    ['for the pods of a ReplicaSet', { 'pod-template-hash': 'abc' }, { labelSelector: 'pod-template-hash=abc' }],
    [
      'for the pods of a StatefulSet’s revision',
      { 'controller-revision-hash': 'db-1' },
      { labelSelector: 'controller-revision-hash=db-1' },
    ],
    ['for a bare pod alone', { app: 'web' }, { fieldSelector: 'metadata.name=web-1' }],
  ])('%s', (_whom, labels, selector) => {
    expect(selectorOf({ metadata: { labels } } as unknown as Pod, 'web-1')).toEqual(selector);
  });
});
