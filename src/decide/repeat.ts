import { isWorse } from '../facts/verdicts.ts';
import type { Decision, Diagnosis, Standing } from '../types.ts';

/**
 * Another alert about a stop that was told already (KubePodCrashLooping beside KubeContainerWaiting, an Event beside both). One that
 * knows worse of it is news.
 */
export function repeatOfStop(diagnosis: Diagnosis, standing: Standing): Decision | null {
  if (!standing.repeat || (standing.open && isWorse(diagnosis.verdict, standing.open.verdict))) return null;
  return { action: 'suppress', reason: 'repeat: this stop was told already' };
}
