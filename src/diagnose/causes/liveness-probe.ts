import { eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { restartLine, whatFollowed } from '../../facts/restarts.ts';
import { killingOf } from '../../facts/killings.ts';
import { asSummary, endingInWords, kubectlTarget, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const livenessProbe = defineCause({
  id: 'liveness-probe',
  title: 'Liveness probe',
  description: 'The kubelet restarted the container because its liveness probe failed.',
  url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#liveness-probe',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod', 'events'],
  wants: [],
  detect: ({ subject, ending, pod, events }) => {
    const killing = killingOf(events, subject, ending);
    if (!killing?.object.message?.includes('failed liveness probe')) return null;
    const failures = eventsOf(events, 'Unhealthy', 'Pod', subject.pod ?? '').filter(
      ({ object: e }) => e.message?.startsWith('Liveness') && happenedBetween(e, ending.startedAt, ending.finishedAt),
    );
    const { was, since } = whatFollowed(pod);
    return {
      summary: asSummary(
        `${whoIs(subject)} failed its liveness probe and was ${was}${since}: it ${endingInWords(ending)}.`,
      ),
      because: [...failures.slice(-1).map(quoteEvent), ...restartLine(pod, subject)],
      remediation: [
        `find out what kept it from answering: \`kubectl -n ${subject.namespace} logs ${subject.pod} -c ${subject.container} --previous\``,
        `the probe as it is: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..livenessProbe}'\``,
      ],
    };
  },
});
