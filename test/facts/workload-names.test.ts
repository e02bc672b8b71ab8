import { expect, it } from 'vitest';
import { workloadNamed } from '../../src/facts/workload-names.ts';

it.each([
  ['deploy/web', 'Deployment/web'],
  ['deployment.apps/web', 'Deployment/web'],
  ['DEPLOYMENTS/web', 'Deployment/web'],
  ['Deployment/web', 'Deployment/web'],
  ['sts/db', 'StatefulSet/db'],
  ['ds/agent', 'DaemonSet/agent'],
  ['cj/nightly', 'CronJob/nightly'],
  ['rollouts.argoproj.io/web', 'Rollout/web'],
  ['InferenceService/gpt', 'InferenceService/gpt'],
  ['web', 'web'],
])('%s is %s', (text, workload) => {
  expect(workloadNamed(text)).toBe(workload);
});

it.each(['', '/', 'deploy/', '/web', 'deploy/Web', 'deplyo/web', 'a/b/c', 'constructor/web', 'web!', ' web'])(
  '%j is no workload',
  (text) => {
    expect(workloadNamed(text)).toBeNull();
  },
);
