/**
 * The nouns of lastword. Every stage is a function from one of these records to the next; see src/pipeline.ts.
 * Names are the glossary's (docs/glossary.md); Kubernetes' and Alertmanager's own words are kept verbatim.
 */
import type { Because, EvidenceKind, Json, LogTail } from './evidence.ts';
import type { DeploymentWindow, RolloutSeen, Wishes } from './decisions.ts';
import type { KubeEvent } from './kubernetes.ts';

export type * from './decisions.ts';
export type * from './evidence.ts';
export type * from './kubernetes.ts';
export type * from './notices.ts';

/** One firing or resolved item of a webhook, in the shape that all senders share. Times are RFC 3339. */
export type Alert = {
  sender: 'alertmanager' | 'kubernetes-event';
  /** The cluster as the sender names it; null when it does not. */
  cluster: string | null;
  status: 'firing' | 'resolved';
  /** Alertmanager's fingerprint, or the Event's UID. */
  fingerprint: string;
  startsAt: string;
  endsAt: string | null;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Where in the webhook's body it stands (`alerts[3]`; empty for a body that is one Event), so that sources can cite it. */
  field: string;
  /** The Event itself when that is what came in. */
  event: KubeEvent | null;
  /** Alertmanager's, when it sent one. It differs by route and peer: a hint for the order of work, and no part of any identity. */
  groupKey?: string;
};

/** The workload that owns a pod: the top owner, or the bare Pod. */
export type Workload = { kind: string; name: string };

/** Whom an alert is about. `identify` fills what the alert says, `gather` completes it from the cluster. */
export type Subject = {
  cluster: string | null;
  namespace: string | null;
  pod: string | null;
  /** The pod's UID: a StatefulSet's new pod of the same name is another one. */
  uid: string | null;
  container: string | null;
  /** How many containers the pod has, init containers included; null when it was not seen. */
  containers: number | null;
  /** The pod's direct owner (ReplicaSet, StatefulSet, Job …). */
  controller: Workload | null;
  workload: Workload | null;
  node: string | null;
};

export type EndingId =
  'stopped-in-time' | 'killed-after-grace' | 'oom-killed' | 'exited' | 'signalled' | 'never-started' | 'unknown';

/** How the container ended. Times are RFC 3339, durations seconds. */
export type Ending = {
  id: EndingId;
  exitCode: number | null;
  /** `reason` of the terminated state, verbatim. */
  reason: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  /** When it was told to stop. */
  toldAt: string | null;
  graceSeconds: number | null;
  /** The field of the pod that gave the grace: its spec's, a probe's own, or `metadata.deletionGracePeriodSeconds`. */
  graceField: string | null;
  tookSeconds: number | null;
  /** How long its pod has been stuck: there still, long after the deadline, and its end not seen. Absent where it is not. */
  stuckSeconds?: number;
  /** Field path of the terminated state that was judged, e.g. `status.containerStatuses[name=app].lastState.terminated`. */
  field: string | null;
  because: Because[];
};

export type Verdict = 'expected' | 'investigate' | 'undetermined';

/** A cause's or a concern's positive answer. `remediation` lines hold pasteable commands in backticks. */
export type Finding = { summary: string; because: Because[]; remediation: string[] };
export type Concern = Finding & { id: string };

export type Diagnosis = {
  subject: Subject;
  /** An id of src/diagnose/causes; null when nothing that was read decides. */
  cause: string | null;
  ending: Ending;
  concerns: Concern[];
  verdict: Verdict;
  /** One plain sentence of at most 200 characters, true on its own. */
  summary: string;
  because: Because[];
  /** True when somebody or something meant the container to stop; null when no cause is known. */
  meant: boolean | null;
  /** `node`: the cause strikes every pod of the node, whatever its workload. */
  scope: 'workload' | 'node';
  /** What other workloads may have in common with it: the node, an address that refuses, an image. Null when nothing is recognised. */
  shared: Shared | null;
  /** The revision that the pod belongs to; null for workloads without revisions, and when it was not read. */
  revision: { number: number; since: string } | null;
  /** The rollout that its workload is in, or was in last; null for one without a change of revision, and when it was not read. */
  rollout: RolloutSeen | null;
  /** What the workload asks for itself. */
  wishes: Wishes;
  /** How often Kubernetes has restarted the container in its pod; null when that was not seen. */
  restarts: { count: number; since: string | null } | null;
  /** Node and rollout facts that put the story in its place. */
  context: Because[];
  remediation: string[];
  unchecked: { evidence: EvidenceKind; why: string }[];
  /** The end of the right log, for the thread. */
  log: LogTail | null;
};

/** Something that stops of several workloads have in common. Equal ids, one story; `clause` ends the sentence "31 pods …". */
export type Shared = { id: string; clause: string };

/** What the past says about a diagnosis, read by the Desk before `decide` and `group` run. */
export type Standing = {
  /** The incident that this alert would join: open, or resolved so lately that it is opened again. */
  open: Incident | null;
  /** True when that incident has told this very stop before. */
  repeat: boolean;
  /** True when that incident has told of this pod before, and of this workload. */
  podKnown: boolean;
  workloadKnown: boolean;
  /** When the alert's end came in before the alert itself; RFC 3339. */
  resolvedAt: string | null;
  /** Announced deployment windows that cover the stop. */
  windows: DeploymentWindow[];
  /** When this workload's container is known to have stopped lately, this stop apart; RFC 3339. */
  stopsLately: string[];
};

/** One workload's episode, or one node's: one Slack thread. */
export type Incident = {
  /** Identity: cluster, namespace, workload (or the node alone), and whether the stops were meant. */
  key: string;
  title: string;
  verdict: Verdict;
  diagnosis: Diagnosis;
  /** Pods of this incident in order of appearance, the newest where there are many; `podCount` counts all. */
  pods: string[];
  podCount: number;
  /** Workloads that it tells of, as `namespace/name`: several only where a node is the story. The newest of many; `workloadCount` counts all. */
  workloads: string[];
  workloadCount: number;
  /** The newest stops it tells of, as `uid/container/finishedAt`. */
  stops: string[];
  /** What it has told: cause, ending, container and revision. What is not among it is news. */
  told: string[];
  alerts: number;
  /** How often it came back after it had resolved. */
  reopened: number;
  /** Times are RFC 3339. */
  openedAt: string;
  lastSeenAt: string;
  resolvedAt: string | null;
  /** Set when a later look changed what was said of a stop: when that was, the verdict that was given first, and which of `stops` it was. */
  revised?: { at: string; from: Verdict; stop?: string };
  /** Set when a stop was hidden first and is told after all: since when it was hidden, why it is told, and which of `stops` it was. */
  raised?: { hiddenAt: string; why: string; stop?: string };
};

/** What Slack gets: the first line as `text` (all that a locked phone shows), blocks, and the coloured rest. */
export type Message = {
  /** Plain-text fallback of the whole first line. */
  text: string;
  blocks: SlackBlock[];
  attachments: { color: string; fallback: string; blocks: SlackBlock[] }[];
};
export type SlackBlock = { type: string; [field: string]: Json };

/** What became of a call to Slack. `never` does not heal, `wait` does, `plain` wants no blocks, `unknown` may have been posted. */
export type Delivered =
  | { ok: true; channel: string; ts: string }
  | { ok: false; kind: 'never' | 'wait' | 'plain' | 'unknown'; error: string; retryAfterSeconds: number | null };
export type Refused = Delivered & { ok: false };

/** What a token may do; null where nobody says. */
export type Granted = { ok: true; scopes: string[] | null };

/** Whose token speaks: the name of its secret, and the Web API's address. `mark` tells it from others and gives none of it away. */
export type Bot = { mark: string; tokenName: string; api: string };
