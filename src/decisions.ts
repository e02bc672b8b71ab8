/** The nouns of suppression: what the settings ask for, which deployment windows are open, what was decided and by which rule. */
import type { Because } from './evidence.ts';
import type { Matcher } from './facts/matchers.ts';
import type { TimeInterval } from './facts/time-intervals.ts';
import type { EndingId, Verdict } from './types.ts';

/** What a rule does with the stops it is for. `route` speaks, in a channel of its choice. */
export type RuleAction = 'suppress' | 'digest' | 'route';

/** One rule of the settings. The first that applies decides. Durations are milliseconds. */
export type Rule = {
  name: string;
  matchers: Matcher[];
  action: RuleAction;
  /** `expected`: it hides nothing that somebody should look into. */
  only: 'expected' | 'all';
  /** Applies only inside or only outside of deployment windows; null: both. */
  window: 'inside' | 'outside' | null;
  /** Applies only within these time intervals; null: always. */
  active: { names: string[]; intervals: TimeInterval[] } | null;
  /** Hides until so many restarts were seen within the time; from then on it speaks. */
  threshold: { restarts: number; withinMs: number } | null;
  /** Where `route` (or what a threshold lets through) speaks; null: where it would be told anyway. */
  channel: string | null;
};

/** How deployment windows of some workloads behave. The first that matches counts. */
export type WindowRule = {
  name: string;
  matchers: Matcher[];
  settleMs: number | null;
  /** The deployment has a message of its own. */
  message: boolean;
  channel: string | null;
};

/** The suppression part of the settings, ready to be asked. Durations are milliseconds. */
export type Policy = {
  /** What is never hidden, whatever the rest says. */
  never: { name: string; matchers: Matcher[] }[];
  rules: Rule[];
  windows: {
    settleMs: number;
    observed: boolean;
    /** A rollout that never finishes is a window for so long at most. */
    longestMs: number;
    hide: 'expected' | 'none';
    /** A lease without a ttl lasts so long; none lasts longer than that. */
    announced: { ttlMs: number; longestMs: number };
    rules: WindowRule[];
  };
  digestEveryMs: number;
  /** Where messages go; the first that matches, else the default channel. */
  routes: { matchers: Matcher[]; channel: string }[];
  /** The most that workloads may ask for themselves, by annotation. */
  wishes: { channels: string[]; suppress: 'none' | 'expected' | 'all'; settleMs: number };
  verdicts: VerdictPolicy;
};

/** What counts as grave, and causes that the settings have moved to the other side. */
export type VerdictPolicy = {
  grave: ReadonlySet<string>;
  causes: ReadonlyMap<string, 'expected' | 'investigate'>;
};

/** What a workload asks for itself by its annotations `lastword.dev/…`; null where it says nothing. Values as written. */
export type Wishes = {
  channel: string | null;
  suppress: string | null;
  settle: string | null;
  because: Because[];
};

/** A rollout of the subject's workload, as the cluster shows it. Times are RFC 3339. */
export type RolloutSeen = {
  /** Revision numbers; `from` is null where the older one is not known. */
  from: number | null;
  to: number;
  /** What changed, in a few words: `image app:v1 → app:v2`. */
  change: string;
  startedAt: string;
  /** `stuck`: its controller gave up waiting. `unknown`: the controller was not read. */
  state: 'running' | 'done' | 'stuck' | 'unknown';
  /** When the controller was done or gave up; null while it is neither. */
  endedAt: string | null;
  because: Because[];
};

/** A deployment window. `announced`: a lease that a pipeline holds; `observed`: a rollout that the cluster shows. Times are RFC 3339. */
export type DeploymentWindow = {
  /** The lease's id, or `namespace/Kind/name@revision`. */
  id: string;
  kind: 'announced' | 'observed';
  /** As its sender names it, or the alerts do. */
  cluster: string | null;
  namespace: string;
  /** `Deployment/web`, or a bare name for any kind; none: all of the namespace. */
  workloads: string[];
  version: string | null;
  url: string | null;
  actor: string | null;
  rollout: Omit<RolloutSeen, 'because'> | null;
  openedAt: string;
  /** `expired`: the lease ran out without a finish. `stuck`: the controller gave up. */
  state: 'running' | 'finished' | 'aborted' | 'expired' | 'stuck';
  /** When it finished, was aborted, ran out or got stuck; null while it runs. */
  endedAt: string | null;
  /** Stops up to this moment are inside: the end plus the time to settle, or as yet the latest possible end. */
  closesAt: string;
  /** Why not all ends of its pods could be read back. */
  unseen?: string;
};

export type Action = 'notify' | 'suppress' | 'digest';

/** A rule that was asked about an alert, in order: whether it decided, and why or why not. */
export type Tried = { rule: string; applies: boolean; why: string };

/** What is done with an explained alert. */
export type Decision = {
  action: Action;
  /** The rule that decided: one of the settings by its name, or a built-in one. */
  rule: string;
  /** One sentence, for people. */
  reason: string;
  /** What the reason rests on, beside the diagnosis. */
  because: Because[];
  /** The channel to speak in; null: the default one. */
  channel: string | null;
  /** The deployment window that the stop lies in; null outside of any. */
  window: DeploymentWindow | null;
  tried: Tried[];
};

/** A stop that was not told, as digests and the page show it. Times are RFC 3339, durations seconds. */
export type HiddenStop = {
  id: number;
  /** As the alert names it; null when it does not. */
  cluster: string | null;
  namespace: string | null;
  /** `Deployment/web`; null for an alert that names none. */
  workload: string | null;
  pod: string | null;
  container: string | null;
  node: string | null;
  cause: string | null;
  ending: EndingId;
  exitCode: number | null;
  tookSeconds: number | null;
  graceSeconds: number | null;
  verdict: Verdict;
  summary: string;
  /** When it ended, was told to, or was heard of. */
  at: string;
  action: 'suppress' | 'digest';
  rule: string;
  reason: string;
  /** How many alerts told of it. */
  alerts: number;
  /** An alert of it fires still. */
  firing: boolean;
  /** Why it was told after all; null while it is hidden. */
  raised: string | null;
};

/** How one container of a deployment ended, alert or none. Durations are seconds. */
export type Shutdown = {
  pod: string;
  container: string;
  ending: EndingId;
  exitCode: number | null;
  tookSeconds: number | null;
  graceSeconds: number | null;
};

/** What is told of a deployment: its window, what was hidden in it, and how its pods were shut down. */
export type DeploymentReport = {
  window: DeploymentWindow;
  hidden: HiddenStop[];
  shutdowns: Shutdown[];
  /** Why not all shutdowns are known; null when they are, as far as anybody can tell. */
  unseen: string | null;
  /** Stops in it that were told, as they were nobody's plan. */
  told: number;
};

/** An hour of expected stops of one workload, or of one node. `title` says which. Times are RFC 3339. */
export type DigestReport = { title: string; from: string; to: string; hidden: HiddenStop[] };
