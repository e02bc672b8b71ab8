import { eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { deletedAmongMany, ownRevision } from '../../facts/revisions.ts';
import { shift } from '../../facts/time.ts';
import { asSummary, endingInWords, kubectlTarget, nameOf } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

/** The pods of an aborted revision stay for `abortScaleDownDelaySeconds` (30 by default, where there is traffic routing). */
const lingerSeconds = 600;

export const rolloutAborted = defineCause({
  id: 'rollout-aborted',
  title: 'Rollout aborted',
  description:
    'Argo Rollouts gave up the new revision, because an analysis failed or somebody aborted it, and its pods were taken away again.',
  url: 'https://argo-rollouts.readthedocs.io/en/stable/features/analysis/',
  side: 'pod-gone',
  deliberate: false,
  needs: ['pod', 'events', 'rollout'],
  wants: [],
  detect: ({ subject, ending, events, rollout }) => {
    const own = rollout?.kind === 'Rollout' ? ownRevision(rollout) : null;
    const asked = deletedAmongMany(events, subject, ending.toldAt);
    if (!own || !asked || ending.toldAt === null) return null;
    const since = shift(ending.toldAt, -lingerSeconds);
    // "Rollout aborted update to revision 3: Metric …": see calculateRolloutConditions in Argo's rollout/sync.go.
    const aborted = eventsOf(events, 'RolloutAborted', 'Rollout', subject.workload?.name).findLast(
      ({ object: e }) =>
        /\bto revision (\d+)/.exec(e.message ?? '')?.[1] === String(own.number) &&
        happenedBetween(e, since, ending.toldAt),
    );
    if (!aborted) return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: the rollout to revision ${own.number} was aborted; its pod ${endingInWords(ending)}.`,
      ),
      because: [quoteEvent(aborted), quoteEvent(asked)],
      remediation: [
        `why it was given up: \`kubectl -n ${subject.namespace} describe ${kubectlTarget(subject)}\` and \`kubectl -n ${subject.namespace} get analysisruns\``,
      ],
    };
  },
});
