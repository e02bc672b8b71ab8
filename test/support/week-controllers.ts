/** StatefulSets and DaemonSets of a made-up cluster, and their revisions, as their controllers write them. */
import { whole } from './week-ledger.ts';
import { counted, setName } from './week-names.ts';
import { ownedBy, recordedOne, templateOf } from './week-shapes.ts';
import type { Release, Sim, SimWorkload } from './week-sim.ts';

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
      template: templateOf(workload.current.look),
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
      template: templateOf(workload.current.look),
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
