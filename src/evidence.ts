/** The nouns of what was read: evidence is known, or missing with the reason why. */
import type {
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  KubeEvent,
  Node,
  Pod,
  PodMetrics,
  ReplicaSet,
  Service,
  StatefulSet,
} from './kubernetes.ts';
import type { Alert, Workload } from './types.ts';

/** `passing`: only the moment was bad. The answer was lost, the cluster was busy, or there was no time: later it may be read. */
export type Unread = { known: false; why: string; passing?: true };

/** Something that was looked for: read, or not read and why. An absence that was seen is a known value (null, []). */
export type Reading<T> = { known: true; value: T } | Unread;

/** Where a fact was read: the object's API path (or `webhook`), the dotted field in it, and what stands there. */
export type Source = { path: string; field: string; value: Json };
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One line of "why", resting on what was read. */
export type Because = { text: string; sources: Source[] };

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
  /** Its annotations `lastword.dev/…`, copies of its workload's; no others. */
  annotations: Record<string, string>;
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

/** A Prometheus' answer to an instant query: https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
export type Samples = {
  data: { result: { metric: Record<string, string>; value: [unixSeconds: number, text: string] }[] };
};

/** What the container used in its last minutes, an answer of Prometheus each; null where its limit was not asked about. */
export type Usage = {
  /** The end that it is about (RFC 3339); null for a container that never stopped and runs: then it is about now. */
  end: string | null;
  /** How long before that it was looked at, never beyond the start of that run. */
  seconds: number;
  /** The highest working set, bytes. */
  memory: Seen<Samples> | null;
  /** The part of its CPU periods in which the kernel made it wait, 0 to 1. */
  throttled: Seen<Samples> | null;
};

/** An end that another pod shows: when it was (RFC 3339), and the fields that tell it and the pod's node. */
export type EndBeside = { path: string; at: string; sources: Source[] };
/** The other pods of a node, of all namespaces: how many the list holds, and the newest end of each container of theirs. */
export type Neighbours = { pods: number; ends: EndBeside[] };

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
  /** A known null when they tell nothing: no end was seen, or nothing shows that the node was in trouble, see neighboursMatter. */
  neighbours: Reading<Neighbours | null>;
  /** The Services that select the pod. A known null when they decide nothing: only for a pod that its workload let go, see servicesMatter. */
  services: Reading<Seen<Service>[] | null>;
  /** What the pod uses now. A known null when nothing in it runs, or when the cluster has no metrics of it. */
  metrics: Reading<Seen<PodMetrics> | null>;
  /** What the container used before its end. A known null without a Prometheus, a limit, or a run long enough to be measured. */
  usage: Reading<Usage | null>;
};
export type EvidenceKind = keyof Evidence;
