/** The nouns of announced deployments: what a pipeline says, and what it is told. */
import type { DeploymentWindow } from './decisions.ts';

/** What a pipeline announces of a deployment; null where it does not say. */
export type DeploymentNotice = {
  id: string;
  action: 'start' | 'heartbeat' | 'finish' | 'abort';
  cluster: string | null;
  /** A start says it. */
  namespace: string | null;
  workloads: string[] | null;
  version: string | null;
  url: string | null;
  actor: string | null;
  ttlMs: number | null;
};

/** What its sender is told. `accepted`: something was kept or changed; else all was as it had to be already, and the note says why. */
export type DeployAnswer =
  | { ok: true; accepted: boolean; window: Pick<DeploymentWindow, 'id' | 'state' | 'closesAt'>; note: string | null }
  | { ok: false; status: 400 | 404 | 409; error: string };
