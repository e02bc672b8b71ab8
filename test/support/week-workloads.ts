/** The objects of a made-up cluster's workloads: what their controllers write of them, and their pods. */
import type { Recorded } from '../../src/demo/snapshot.ts';
import { whole } from './week-ledger.ts';
import { startPod } from './week-pods.ts';
import { ownedBy, recordedOne, templateOf, type Template } from './week-shapes.ts';
import { pick, type Release, say, type Sim, type SimPod, type SimWorkload, suffix } from './week-sim.ts';

/** What its Progressing condition says of a Deployment. */
export type Progress =
  'NewReplicaSetCreated' | 'ReplicaSetUpdated' | 'NewReplicaSetAvailable' | 'ProgressDeadlineExceeded';

export const setName = (workload: SimWorkload, release: Release): string => `${workload.name}-${release.hash}`;
export const aboutWorkload = ({ kind, namespace, name, uid, object }: SimWorkload) => ({
  kind,
  namespace,
  name,
  uid,
  ...(object?.metadata.resourceVersion && { resourceVersion: object.metadata.resourceVersion }),
});
export const aboutSet = (workload: SimWorkload, release: Release) => ({
  kind: 'ReplicaSet',
  namespace: workload.namespace,
  name: setName(workload, release),
  uid: release.set?.metadata.uid ?? '',
  ...(release.set?.metadata.resourceVersion && { resourceVersion: release.set.metadata.resourceVersion }),
});

const progressWords: Record<Progress, (set: string) => string> = {
  NewReplicaSetCreated: (set) => `Created new replica set "${set}"`,
  ReplicaSetUpdated: (set) => `ReplicaSet "${set}" is progressing.`,
  NewReplicaSetAvailable: (set) => `ReplicaSet "${set}" has successfully progressed.`,
  ProgressDeadlineExceeded: (set) => `ReplicaSet "${set}" has timed out progressing.`,
};

/** Pods that count, and those of them that are ready. */
function counted({ pods, current }: SimWorkload) {
  const here = pods.filter((pod) => !pod.gone && !pod.deletion);
  const updated = here.filter((pod) => pod.release === current);
  return { all: here.length, updated: updated.length, ready: here.filter((pod) => pod.readySince !== null).length };
}

type Condition = {
  type: string;
  status: string;
  reason: string;
  message: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
};

/** A Deployment's condition: one that says nothing new keeps its times, and one that stays what it is does not begin anew. */
function conditionOf({ object }: SimWorkload, condition: Condition, now: string): Condition {
  const status = object?.['status'] as { conditions?: Condition[] } | undefined;
  const known = status?.conditions?.find(({ type }) => type === condition.type);
  const same = known?.status === condition.status;
  if (known && same && known.reason === condition.reason && condition.reason !== 'ReplicaSetUpdated') return known;
  return {
    ...condition,
    lastUpdateTime: now,
    lastTransitionTime: (same ? known?.lastTransitionTime : undefined) ?? now,
  };
}

const templateFor = ({ current }: SimWorkload): Template => templateOf(current.look);

/** Writes a Deployment as it is now. */
export function showDeployment(sim: Sim, workload: SimWorkload, progress: Progress): void {
  const model = recordedOne('rollout-image', 'deployments');
  const [now, { all, updated, ready }] = [whole(sim.time.now()), counted(workload)];
  const { name, namespace, uid, generation, replicas, current } = workload;
  const condition = (type: string, status: boolean, reason: string, message: string) =>
    conditionOf(workload, { type, status: status ? 'True' : 'False', reason, message }, now);
  const conditions = [
    condition('Available', ready > 0, ready > 0 ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable', ''),
    condition(
      'Progressing',
      progress !== 'ProgressDeadlineExceeded',
      progress,
      progressWords[progress](setName(workload, current)),
    ),
  ];
  workload.object = sim.ledger.put('deployments', {
    metadata: {
      name,
      namespace,
      uid,
      generation,
      creationTimestamp: whole(workload.bornAt),
      labels: { app: name },
      annotations: { 'deployment.kubernetes.io/revision': String(current.number) },
    },
    spec: {
      ...(model['spec'] as object),
      replicas,
      selector: { matchLabels: { app: name } },
      template: templateFor(workload),
    },
    status: {
      observedGeneration: generation,
      replicas: all,
      updatedReplicas: updated,
      readyReplicas: ready,
      availableReplicas: ready,
      ...(all > ready && { unavailableReplicas: all - ready }),
      terminatingReplicas: 0,
      conditions,
    },
  });
}

/** Writes a release's ReplicaSet with so many replicas. */
export function showSet(sim: Sim, workload: SimWorkload, release: Release): void {
  const { name, namespace, uid } = workload;
  const labels = { app: name, 'pod-template-hash': release.hash };
  const template = templateOf(release.look);
  const whose = { kind: 'Deployment', name, uid };
  release.set = sim.ledger.put('replicasets', {
    metadata: {
      name: setName(workload, release),
      namespace,
      uid: release.set?.metadata.uid ?? sim.uuid(),
      generation: 1,
      creationTimestamp: whole(release.bornAt),
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(workload.replicas),
        'deployment.kubernetes.io/revision': String(release.number),
      },
      ownerReferences: ownedBy(whose),
    },
    spec: {
      replicas: release.replicas,
      selector: { matchLabels: labels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: release.replicas, terminatingReplicas: 0, observedGeneration: 1 },
  });
}

/** Writes a StatefulSet's or DaemonSet's release. */
export function showRevision(sim: Sim, workload: SimWorkload, release: Release): void {
  const { kind, name, namespace, uid } = workload;
  release.set = sim.ledger.put('controllerrevisions', {
    metadata: {
      name: setName(workload, release),
      namespace,
      uid: release.set?.metadata.uid ?? sim.uuid(),
      creationTimestamp: whole(release.bornAt),
      labels: { app: name, 'controller.kubernetes.io/hash': release.hash },
      ownerReferences: ownedBy({ kind, name, uid }),
    },
    data: { spec: { template: { $patch: 'replace', ...templateOf(release.look) } } },
    revision: release.number,
  });
}

/** Writes a StatefulSet as it is now. */
export function showStatefulSet(sim: Sim, workload: SimWorkload): void {
  const model = recordedOne('statefulset-rollout', 'statefulsets');
  const [{ name, namespace, uid, generation, replicas, current, before, doneAt }, { all, updated, ready }] = [
    workload,
    counted(workload),
  ];
  workload.object = sim.ledger.put('statefulsets', {
    metadata: { name, namespace, uid, generation, creationTimestamp: whole(workload.bornAt), labels: { app: name } },
    spec: {
      ...(model['spec'] as object),
      replicas,
      selector: { matchLabels: { app: name } },
      serviceName: name,
      template: templateFor(workload),
    },
    status: {
      observedGeneration: generation,
      replicas: all,
      readyReplicas: ready,
      availableReplicas: ready,
      updatedReplicas: updated,
      currentRevision: setName(workload, doneAt === null ? before : current),
      updateRevision: setName(workload, current),
      collisionCount: 0,
    },
  });
}

/** Writes a DaemonSet as it is now: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/#DaemonSetStatus */
export function showDaemonSet(sim: Sim, workload: SimWorkload): void {
  const [{ name, namespace, uid, generation, replicas }, { all, updated, ready }] = [workload, counted(workload)];
  workload.object = sim.ledger.put('daemonsets', {
    metadata: {
      name,
      namespace,
      uid,
      generation,
      creationTimestamp: whole(workload.bornAt),
      labels: { app: name },
      annotations: { 'deprecated.daemonset.template.generation': String(generation) },
    },
    spec: {
      selector: { matchLabels: { app: name } },
      template: templateFor(workload),
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      revisionHistoryLimit: 10,
    },
    status: {
      observedGeneration: generation,
      desiredNumberScheduled: replicas,
      currentNumberScheduled: all,
      numberMisscheduled: 0,
      updatedNumberScheduled: updated,
      numberReady: ready,
      numberAvailable: ready,
      ...(replicas > ready && { numberUnavailable: replicas - ready }),
    },
  });
}

/** What the controller calls a new pod, and what says which release it is of. */
function nameAndLabels(
  sim: Sim,
  workload: SimWorkload,
  release: Release,
  ordinal: number,
): { name: string; labels: Record<string, string> } {
  const { kind, name } = workload;
  if (kind === 'Deployment')
    return {
      name: `${setName(workload, release)}-${suffix(sim, 5)}`,
      labels: { app: name, 'pod-template-hash': release.hash },
    };
  if (kind === 'DaemonSet')
    return {
      name: `${name}-${suffix(sim, 5)}`,
      labels: {
        app: name,
        'controller-revision-hash': release.hash,
        'pod-template-generation': String(release.number),
      },
    };
  const own = `${name}-${ordinal}`;
  const labels = {
    app: name,
    'apps.kubernetes.io/pod-index': String(ordinal),
    'controller-revision-hash': setName(workload, release),
    'statefulset.kubernetes.io/pod-name': own,
  };
  return { name: own, labels };
}

const freeNode = (sim: Sim): string =>
  pick(
    sim,
    sim.nodes.filter((node) => !node.cordoned),
  ).name;

/** Makes a pod of a release and begins to start it; its controller says so. */
export function makePod(
  sim: Sim,
  workload: SimWorkload,
  release: Release,
  { node = freeNode(sim), ordinal = 0 } = {},
): SimPod {
  const { kind, namespace } = workload;
  const { name, labels } = nameAndLabels(sim, workload, release, ordinal);
  const owner =
    kind === 'Deployment'
      ? { kind: 'ReplicaSet', name: setName(workload, release), uid: release.set?.metadata.uid ?? '' }
      : { kind, name: workload.name, uid: workload.uid };
  const parts = { name, namespace, uid: sim.uuid(), node, labels, owner, bornAt: sim.time.now() };
  const pod: SimPod = {
    parts,
    spec: templateOf(release.look).spec,
    release,
    phase: 'Pending',
    lives: new Map(),
    deletion: null,
    evictedAt: null,
    readySince: null,
    startedAt: sim.time.now(),
    startedVersion: '',
    object: null,
    gone: false,
  };
  workload.pods = [...workload.pods.filter((known) => !known.gone), pod];
  const message =
    kind === 'StatefulSet' ? `Create Pod ${name} in StatefulSet ${workload.name} successful` : `Created pod: ${name}`;
  say(sim, kind === 'Deployment' ? aboutSet(workload, release) : aboutWorkload(workload), {
    reason: 'SuccessfulCreate',
    message,
    component: `${kind === 'Deployment' ? 'replicaset' : kind.toLowerCase()}-controller`,
  });
  sim.time.begin(startPod(sim, workload, pod));
  return pod;
}

/** The controller's word that it deletes a pod. */
export function sayDeleted(sim: Sim, workload: SimWorkload, pod: SimPod): void {
  const { kind, name } = workload;
  const message =
    kind === 'StatefulSet'
      ? `Delete Pod ${pod.parts.name} in StatefulSet ${name} successful`
      : `Deleted pod: ${pod.parts.name}`;
  const set = kind === 'Deployment' && pod.release;
  say(sim, set ? aboutSet(workload, set) : aboutWorkload(workload), {
    reason: 'SuccessfulDelete',
    message,
    component: `${set ? 'replicaset' : kind.toLowerCase()}-controller`,
  });
}

/** A Deployment's set is given another size; the Deployment says so. */
export function scaleSet(sim: Sim, workload: SimWorkload, release: Release, to: number): void {
  const from = release.replicas;
  release.replicas = to;
  const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${setName(workload, release)} from ${from} to ${to}`;
  say(sim, aboutWorkload(workload), { reason: 'ScalingReplicaSet', message, component: 'deployment-controller' });
  showSet(sim, workload, release);
}

export const show = (
  sim: Sim,
  workload: SimWorkload,
  progress: Progress = 'NewReplicaSetAvailable',
): Recorded | null => {
  if (workload.kind === 'Deployment') showDeployment(sim, workload, progress);
  else if (workload.kind === 'StatefulSet') showStatefulSet(sim, workload);
  else if (workload.kind === 'DaemonSet') showDaemonSet(sim, workload);
  return workload.object;
};

/** Pods that are neither gone nor going. */
export function staying({ kind, pods }: SimWorkload): SimPod[] {
  const here = pods.filter((pod) => !pod.gone && !pod.deletion);
  // A StatefulSet counts its pods: the last one goes first.
  return kind === 'StatefulSet' ? here.toSorted((a, b) => (a.parts.name < b.parts.name ? -1 : 1)) : here;
}
