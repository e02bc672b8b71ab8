/**
 * Whether a workload's controller is done with its newest revision, by its own word where it gives one, else as `kubectl rollout status`
 * counts: https://github.com/kubernetes/kubectl/blob/master/pkg/polymorphichelpers/rollout_status.go
 */
import type { DaemonSet, Deployment, Owner, RolloutSeen, StatefulSet } from '../types.ts';

/** `fields` are those of the object that tell it. `endedAt` is null where the object does not say when, and while it is not done. */
export type ControllerState = Pick<RolloutSeen, 'state' | 'endedAt'> & { fields: string[] };

type Versioned = { metadata?: { generation?: number }; status?: { observedGeneration?: number } };

/** The status is of an older spec: its controller has yet to look at the newest one. */
const isBehind = ({ metadata, status }: Versioned): boolean =>
  (metadata?.generation ?? 0) > (status?.observedGeneration ?? 0);
const behind = ['metadata.generation', 'status.observedGeneration'];

const counted = (isDone: boolean, fields: string[]): ControllerState => ({
  state: isDone ? 'done' : 'running',
  endedAt: null,
  fields: fields.map((name) => `status.${name}`),
});

const progressing = (name: string): string => `status.conditions[type=Progressing].${name}`;

/**
 * The controller says `NewReplicaSetAvailable` once, when all is updated and available, and takes no later crash for a rollout: see
 * syncRolloutStatus, https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/progress.go
 * Paused, or without a deadline, it says neither that nor that it gave up.
 */
function ofDeployment({ spec, status = {} }: Deployment): ControllerState {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const condition = status.conditions?.find((c) => c.type === 'Progressing');
  const endedAt = condition?.lastUpdateTime ?? null;
  const fields = [progressing('reason'), progressing('lastUpdateTime')];
  if (condition?.reason === 'ProgressDeadlineExceeded') return { state: 'stuck', endedAt, fields };
  if (condition?.reason === 'NewReplicaSetAvailable' && replicas === updatedReplicas)
    return { state: 'done', endedAt, fields };
  const isDone =
    updatedReplicas >= (spec?.replicas ?? 1) && replicas <= updatedReplicas && availableReplicas >= updatedReplicas;
  const { fields: numbers, ...state } = counted(isDone, ['replicas', 'updatedReplicas', 'availableReplicas']);
  return { ...state, fields: [progressing('reason'), ...numbers] };
}

/** The controller moves `currentRevision` on when the last pod is updated and ready; below a partition, and with `OnDelete`, it never does. */
function ofStatefulSet({ spec, status }: StatefulSet): ControllerState {
  const { currentRevision, updateRevision, updatedReplicas = 0, readyReplicas = 0 } = status ?? {};
  const replicas = spec?.replicas ?? 1;
  const partition = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  const moved = updateRevision !== undefined && currentRevision === updateRevision;
  const isDone = moved || (updatedReplicas >= replicas - partition && readyReplicas >= replicas);
  return counted(isDone, ['currentRevision', 'updateRevision', 'updatedReplicas', 'readyReplicas']);
}

function ofDaemonSet({ status }: DaemonSet): ControllerState {
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status ?? {};
  const isDone = updatedNumberScheduled >= wanted && numberAvailable >= wanted;
  return counted(isDone, ['desiredNumberScheduled', 'updatedNumberScheduled', 'numberAvailable']);
}

const kinds = { Deployment: ofDeployment, StatefulSet: ofStatefulSet, DaemonSet: ofDaemonSet } as const;

/**
 * How far a workload's controller is with its newest revision; `unknown` for other kinds, and for an object that is gone.
 * @param owner its kind, and the object as its list has it now
 */
export function controllerState({ kind, object }: Pick<Owner, 'kind' | 'object'>): ControllerState {
  const judge = kinds[kind as keyof typeof kinds] as
    ((object: Owner['object'] & object) => ControllerState) | undefined;
  if (!object || !judge) return { state: 'unknown', endedAt: null, fields: [] };
  if (isBehind(object as Versioned)) return { state: 'running', endedAt: null, fields: behind };
  return judge(object);
}
