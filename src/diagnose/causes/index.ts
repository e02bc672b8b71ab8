/**
 * The causes, in order of precedence: the most specific evidence first. The first one that answers is the cause. A cause is only asked
 * on its side of the first split, so the two halves of the list never meet.
 */
import type { Cause } from '../cause.ts';
import { apiEviction } from './api-eviction.ts';
import { appExit } from './app-exit.ts';
import { autoscalerScaleIn } from './autoscaler-scale-in.ts';
import { configError } from './config-error.ts';
import { containerResize } from './container-resize.ts';
import { cronjobReplaced } from './cronjob-replaced.ts';
import { definitionChanged } from './definition-changed.ts';
import { imagePull } from './image-pull.ts';
import { initFailed } from './init-failed.ts';
import { jobDeadline } from './job-deadline.ts';
import { jobFinished } from './job-finished.ts';
import { livenessProbe } from './liveness-probe.ts';
import { nodeDrain } from './node-drain.ts';
import { nodeOutOfMemory } from './node-out-of-memory.ts';
import { nodePressureEviction } from './node-pressure-eviction.ts';
import { nodeRebooted } from './node-rebooted.ts';
import { nodeShutdown } from './node-shutdown.ts';
import { nodeUnreachable } from './node-unreachable.ts';
import { oomKilled } from './oom-killed.ts';
import { podDeleted } from './pod-deleted.ts';
import { podGarbageCollected } from './pod-garbage-collected.ts';
import { poststartFailed } from './poststart-failed.ts';
import { preemption } from './preemption.ts';
import { rollback } from './rollback.ts';
import { rollout } from './rollout.ts';
import { rolloutAborted } from './rollout-aborted.ts';
import { rolloutRestart } from './rollout-restart.ts';
import { sandboxChanged } from './sandbox-changed.ts';
import { scaleDown } from './scale-down.ts';
import { startError } from './start-error.ts';
import { startupProbe } from './startup-probe.ts';
import { storageLimitEviction } from './storage-limit-eviction.ts';
import { taintEviction } from './taint-eviction.ts';
import { unknownSigkill } from './unknown-sigkill.ts';
import { unknownSigterm } from './unknown-sigterm.ts';
import { workloadDeleted } from './workload-deleted.ts';

export const causes: readonly Cause[] = [
  // The pod was replaced or is gone: what it says of itself first,
  storageLimitEviction,
  nodePressureEviction,
  nodeShutdown,
  jobDeadline,
  // then who disrupted it,
  preemption,
  podGarbageCollected,
  nodeUnreachable,
  taintEviction,
  autoscalerScaleIn,
  nodeDrain,
  apiEviction,
  // then what its workload did,
  cronjobReplaced,
  jobFinished,
  rolloutAborted,
  rolloutRestart,
  rollback,
  rollout,
  scaleDown,
  workloadDeleted,
  podDeleted,
  // The same pod, one more run: what the kubelet did,
  livenessProbe,
  startupProbe,
  poststartFailed,
  definitionChanged,
  containerResize,
  nodeRebooted,
  sandboxChanged,
  // what the kernel did,
  oomKilled,
  nodeOutOfMemory,
  // what kept it from starting,
  imagePull,
  configError,
  startError,
  initFailed,
  // and what is left.
  unknownSigterm,
  unknownSigkill,
  appExit,
];
