/** What a kubelet of a made-up cluster writes of its pods: their status, and events. */
import type { Recorded } from '../../src/demo/snapshot.ts';
import { whole } from './week-ledger.ts';
import { containerStatus, podCondition, podObject } from './week-shapes.ts';
import { type ContainerLife, say, type Sim, type SimPod } from './week-sim.ts';

export const mainOf = (pod: SimPod): string => pod.spec.containers[0]?.name ?? '';
export const lifeIn = (pod: SimPod, container: string): ContainerLife => {
  const known = pod.lives.get(container) ?? {
    state: { waiting: { reason: 'ContainerCreating' } },
    lastState: {},
    restarts: 0,
    ready: false,
  };
  pod.lives.set(container, known);
  return known;
};
export const runs = (pod: SimPod): boolean => 'running' in lifeIn(pod, mainOf(pod)).state;

function statusOf(sim: Sim, pod: SimPod): object {
  const since = whole(pod.startedAt);
  const ready = pod.readySince !== null;
  const statuses = (of: typeof pod.spec.containers) =>
    of.map((container) => {
      const { state, lastState, restarts, ready: isReady } = lifeIn(pod, container.name);
      return containerStatus(container, state, lastState, restarts, isReady);
    });
  const evicted = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  return {
    observedGeneration: 1,
    phase: pod.phase,
    conditions: [
      podCondition({ type: 'Initialized', status: 'True' }, since),
      podCondition({ type: 'Ready', status: ready ? 'True' : 'False' }, whole(pod.readySince ?? sim.time.now())),
      podCondition({ type: 'PodScheduled', status: 'True' }, since),
      ...(pod.evictedAt === null ? [] : [podCondition(evicted, whole(pod.evictedAt))]),
    ],
    startTime: since,
    ...(pod.spec.initContainers && { initContainerStatuses: statuses(pod.spec.initContainers) }),
    containerStatuses: statuses(pod.spec.containers),
    qosClass: 'Burstable',
  };
}

/** Writes the pod as it is now. */
export function show(sim: Sim, pod: SimPod): void {
  const base = podObject(pod.parts, pod.spec);
  const going = pod.deletion && {
    deletionTimestamp: pod.deletion.at,
    deletionGracePeriodSeconds: pod.deletion.grace,
  };
  const written = { ...base, metadata: { ...base.metadata, ...going }, status: statusOf(sim, pod) };
  pod.object = sim.ledger.put('pods', written);
}

const aboutPod = ({ parts, startedVersion }: SimPod, container?: { name: string; list: string }) => ({
  kind: 'Pod',
  namespace: parts.namespace,
  name: parts.name,
  uid: parts.uid,
  resourceVersion: startedVersion,
  ...(container && { fieldPath: `spec.${container.list}{${container.name}}` }),
});

const kubelet = (pod: SimPod, reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal') => ({
  reason,
  message,
  component: 'kubelet',
  host: pod.parts.node,
  type,
});

/** A kubelet's word about one of a pod's containers. */
export const sayOf = (
  sim: Sim,
  pod: SimPod,
  container: string,
  reason: string,
  message: string,
  list = 'containers',
): Recorded =>
  say(
    sim,
    aboutPod(pod, { name: container, list }),
    kubelet(pod, reason, message, reason === 'BackOff' ? 'Warning' : 'Normal'),
  );
