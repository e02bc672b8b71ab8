import { describe, expect, it } from 'vitest';
import {
  changeInWords,
  deletedByController,
  envChanges,
  imageChanges,
  ownRevision,
  replacedBy,
  revisionLine,
  scaledDown,
} from '../../src/facts/revisions.ts';
import type { KubeEvent, Revision, Rollout, Seen } from '../../src/types.ts';
import { at, event, revision, rollout } from '../support/stories.ts';

const scaling = (message: string, seconds: number): Seen<KubeEvent> =>
  event('ScalingReplicaSet', seconds, { kind: 'Deployment', name: 'web', message });
const deletion = (message: string, seconds: number): Seen<KubeEvent> =>
  event('SuccessfulDelete', seconds, { kind: 'ReplicaSet', name: 'web-a', message });

it("a pod's own revision is the one of that name, if it is still listed", () => {
  const history = rollout(revision(1, 0), revision(2, 10));
  expect(ownRevision(history)?.number).toBe(1);
  expect([ownRevision({ ...history, own: 'web-z' }), ownRevision({ ...history, own: null })]).toEqual([null, null]);
});

describe('replacedBy: a pod of revision 1 was told to stop at second 100', () => {
  const [first, second, third] = [revision(1, 0), revision(2, 95), revision(3, 98)];
  // A rollback: the set that is wanted again is older than the one it replaces, and its number moved on.
  const [bad, back] = [revision(1, 50), revision(2, 0)];
  const often = scaling('Scaled up replica set web-b to 3', 1);
  often.object.lastTimestamp = at(99);
  it.each<[sentence: string, history: Rollout, events: Seen<KubeEvent>[], by: number | null]>([
    ['it was the newest', rollout(first), [], null],
    ['a newer one was born before', rollout(first, second), [], 2],
    ['of several newer ones the newest counts', rollout(first, second, third), [], 3],
    ['one of an older number is none, whenever it was born', { ...rollout(first, second), own: 'web-b' }, [], null],
    [
      'nor is one that was born later and still has an older number',
      { ...rollout(revision(1, 97), second), own: 'web-b' },
      [],
      null,
    ],
    ['one born in the same moment counts', rollout(first, revision(2, 102)), [], 2],
    ['one born after it was told does not', rollout(first, revision(2, 103)), [], null],
    ['a later one does not hide the one before', rollout(first, second, revision(3, 200)), [], 2],
    ['an older set was scaled up again', rollout(bad, back), [scaling('Scaled up replica set web-b to 3', 99)], 2],
    ['so 1.36 words it', rollout(bad, back), [scaling('Scaled up replica set web-b from 0 to 3', 99)], 2],
    ['an older set about which nobody said anything', rollout(bad, back), [], null],
    [
      'an older set that was scaled down',
      rollout(bad, back),
      [scaling('Scaled down replica set web-b to 0', 99)],
      null,
    ],
    [
      'an older set scaled up before the other was born',
      rollout(bad, back),
      [scaling('Scaled up replica set web-b to 3', 1)],
      null,
    ],
    ['an older set scaled up once before and once now', rollout(bad, back), [often], 2],
    [
      'an older revision of a StatefulSet, whose number alone tells',
      { ...rollout(bad, back), kind: 'StatefulSet' },
      [],
      2,
    ],
    ['an older set scaled up only later', rollout(bad, back), [scaling('Scaled up replica set web-b to 3', 200)], null],
    ['another set was scaled up', rollout(bad, back), [scaling('Scaled up replica set web-bb to 3', 99)], null],
    ['its own revision is not listed any more', { ...rollout(second), own: 'web-a' }, [], null],
  ])('%s', (_sentence, history, events, by) => {
    expect(replacedBy(history, events, at(100))?.number ?? null).toBe(by);
  });

  it('with the strategy Recreate the new set is made when the last old pod has ended', () => {
    const born = (seconds: number): Rollout => ({ ...rollout(first, revision(2, seconds)), recreate: true });
    expect([200, 260].map((seconds) => replacedBy(born(seconds), [], at(100))?.number ?? null)).toEqual([2, null]);
  });

  it('when nobody knows when it was told, every newer one counts', () => {
    expect(replacedBy(rollout(first, revision(2, 9999)), [], null)?.number).toBe(2);
  });
});

describe('deletedByController', () => {
  it.each<[sentence: string, message: string, seconds: number, found: boolean]>([
    ['a ReplicaSet names the pod', 'Deleted pod: web-1', 100, true],
    ['a StatefulSet does so in other words', 'delete Pod web-1 in StatefulSet web successful', 100, true],
    ['five seconds before are the same deletion', 'Deleted pod: web-1', 95, true],
    ['six are another', 'Deleted pod: web-1', 94, false],
    ['a second after is rounding', 'Deleted pod: web-1', 101, true],
    ['two are a pod that had ended and was cleaned up', 'Deleted pod: web-1', 102, false],
    ['another pod with a longer name is another', 'Deleted pod: web-12', 100, false],
    ['combined events name nobody', '(combined from similar events): Deleted pod: web-2', 100, false],
  ])('%s', (_sentence, message, seconds, found) => {
    expect(deletedByController([deletion(message, seconds)], 'web-1', at(100)) !== null).toBe(found);
  });

  it('without a moment any counts, the newest first; without a pod none does', () => {
    const said = [deletion('Deleted pod: web-1', 1), deletion('Deleted pod: web-1', 900)];
    expect(deletedByController(said, 'web-1', null)).toBe(said[1]);
    expect(deletedByController(said, null, null)).toBeNull();
  });
});

describe('scaledDown', () => {
  it.each<[sentence: string, message: string, seconds: number, found: boolean]>([
    ['1.28 says it so', 'Scaled down replica set web-a to 1 from 2', 100, true],
    ['1.36 says it so', 'Scaled down replica set web-a from 2 to 1', 100, true],
    ['half a minute either way is the same one', 'Scaled down replica set web-a from 2 to 1', 70, true],
    ['an earlier one is another', 'Scaled down replica set web-a from 2 to 1', 69, false],
    ['up is not down', 'Scaled up replica set web-a from 1 to 2', 100, false],
    ['another set is another', 'Scaled down replica set web-aa from 2 to 1', 100, false],
  ])('%s', (_sentence, message, seconds, found) => {
    expect(scaledDown([scaling(message, seconds)], 'web-a', at(100)) !== null).toBe(found);
  });
});

describe('what changed', () => {
  const base: Partial<Revision> = { images: { app: 'r.io:5000/web:v1', log: 'log:1' }, env: { A: '1', B: '2' } };
  const from = revision(1, 0, base);
  const to = (parts: Partial<Revision>): Revision => revision(2, 10, { ...base, ...parts });

  it('images of containers that both have', () => {
    const next = to({ images: { app: 'r.io:5000/web:v2', log: 'log:1', added: 'x:1' } });
    expect(imageChanges(from, next)).toEqual([{ container: 'app', from: 'r.io:5000/web:v1', to: 'r.io:5000/web:v2' }]);
  });

  it('env names that were added, removed or set differently, in order and without a value', () => {
    expect(envChanges(from, to({ env: { C: '3', B: 'other' } }))).toEqual(['A', 'B', 'C']);
  });

  it.each<[words: string, parts: Partial<Revision>]>([
    [
      'image `log:1` → `log:2`, env `A`',
      { images: { app: 'r.io:5000/web:v1', log: 'log:2' }, env: { A: 'x', B: '2' } },
    ],
    ['the template is the same', { template: 'template-1' }],
    ['the template changed elsewhere', {}],
  ])('%s', (words, parts) => {
    expect(changeInWords(from, to(parts))).toBe(words);
  });

  it('is told with number, birth and what its author said, on the sources of both', () => {
    const next = to({ changeCause: 'raise the limit', template: 'template-1' });
    const history = rollout(from, next);
    const line = revisionLine(history, from, next);
    expect(line.text).toBe(
      `rollout of Deployment: revision 1 → 2, created ${at(10)}: the template is the same ("raise the limit")`,
    );
    expect(line.sources).toEqual([...from.sources, ...next.sources]);
    expect(revisionLine(history, null, from).text).toBe(`rollout of Deployment: revision 1, created ${at(0)}`);
  });
});
