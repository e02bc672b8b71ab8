import { templatePatch } from '../../facts/patches.ts';
import { tight, wantedSeconds } from '../../facts/shutdowns.ts';
import { inWords } from '../../facts/time.ts';
import { whoIs } from '../../facts/words.ts';
import type { Ending, Subject } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** The part of a pod's spec that gives the grace: the container's probe where that has its own, else the pod's. */
function specPatch(subject: Subject, graceField: string | null, seconds: number): object {
  const probe = /\.(livenessProbe|startupProbe)\./.exec(graceField ?? '')?.[1];
  const grace = { terminationGracePeriodSeconds: seconds };
  return probe ? { containers: [{ name: subject.container, [probe]: grace }] } : grace;
}

function advice(subject: Subject, ending: Ending, grace: number, took: number): string {
  const seen =
    ending.id === 'killed-after-grace'
      ? `it took all of its ${grace} s; how long it needs was not seen: twice its P95 request time plus what draining takes is a good rule`
      : `it took ${inWords(took)} of ${grace} s`;
  const spec = specPatch(subject, ending.graceField, wantedSeconds(grace));
  const command = templatePatch(subject, spec);
  return command === null
    ? `set \`${JSON.stringify(spec)}\` in the pod's spec where it is made; a running pod's cannot be changed (${seen})`
    : `if it needs the time: \`${command}\` (${seen})`;
}

export const graceTooShort = defineConcern({
  id: 'grace-too-short',
  title: 'Grace period too short',
  description: 'The container was killed at the end of its grace period, or used more than 80 % of it.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  grave: true,
  needs: ['pod'],
  wants: [],
  detect: ({ subject, ending }) => {
    const { graceSeconds: grace, tookSeconds: took } = ending;
    if (grace === null || took === null) return null;
    const killed = ending.id === 'killed-after-grace';
    if (!killed && !(ending.id === 'stopped-in-time' && took > grace * tight)) return null;
    return {
      summary: killed
        ? `${whoIs(subject)} was killed when its ${grace} s grace ended`
        : `${whoIs(subject)} used ${inWords(took)} of its ${grace} s grace`,
      because: ending.because,
      remediation: [
        ...(killed
          ? ['let the program stop, or hand its work on, when SIGTERM comes; what it was doing was cut off']
          : []),
        advice(subject, ending, grace, took),
      ],
    };
  },
});
