import { containerOf, eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { kubectlTarget, whoIs } from '../../facts/words.ts';
import { defineConcern } from '../cause.ts';

export const prestopFailed = defineConcern({
  id: 'prestop-failed',
  title: 'preStop failed',
  description:
    'The preStop hook of the container did not succeed, so what it was there for did not happen before SIGTERM.',
  url: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution',
  grave: true,
  needs: ['events'],
  wants: [],
  detect: ({ subject, ending, events }) => {
    const failed = eventsOf(events, 'FailedPreStopHook', 'Pod', subject.pod ?? '').findLast(
      ({ object }) =>
        [null, subject.container].includes(containerOf(object)) &&
        happenedBetween(object, ending.toldAt ?? ending.startedAt, ending.finishedAt, 2),
    );
    if (!failed) return null;
    return {
      summary: `the preStop hook of ${whoIs(subject)} failed`,
      because: [quoteEvent(failed)],
      remediation: [
        `check the hook's command and that it exists in the image: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..preStop}'\``,
      ],
    };
  },
});
