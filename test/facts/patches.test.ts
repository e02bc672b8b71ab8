import { expect, it } from 'vitest';
import {
  containerPatch,
  editCommand,
  logOfRun,
  showRevision,
  statusCommand,
  templatePatch,
  undoCommand,
} from '../../src/facts/patches.ts';
import type { PodStory } from '../../src/types.ts';
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

it('kubectl says how a rollout stands and does not wait for it, and lists what has none', () => {
  expect(statusCommand(of('DaemonSet'))).toBe('kubectl -n shop rollout status daemonset/web --watch=false');
  expect(statusCommand(of('CronJob'))).toBe('kubectl -n shop get cronjob/web -o wide');
  expect(statusCommand(subject({ workload: { kind: 'Deployment', name: 'web;reboot' } }))).toBeNull();
});

it('kubectl edits what has a template that can change, and nothing else', () => {
  expect(editCommand(of('CronJob'))).toBe('`kubectl -n shop edit cronjob/web`');
  expect(editCommand(of('Rollout'))).toBe('`kubectl -n shop edit rollout/web`');
  expect(editCommand(of('Job'))).toBe('where its spec is made (that of `job/web` cannot be changed)');
});

it('the log of the run that ended is the previous one, unless the container is never started again', () => {
  const story = (restartPolicy: string): PodStory => ({
    path: '',
    states: [{ spec: { containers: [], restartPolicy } }],
    presence: 'present',
    successor: false,
  });
  expect(logOfRun(of('Deployment'), story('Always'))).toMatch(/ --previous`$/);
  expect(logOfRun(of('Job'), story('Never'))).not.toContain('--previous');
});
