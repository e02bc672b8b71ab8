/** Kubernetes' objects as the API's JSON has them, and the lists of them that lastword reads. */
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
  V1Service,
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
export type Service = Wire<V1Service>;
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
  services: Service;
  podmetrics: PodMetrics;
};
export type Kind = keyof Kinds;
