/** Deployment windows and what pipelines say of them. */
import type { DeploymentNotice, DeploymentWindow } from '../../src/types.ts';

/** An announced window of the whole namespace `shop`, open for half an hour; `changes` replace fields. */
export const deploymentWindow = (changes: Partial<DeploymentWindow> = {}): DeploymentWindow => ({
  id: 'run-7',
  kind: 'announced',
  cluster: null,
  namespace: 'shop',
  workloads: [],
  version: null,
  url: null,
  actor: null,
  rollout: null,
  openedAt: '2026-11-22T12:00:00Z',
  state: 'running',
  endedAt: null,
  closesAt: '2026-11-22T12:30:00Z',
  ...changes,
});

/** What a pipeline says, and no more than that. */
export const notice = (
  action: DeploymentNotice['action'],
  changes: Partial<DeploymentNotice> = {},
): DeploymentNotice => ({
  id: 'run-7',
  action,
  cluster: null,
  namespace: null,
  workloads: null,
  version: null,
  url: null,
  actor: null,
  ttlMs: null,
  ...changes,
});

/** A start names its namespace. */
export const start = (changes: Partial<DeploymentNotice> = {}): DeploymentNotice =>
  notice('start', { namespace: 'shop', ...changes });
