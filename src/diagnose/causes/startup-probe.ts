import { restartLine, whatFollowed } from '../../facts/restarts.ts';
import { killingOf } from '../../facts/killings.ts';
import { asSummary, endingInWords, kubectlTarget, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const startupProbe = defineCause({
  id: 'startup-probe',
  title: 'Startup probe',
  description: 'The kubelet restarted the container because its startup probe did not succeed in time.',
  url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#startup-probe',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod', 'events'],
  wants: [],
  detect: ({ subject, ending, pod, events }) => {
    if (!killingOf(events, subject, ending)?.object.message?.includes('failed startup probe')) return null;
    const { was, since } = whatFollowed(pod);
    return {
      summary: asSummary(
        `${whoIs(subject)} did not pass its startup probe in time and was ${was}${since}: it ${endingInWords(ending)}.`,
      ),
      because: restartLine(pod, subject),
      remediation: [
        `how long it may take is \`failureThreshold\` × \`periodSeconds\`: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..startupProbe}'\``,
        `what it did meanwhile: \`kubectl -n ${subject.namespace} logs ${subject.pod} -c ${subject.container} --previous\``,
      ],
    };
  },
});
