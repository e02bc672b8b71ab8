/**
 * The nouns of lastword. Every stage is a function from one of these records to the next; see src/pipeline.ts.
 * Names are the glossary's (docs/glossary.md); Kubernetes' and Alertmanager's own words are kept verbatim.
 */
import type {
  CoreV1Event,
  PodMetric,
  V1ContainerStatus,
  V1ControllerRevision,
  V1CronJob,
  V1DaemonSet,
  V1Deployment,
  V1Job,
  V1Node,
  V1Pod,
  V1ReplicaSet,
  V1StatefulSet,
} from '@kubernetes/client-node';

/** A Kubernetes object as the API's JSON has it: client-node's types, with every Date the RFC 3339 text it is on the wire. */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer U)[]
    ? Wire<U>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T;

export type Pod = Wire<V1Pod>;
export type KubeEvent = Wire<CoreV1Event>;
export type ContainerStatus = Wire<V1ContainerStatus>;
export type Node = Wire<V1Node>;
export type ReplicaSet = Wire<V1ReplicaSet>;
export type Deployment = Wire<V1Deployment>;
export type StatefulSet = Wire<V1StatefulSet>;
export type DaemonSet = Wire<V1DaemonSet>;
export type ControllerRevision = Wire<V1ControllerRevision>;
export type Job = Wire<V1Job>;
export type CronJob = Wire<V1CronJob>;
/** What metrics.k8s.io knows of a pod's use of CPU and memory: the numbers of `kubectl top`. */
export type PodMetrics = Wire<PodMetric>;

/** The lists lastword reads, by their Kubernetes resource name. */
export type Kinds = {
  pods: Pod;
  events: KubeEvent;
  nodes: Node;
  replicasets: ReplicaSet;
  deployments: Deployment;
  statefulsets: StatefulSet;
  daemonsets: DaemonSet;
  controllerrevisions: ControllerRevision;
  jobs: Job;
  cronjobs: CronJob;
  podmetrics: PodMetrics;
};
export type Kind = keyof Kinds;

/** Something that was looked for: read, or not read and why. An absence that was seen is a known value (null, []). */
export type Reading<T> = { known: true; value: T } | { known: false; why: string };

/** Where a fact was read: the object's API path (or `webhook`), the dotted field in it, and what stands there. */
export type Source = { path: string; field: string; value: Json };
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One line of "why", resting on what was read. */
export type Because = { text: string; sources: Source[] };

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

/** A Kubernetes object and the API path at which it was read. */
export type Seen<T> = { path: string; object: T };

/** One pod through time. `states` are its objects as seen, oldest first; the last one is the newest. Empty when the pod is gone and nothing was replayed. */
export type PodStory = {
  path: string;
  states: Pod[];
  /** `present`: the list holds it. `gone`: the list does not hold it any more (its UID), or its DELETED change was seen. */
  presence: 'present' | 'gone';
  /** A new pod of the same name (a StatefulSet's) stands where this one was. */
  successor: boolean;
  /** Resource version of the list that was read: a watch from it replays what happened since. Absent where no list told the story. */
  resourceVersion?: string;
  /** What earlier looks keep of the pod; absent on the first look. */
  earlier?: Earlier;
};

/** What a look with a list saw of a dying container, at some moment between `from` and `until` of the cluster's time (RFC 3339). */
export type Sighting = { from: string; until: string; seen: 'running' | 'there' | 'gone'; source: Source };

/** What earlier looks keep of a dying pod: it shows its first deadline only until its last moment. */
export type Earlier = {
  /** `deletionTimestamp` and `deletionGracePeriodSeconds` as first seen; null for a container that restarts in place. */
  deletion: { at: string; graceSeconds: number } | null;
  /** The pod has one container, and that has no preStop hook. */
  lone: boolean;
  sightings: Sighting[];
};

/** What a later look knows beforehand: whom it is about, what was seen, and from where a watch replays what happened since. */
export type Hints = {
  pod: string;
  uid: string;
  container: string;
  /** For all pods of its revision; null: from the resource version that the pod's events carry. */
  watch: { resourceVersion: string; labelSelector?: string; fieldSelector?: string } | null;
  earlier: Earlier;
  /** The pod's objects as this look has already seen them, oldest first. */
  states: Pod[];
};

/** A revision of a workload: a ReplicaSet or a ControllerRevision, in order of revision number, oldest first. */
export type Revision = {
  path: string;
  name: string;
  number: number;
  /** RFC 3339; the template's first appearance. */
  createdAt: string;
  /** What `kubernetes.io/change-cause` says. */
  changeCause: string | null;
  /** `kubectl.kubernetes.io/restartedAt` in the template. */
  restartedAt: string | null;
  /** Container name → image. */
  images: Record<string, string>;
  /** Env variables (`container/NAME`) with a hash of what is set, so that a change shows and a value does not. */
  env: Record<string, string>;
  /** Volumes by name, with a hash of what they are. */
  volumes: Record<string, string>;
  /** The template without restartedAt and the hash labels, as canonical text: equal text ⇒ same release. */
  template: string;
  /** `spec.replicas` of a ReplicaSet; null for a ControllerRevision. */
  replicas: number | null;
  /** The fields that number, birth and change-cause were read from. */
  sources: Source[];
};

/** The rollout history of the subject's workload. */
export type Rollout = {
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Rollout';
  revisions: Revision[];
  /** Name of the revision that the subject's pod belongs to; null when it cannot be told. */
  own: string | null;
  /** Name of the newest revision. */
  current: string | null;
  /** The Deployment's strategy is `Recreate`: old pods go before the new set is made. */
  recreate: boolean;
  /** The template that the Deployment wants now has no revision yet; false where that was not read. */
  pending: boolean;
};

/** The output of the container that stopped. */
export type LogTail = {
  /** The log's path with its query, as a source cites it. */
  path: string;
  /** Oldest first. `at` is the runtime's time stamp (RFC 3339). */
  lines: { at: string; text: string }[];
  /** Whose words: of the run that stopped, or of the one that followed it in the same pod. */
  run: 'stopped' | 'next';
};

/** The owners of a pod as the cluster has them now: `object` is null when the list does not hold it (any more). */
export type Owner = Workload & {
  path: string;
  object: Job | CronJob | Deployment | ReplicaSet | StatefulSet | DaemonSet | null;
};
export type Owners = { controller: Owner | null; workload: Owner | null };

/** What was read for one alert. `why` of what was not read is shown to the user. */
export type Evidence = {
  webhook: Reading<Alert>;
  pod: Reading<PodStory>;
  /** Whether the last changes of a pod that is gone could be read back; a known null when it is not gone. */
  lastWords: Reading<{ states: number } | null>;
  /** Events about the pod (its UID where the event has one), its owners and its workload, oldest first. */
  events: Reading<Seen<KubeEvent>[]>;
  log: Reading<LogTail>;
  /** A known null for a workload without revisions (a Job, a bare pod). */
  rollout: Reading<Rollout | null>;
  node: Reading<Seen<Node>>;
  /** Events about the node, oldest first. */
  nodeEvents: Reading<Seen<KubeEvent>[]>;
  /** Nulls for a bare pod, for owners of a kind that lastword does not list, and for a pod that stays: they decide nothing there. */
  owners: Reading<Owners>;
  /** The other pods of the same workload that the list holds. */
  siblings: Reading<Seen<Pod>[]>;
  /** What the pod uses now. A known null when nothing in it runs, or when the cluster has no metrics of it. */
  metrics: Reading<Seen<PodMetrics> | null>;
};
export type EvidenceKind = keyof Evidence;

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
  /** Node and rollout facts that put the story in its place. */
  context: Because[];
  remediation: string[];
  unchecked: { evidence: EvidenceKind; why: string }[];
  /** The end of the right log, for the thread. */
  log: LogTail | null;
};

/** What the past says about a diagnosis, read by the Desk before `decide` and `group` run. */
export type Standing = {
  /** The open incident of the same key that this alert would join. */
  open: Incident | null;
  /** True when that incident has told this very stop before. */
  repeat: boolean;
  /** When the alert's end came in before the alert itself; RFC 3339. */
  resolvedAt: string | null;
};

/** What is done with an explained alert, and by which named reason. */
export type Decision = { action: 'notify' | 'suppress'; reason: string };

/** One workload's episode: one Slack thread. */
export type Incident = {
  /** Identity: cluster, namespace, workload and cause. */
  key: string;
  title: string;
  verdict: Verdict;
  diagnosis: Diagnosis;
  /** Pods of this incident, in order of appearance. */
  pods: string[];
  /** The stops it tells of, as `uid/container/finishedAt`. */
  stops: string[];
  alerts: number;
  /** Times are RFC 3339. */
  openedAt: string;
  lastSeenAt: string;
  resolvedAt: string | null;
  /** Set when a later look changed what was said: when that was, and the verdict that was given first. */
  revised?: { at: string; from: Verdict };
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
