import { containerOf, eventTime, eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { secondsBetween } from '../../facts/time.ts';
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
    // A hook runs at the end of a run, and only there; the kubelet writes its failure and the run's start by one clock.
    const failed = eventsOf(events, 'FailedPreStopHook', 'Pod', subject.pod ?? '').findLast(
      ({ object }) =>
        [null, subject.container].includes(containerOf(object)) &&
        (secondsBetween(ending.startedAt, eventTime(object)) ?? 0) >= 0 &&
        happenedBetween(object, ending.startedAt ?? ending.toldAt, ending.finishedAt, 2),
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
