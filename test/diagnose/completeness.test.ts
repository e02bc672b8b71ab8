import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { causes } from '../../src/diagnose/causes/index.ts';
import { concerns } from '../../src/diagnose/concerns/index.ts';

/** The ids that rules and dashboards may name: they stay. More may come; add a new one here with its file. */
const causeIds = `
  rollout rollback rollout-restart scale-down workload-deleted pod-deleted node-drain api-eviction
  autoscaler-scale-in node-pressure-eviction storage-limit-eviction preemption taint-eviction node-unreachable
  node-shutdown node-rebooted pod-garbage-collected job-finished job-deadline cronjob-replaced liveness-probe
  startup-probe poststart-failed definition-changed container-resize sandbox-changed oom-killed node-out-of-memory init-failed
  image-pull config-error start-error app-exit unknown-sigterm unknown-sigkill rollout-aborted`.match(/\S+/g);
const deliberateCauses = `
  rollout rollback rollout-restart scale-down workload-deleted pod-deleted node-drain api-eviction
  job-finished definition-changed container-resize`.match(/\S+/g);
const graveConcerns = [
  'grace-too-short',
  'prestop-failed',
  '143-then-137',
  'restart-loop',
  'job-failed',
  'users-affected',
];

const root = join(import.meta.dirname, '../..');

describe.each([
  { folder: 'causes', units: causes },
  { folder: 'concerns', units: concerns },
])('the $folder', ({ folder, units }) => {
  const files = readdirSync(join(root, 'src/diagnose', folder))
    .filter((file) => file !== 'index.ts')
    .map((file) => file.replace(/\.ts$/, ''));

  it('are the files of their folder: each stands in its index once, under its own name', () => {
    expect(units.map((unit) => unit.id).toSorted()).toEqual(files.toSorted());
  });

  it.each(files)('%s has a test of its own', (file) => {
    expect(existsSync(join(root, `test/diagnose/${folder}/${file}.test.ts`))).toBe(true);
  });

  it.each(units.map((unit) => [unit.id, unit] as const))('%s carries its own document', (_id, unit) => {
    expect(unit.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(unit.title).toMatch(/^\S.*\S$/);
    expect(unit.description).toMatch(/^\S.*[.]$/s);
    expect(unit.url).toMatch(/^https:\/\/\S+$/);
    expect(unit.needs.filter((kind) => unit.wants.includes(kind))).toEqual([]);
  });
});

it('causes have agreed ids', () => {
  expect(causes.map((cause) => cause.id).filter((id) => !causeIds?.includes(id))).toEqual([]);
});

it('causes are deliberate, and concerns grave, where that was agreed', () => {
  expect(causes.filter((cause) => cause.deliberate !== deliberateCauses?.includes(cause.id))).toEqual([]);
  expect(concerns.filter((concern) => concern.grave !== graveConcerns.includes(concern.id))).toEqual([]);
});
