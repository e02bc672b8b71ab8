import { isSidecar, statusOf } from '../../facts/containers.ts';
import { quoteLine, shorten, tellingLine } from '../../facts/log-reading.ts';
import { cite } from '../../facts/field.ts';
import { asSummary, nameOf } from '../../facts/words.ts';
import { knownEnd } from '../../facts/signature-words.ts';
import { defineCause } from '../cause.ts';

export const initFailed = defineCause({
  id: 'init-failed',
  title: 'Init container failed',
  description: "An init container failed, so the pod's main containers cannot start.",
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/init-containers/',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod'],
  wants: ['log'],
  detect: ({ subject, ending, pod, log }) => {
    const last = pod.states.at(-1);
    const seen = last ? statusOf(last, subject.container) : null;
    if (!last || seen?.list !== 'initContainerStatuses' || isSidecar(last, subject.container)) return null;
    // An end of unknown origin (no events, a container that the runtime lost) need not be its own failure.
    if (ending.id === 'unknown' || ending.toldAt !== null || !ending.exitCode) return null;
    const known = knownEnd(log, subject);
    const line = log.known ? tellingLine(log.value) : null;
    const words = line ? `: "${shorten(line.text.trim(), 90)}"` : '';
    return {
      summary: asSummary(
        `${nameOf(subject)} cannot start: init container ${subject.container ?? ''} fails (exit ${ending.exitCode})${words}.`,
      ),
      because: [
        ...(log.known && line ? [quoteLine(log.value, line, 'it logged')] : []),
        ...known.because,
        {
          text: `\`${seen.status.name}\` is an init container, restarted ${seen.status.restartCount ?? 0} times`,
          sources: cite(pod.path, last, `${seen.field}.name`, `${seen.field}.restartCount`),
        },
      ],
      remediation: [
        ...known.remediation,
        `its whole log: \`kubectl -n ${subject.namespace} logs ${subject.pod} -c ${subject.container}\``,
      ],
    };
  },
});
