/**
 * The concerns: each is true beside the cause. Order is the order in which a message tells them: first the grave ones, then the
 * release, then how it stops, then how it lives.
 */
import type { ConcernUnit } from '../cause.ts';
import { stoppedThenKilled } from './143-then-137.ts';
import { configChanged } from './config-changed.ts';
import { cpuThrottled } from './cpu-throttled.ts';
import { graceTooShort } from './grace-too-short.ts';
import { imageChanged } from './image-changed.ts';
import { jobFailed } from './job-failed.ts';
import { limitsMissing } from './limits-missing.ts';
import { memoryNearLimit } from './memory-near-limit.ts';
import { newReleaseFails } from './new-release.ts';
import { noPrestop } from './no-prestop.ts';
import { noReadinessProbe } from './no-readiness-probe.ts';
import { oomLabelDoubtful } from './oom-label-doubtful.ts';
import { prestopFailed } from './prestop-failed.ts';
import { prestopUsesGrace } from './prestop-uses-grace.ts';
import { restartLoop } from './restart-loop.ts';
import { sameReleaseSiblings } from './same-release-siblings.ts';
import { sigtermNotHandled } from './sigterm-not-handled.ts';
import { slowToReady } from './slow-to-ready.ts';
import { stuckTerminating } from './stuck-terminating.ts';

export const concerns: readonly ConcernUnit[] = [
  graceTooShort,
  prestopFailed,
  stoppedThenKilled,
  restartLoop,
  stuckTerminating,
  jobFailed,
  newReleaseFails,
  imageChanged,
  configChanged,
  sameReleaseSiblings,
  sigtermNotHandled,
  prestopUsesGrace,
  noPrestop,
  oomLabelDoubtful,
  limitsMissing,
  memoryNearLimit,
  cpuThrottled,
  noReadinessProbe,
  slowToReady,
];
