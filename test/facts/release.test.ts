import { expect, it } from 'vitest';
import { failed, isOfRevision, newRelease, revisionMark } from '../../src/facts/release.ts';
import {
  at,
  ending,
  evidence,
  goneStory,
  killing,
  pod,
  revision,
  rollout,
  story,
  subject,
} from '../support/stories.ts';

/** The subject's pod is of revision 2. */
const second = (born = 0) => ({ ...rollout(revision(1, -9000), revision(2, born)), own: 'web-b' });

it('the container’s own revision, when it is the current one and new', () => {
  expect(newRelease(second(), at(180))).toMatchObject({ own: { number: 2 }, before: { number: 1 }, ageSeconds: 180 });
});

it.each([
  ['an old release', second(-4000)],
  ['the first release', { ...rollout(revision(1, 0)), own: 'web-a' }],
  ['a pod of the revision before', { ...second(), own: 'web-a' }],
  [
    'a rollback: its template is older than the one before it',
    { ...rollout(revision(2, 0), revision(3, -20)), own: 'web-c' },
  ],
  ['a pod of no known revision', { ...second(), own: null }],
  ['a workload without revisions', null],
])('not %s', (_sentence, history) => {
  expect(newRelease(history, at(60))).toBeNull();
});

it.each(['exited', 'signalled', 'oom-killed', 'never-started'] as const)('a container that %s failed', (id) => {
  expect(failed(evidence(story(pod())), subject(), ending({ id }))).toBe(true);
});

it('a probe that failed is a failure; a changed definition, or a pod that goes, is not', () => {
  const stopped = ending({ startedAt: at(-60), finishedAt: at(2) });
  const told = (message: string) => evidence(story(pod()), [killing(0, message)]);
  expect(failed(told('Container app failed liveness probe, will be restarted'), subject(), stopped)).toBe(true);
  expect(failed(told('Container app definition changed, will be restarted'), subject(), stopped)).toBe(false);
  expect(failed(evidence(story(pod())), subject(), stopped)).toBe(false);
  expect(failed(evidence(goneStory(pod())), subject(), ending({ id: 'exited' }))).toBe(false);
});

it('a pod’s revision is its hash label, else its controller', () => {
  const set = pod({ metadata: { labels: { 'pod-template-hash': 'b' } } });
  const daemon = pod({ metadata: { labels: { 'controller-revision-hash': 'web-b' } } });
  const owned = pod({ metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: 'web-b', controller: true }] } });
  for (const one of [set, daemon, owned]) expect(isOfRevision(one, revision(2, 0))).toBe(true);
  for (const one of [set, daemon, owned]) expect(isOfRevision(one, revision(1, 0))).toBe(false);
  expect(revisionMark(owned)?.field).toBe('metadata.ownerReferences[0].name');
  expect(revisionMark(pod())).toBeNull();
});
