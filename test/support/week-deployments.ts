/** Deployments of a made-up cluster and their ReplicaSets, as the deployment controller writes them. */
import { whole } from './week-ledger.ts';
import { ownedBy, recordedOne, templateOf } from './week-shapes.ts';
import type { Release, Sim, SimWorkload } from './week-sim.ts';
import { counted, setName } from './week-names.ts';

/** What its Progressing condition says of a Deployment. */
export type Progress =
  'NewReplicaSetCreated' | 'ReplicaSetUpdated' | 'NewReplicaSetAvailable' | 'ProgressDeadlineExceeded';

const progressWords: Record<Progress, (set: string) => string> = {
  NewReplicaSetCreated: (set) => `Created new replica set "${set}"`,
  ReplicaSetUpdated: (set) => `ReplicaSet "${set}" is progressing.`,
  NewReplicaSetAvailable: (set) => `ReplicaSet "${set}" has successfully progressed.`,
  ProgressDeadlineExceeded: (set) => `ReplicaSet "${set}" has timed out progressing.`,
};

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
      template: templateOf(workload.current.look),
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
