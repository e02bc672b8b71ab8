import { expect, it } from 'vitest';
import { containerPatch, showRevision, templatePatch, undoCommand } from '../../src/facts/patches.ts';
import { subject } from '../support/stories.ts';

const of = (kind: string) => subject({ workload: { kind, name: 'web' } });

it('a template is patched by kubectl, a CronJob’s one level deeper', () => {
  expect(templatePatch(of('Deployment'), { x: 1 })).toBe(
    `kubectl -n shop patch deployment web -p '{"spec":{"template":{"spec":{"x":1}}}}'`,
  );
  expect(templatePatch(of('CronJob'), { x: 1 })).toBe(
    `kubectl -n shop patch cronjob web -p '{"spec":{"jobTemplate":{"spec":{"template":{"spec":{"x":1}}}}}}'`,
  );
});

it.each(['Pod', 'Job', 'Rollout'])('no patch changes the pods of a %s', (kind) => {
  expect(templatePatch(of(kind), {})).toBeNull();
  expect(containerPatch(of(kind), {})).toContain('where it is made');
});

it('kubectl takes back what it knows, Argo what is its own', () => {
  expect(undoCommand(of('StatefulSet'))).toBe('kubectl -n shop rollout undo statefulset/web');
  expect(undoCommand(of('Rollout'))).toBe('kubectl argo rollouts -n shop undo web');
  expect(undoCommand(of('Job'))).toBeNull();
  expect(showRevision(of('Rollout'), { number: 2, name: 'web-b' })).toBe(
    'kubectl -n shop get replicaset web-b -o yaml',
  );
  expect(showRevision(of('Deployment'), { number: 2, name: 'web-b' })).toBe(
    'kubectl -n shop rollout history deployment/web --revision=2',
  );
});
