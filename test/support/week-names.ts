/** What the objects of a made-up cluster's workloads are called, and which of their pods count. */
import type { Release, SimWorkload } from './week-sim.ts';

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

/** Pods that count, and those of them that are ready. */
export function counted({ pods, current }: SimWorkload) {
  const here = pods.filter((pod) => !pod.gone && !pod.deletion);
  const updated = here.filter((pod) => pod.release === current);
  return { all: here.length, updated: updated.length, ready: here.filter((pod) => pod.readySince !== null).length };
}
