/** What befell pods, by cause, as it follows their number: "31 pods drained". */

/** Holds every id of src/diagnose/causes; a test compares them. */
export const causeInWords: Record<string, string> = {
  'api-eviction': 'evicted through the API',
  'app-exit': 'exited',
  'autoscaler-scale-in': 'evicted by the node autoscaler',
  'config-error': 'kept from starting by missing configuration',
  'container-resize': 'restarted by a resize in place',
  'cronjob-replaced': 'replaced by the next run of the CronJob',
  'definition-changed': 'restarted after a change of the definition',
  'image-pull': 'kept from starting by an image that cannot be pulled',
  'init-failed': 'kept from starting by an init container',
  'job-deadline': 'whose job had reached the deadline',
  'job-finished': 'whose job had finished',
  'liveness-probe': 'restarted by the liveness probe',
  'node-drain': 'drained',
  'node-out-of-memory': 'killed when the node ran out of memory',
  'node-pressure-eviction': 'evicted under node pressure',
  'node-rebooted': 'restarted with the node',
  'node-shutdown': 'stopped by the shutdown of the node',
  'node-unreachable': 'lost with an unreachable node',
  'oom-killed': 'killed for memory',
  'pod-deleted': 'deleted directly',
  'pod-garbage-collected': 'removed with a node that is gone',
  'poststart-failed': 'restarted after a failed postStart hook',
  preemption: 'preempted',
  rollback: 'replaced by a rollback',
  rollout: 'replaced by a rollout',
  'rollout-aborted': 'taken away with an aborted rollout',
  'rollout-restart': 'replaced by a rollout restart',
  'sandbox-changed': 'restarted with a new sandbox',
  'scale-down': 'removed by a scale-down',
  'start-error': 'kept from starting by a command that cannot be run',
  'startup-probe': 'restarted by the startup probe',
  'storage-limit-eviction': 'evicted over a storage limit',
  'taint-eviction': 'evicted by a taint',
  'unknown-sigkill': 'killed by a SIGKILL that nothing in Kubernetes sent',
  'unknown-sigterm': 'stopped by a SIGTERM that nothing in Kubernetes sent',
  'workload-deleted': 'removed with the workload',
};

/** `drained`; for a cause that nothing decides, that. */
export const deedOf = (cause: string | null): string =>
  cause === null ? 'stopped for a reason that was not found' : (causeInWords[cause] ?? `stopped (${cause})`);
