import type { Decision, Diagnosis, Standing } from '../types.ts';

/** Another alert about a stop that was told already (KubePodCrashLooping beside KubeContainerWaiting, an Event beside both). */
export function repeatOfStop(_diagnosis: Diagnosis, standing: Standing): Decision | null {
  return standing.repeat ? { action: 'suppress', reason: 'repeat: this stop was told already' } : null;
}
