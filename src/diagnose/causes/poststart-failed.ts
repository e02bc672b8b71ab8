import { containerOf, eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { restartLine, whatFollowed } from '../../facts/restarts.ts';
import { killingOf } from '../../facts/killings.ts';
import { asSummary, endingInWords, kubectlTarget, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const poststartFailed = defineCause({
  id: 'poststart-failed',
  title: 'postStart failed',
  description: 'The postStart hook of the container failed, so the kubelet killed and restarted it.',
  url: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#container-hooks',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod', 'events'],
  wants: [],
  detect: ({ subject, ending, pod, events }) => {
    const killing = killingOf(events, subject, ending);
    const failed = eventsOf(events, 'FailedPostStartHook', 'Pod', subject.pod ?? '').findLast(
      ({ object }) =>
        [null, subject.container].includes(containerOf(object)) &&
        happenedBetween(object, ending.startedAt, ending.finishedAt),
    );
    if (!failed && !killing?.object.message?.includes('FailedPostStartHook')) return null;
    const { was, since } = whatFollowed(pod);
    return {
      summary: asSummary(
        `${whoIs(subject)}: its postStart hook failed, so it was ${was}${since}: it ${endingInWords(ending)}.`,
      ),
      because: [...(failed ? [quoteEvent(failed)] : []), ...restartLine(pod, subject)],
      remediation: [
        `the hook: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..postStart}'\``,
      ],
    };
  },
});
