import { isWorse } from '../facts/verdicts.ts';
import { type Answer, type Case, pass, settled } from './case.ts';

/**
 * Another alert about a stop that was told already (KubePodCrashLooping beside KubeContainerWaiting, an Event beside both). One that
 * knows worse of it is news.
 */
export function repeatOfStop({ diagnosis, standing }: Case): Answer {
  if (!standing.repeat || (standing.open && isWorse(diagnosis.verdict, standing.open.verdict))) return pass();
  return settled({ action: 'suppress', rule: 'repeat', reason: 'this stop was told already' });
}
