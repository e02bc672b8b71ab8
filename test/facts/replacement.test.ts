import { describe, expect, it } from 'vitest';
import { replacement, replacementFinding, shortChange } from '../../src/facts/replacement.ts';
import type { KubeEvent, PodStory, Rollout, Seen } from '../../src/types.ts';
import { at, ending, event, goneStory, pod, revision, rollout, subject, unread } from '../support/stories.ts';

const history = rollout(revision(1, -900), revision(2, -1));
const deleted = event('SuccessfulDelete', 0, { kind: 'ReplicaSet', name: 'web-a', message: 'Deleted pod: web-1' });
const emptied = event('ScalingReplicaSet', 0, {
  kind: 'Deployment',
  name: 'web',
  message: 'Scaled down replica set web-a from 1 to 0',
});
const said = (message: string): Seen<KubeEvent> =>
  event('SuccessfulDelete', 20, { kind: 'ReplicaSet', name: 'web-a', message });
const other = said('Deleted pod: web-2');
const combined = said('(combined from similar events): Deleted pod: web-2');
const disruption = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager' };
const stillWanted = rollout(revision(1, -900, { replicas: 1 }), revision(2, -1));

const story = {
  subject: subject(),
  ending: ending(),
  pod: goneStory(pod()),
  events: [deleted],
  rollout: history,
  owners: unread(),
  siblings: unread(),
};

describe('replacement', () => {
  it.each<[sentence: string, rollout: Rollout | null, events: Seen<KubeEvent>[], asked: Seen<KubeEvent> | null]>([
    ["the controller's own word counts", history, [deleted, emptied], deleted],
    ['where it was combined away, the emptied set speaks', history, [emptied], emptied],
    ['a set that names the pods it deleted would have named this one', history, [emptied, other], null],
    ['but for those that were combined', history, [emptied, other, combined], emptied],
    ['a set that still wants pods does not', stillWanted, [emptied], null],
    ['though the word about the pod itself does', stillWanted, [deleted], deleted],
    ['a newer revision alone proves nothing', history, [], null],
    ['a deletion without a newer revision is no replacement', rollout(revision(1, -900)), [deleted], null],
    ['a workload without revisions replaces nothing', null, [deleted], null],
  ])('%s', (_sentence, of, events, asked) => {
    const found = replacement({ ...story, events, rollout: of });
    expect(found?.asked ?? null).toBe(asked);
    if (found) expect([found.from?.number, found.to.number]).toEqual([1, 2]);
  });

  it('is none of a pod that somebody disrupted, whatever its workload did', () => {
    const disrupted = goneStory(pod({ status: { conditions: [disruption] } }));
    expect(replacement({ ...story, pod: disrupted, events: [deleted, emptied] })).toBeNull();
  });
});

describe('replacement of a pod whose own revision is not kept any more', () => {
  const told = ending({ toldAt: at(100) });
  const word = event('SuccessfulDelete', 100, { kind: 'ReplicaSet', name: 'web-a', message: 'Deleted pod: web-1' });
  const down = event('ScalingReplicaSet', 100, { ...emptied.object.involvedObject, message: emptied.object.message! });
  const made = goneStory(pod({ metadata: { creationTimestamp: at(50) } }));
  it.each<[sentence: string, born: number, events: Seen<KubeEvent>[], states: PodStory, to: number | null]>([
    ['one that was born since then', 98, [word], made, 2],
    ['its emptied set speaks where its words were lost', 98, [down], made, 2],
    ['nobody says that it was deleted', 98, [], made, null],
    ['one that was there when the pod was made', 49, [word], made, null],
    ['one that came only afterwards', 103, [word], made, null],
    ['when the pod was made was not seen', 98, [word], goneStory(), null],
  ])('%s', (_sentence, born, events, states, to) => {
    const found = replacement({ ...story, ending: told, pod: states, events, rollout: rollout(revision(2, born)) });
    expect(found?.to.number ?? null).toBe(to);
    if (found) expect(found.kept[0]?.text).toContain('`web-a`, is not kept any more');
  });
});

describe('replacementFinding', () => {
  const replaced = {
    rollout: history,
    from: history.revisions[0]!,
    to: history.revisions[1]!,
    asked: deleted,
    kept: [],
  };
  const how = 'in the rollout to revision 2';

  it('says that the pod was replaced and how it stopped', () => {
    const found = replacementFinding(story, replaced, how);
    expect(found.summary).toBe(
      'web: a pod was replaced in the rollout to revision 2 and stopped in time after 2 s of 30 s (exit 143).',
    );
    expect(found.because.map((line) => line.text.split(' ').slice(0, 3).join(' '))).toEqual([
      'rollout of Deployment:',
      'event `SuccessfulDelete` on',
    ]);
    expect(found.remediation[0]).toContain('`kubectl -n shop rollout history deployment/web --revision=2`');
  });

  it('says first that the pod had to be killed', () => {
    const killed = ending({ id: 'killed-after-grace', exitCode: 137, graceSeconds: 8, tookSeconds: 8 });
    expect(replacementFinding({ ...story, ending: killed }, replaced, how).summary).toBe(
      'web: a pod had to be killed in the rollout to revision 2: it was still running when its 8 s grace ended and was killed (exit 137).',
    );
  });
});

describe('shortChange', () => {
  it.each([
    ['a new tag of the same image is said as tags', 'r.io:5000/web:v1', 'r.io:5000/web:v2', 'image v1 → v2'],
    ['another image is said in full', 'web:v1', 'shop:v1', 'image web:v1 → shop:v1'],
    ['a new digest of the same image is said as digests', 'web@sha256:aa', 'web@sha256:bb', 'image aa → bb'],
    ['images without a tag are said in full', 'web', 'shop', 'image web → shop'],
  ])('%s', (_sentence, before, after, words) => {
    expect(shortChange(revision(1, 0, { images: { app: before } }), revision(2, 1, { images: { app: after } }))).toBe(
      words,
    );
  });
});
