/** The causes, in order of precedence: the most specific evidence first. The first one that answers is the cause. */
import type { Cause } from '../cause.ts';
import { appExit } from './app-exit.ts';
import { livenessProbe } from './liveness-probe.ts';
import { oomKilled } from './oom-killed.ts';
import { rollout } from './rollout.ts';
import { rolloutRestart } from './rollout-restart.ts';
import { scaleDown } from './scale-down.ts';
import { startError } from './start-error.ts';
import { unknownSigterm } from './unknown-sigterm.ts';

export const causes: readonly Cause[] = [
  // The pod was replaced or is gone.
  rolloutRestart,
  rollout,
  scaleDown,
  // The same pod, one more run.
  livenessProbe,
  oomKilled,
  startError,
  unknownSigterm,
  appExit,
];
