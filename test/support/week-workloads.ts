/** What the controllers of a made-up cluster do: they make pods, say so, and give sets another size. */
import type { Recorded } from '../../src/demo/snapshot.ts';
import { showDaemonSet, showStatefulSet } from './week-controllers.ts';
import { type Progress, showDeployment, showSet } from './week-deployments.ts';
import { aboutSet, aboutWorkload, setName } from './week-names.ts';
import { startPod } from './week-pods.ts';
import { type PodParts, templateOf } from './week-shapes.ts';
import {
  pick,
  type Release,
  say,
  type Sim,
  type SimPod,
  type SimWorkload,
  suffix,
  type WorkloadKind,
} from './week-sim.ts';

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

export const freeNode = (sim: Sim): string =>
  pick(
    sim,
    sim.nodes.filter((node) => !node.cordoned),
  ).name;

/** A pod that nothing has happened to yet. */
export const newPod = (sim: Sim, parts: PodParts, release: Release, job = false): SimPod => ({
  parts,
  spec: templateOf(release.look, job).spec,
  release,
  phase: 'Pending',
  lives: new Map(),
  deletion: null,
  evictedAt: null,
  readySince: null,
  startedAt: sim.time.now(),
  startedVersion: sim.ledger.version(),
  object: null,
  gone: false,
});

const controllerOf = (kind: WorkloadKind): string =>
  `${kind === 'Deployment' ? 'replicaset' : kind.toLowerCase()}-controller`;

/** Makes a pod of a release and begins to start it; its controller says so. */
export function makePod(
  sim: Sim,
  workload: SimWorkload,
  release: Release,
  { node = freeNode(sim), ordinal = 0 } = {},
): SimPod {
  const { kind, namespace } = workload;
  const { name, labels } = nameAndLabels(sim, workload, release, ordinal);
  const set = { kind: 'ReplicaSet', name: setName(workload, release), uid: release.set?.metadata.uid ?? '' };
  const owner = kind === 'Deployment' ? set : { kind, name: workload.name, uid: workload.uid };
  const pod = newPod(sim, { name, namespace, uid: sim.uuid(), node, labels, owner, bornAt: sim.time.now() }, release);
  workload.pods = [...workload.pods.filter((known) => !known.gone), pod];
  const ofSet = `Create Pod ${name} in StatefulSet ${workload.name} successful`;
  const message = kind === 'StatefulSet' ? ofSet : `Created pod: ${name}`;
  const about = kind === 'Deployment' ? aboutSet(workload, release) : aboutWorkload(workload);
  say(sim, about, { reason: 'SuccessfulCreate', message, component: controllerOf(kind) });
  sim.time.begin(startPod(sim, workload, pod));
  return pod;
}

/** The controller's word that it deletes a pod. */
export function sayDeleted(sim: Sim, workload: SimWorkload, pod: SimPod): void {
  const { kind, name } = workload;
  const ofSet = `Delete Pod ${pod.parts.name} in StatefulSet ${name} successful`;
  const message = kind === 'StatefulSet' ? ofSet : `Deleted pod: ${pod.parts.name}`;
  const about = kind === 'Deployment' && pod.release ? aboutSet(workload, pod.release) : aboutWorkload(workload);
  say(sim, about, { reason: 'SuccessfulDelete', message, component: controllerOf(kind) });
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
