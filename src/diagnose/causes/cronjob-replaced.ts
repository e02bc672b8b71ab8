import { disruptionOf } from '../../facts/disruption.ts';
import { eventsOf, happenedBetween, mentions, quoteEvent } from '../../facts/events.ts';
import { cite } from '../../facts/field.ts';
import { shift } from '../../facts/time.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

/** The garbage collector deletes the pods of a deleted job, within moments or, where it is busy, within a minute. */
const collectSeconds = 60;

export const cronjobReplaced = defineCause({
  id: 'cronjob-replaced',
  title: 'Run replaced by the next',
  description: 'The CronJob (`concurrencyPolicy: Replace`) deleted a run that had not finished when the next was due.',
  url: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy',
  side: 'pod-gone',
  deliberate: false,
  needs: ['pod', 'events', 'owners'],
  wants: [],
  detect: ({ subject, ending, pod, events, owners }) => {
    const { controller, workload } = owners;
    if (workload?.kind !== 'CronJob' || controller?.kind !== 'Job' || controller.object !== null) return null;
    const policy = (workload.object?.spec as { concurrencyPolicy?: string } | undefined)?.concurrencyPolicy;
    // A run that had ended by itself was told nothing: its job is only cleaned up, in the same words.
    if (ending.toldAt === null || disruptionOf(pod)) return null;
    const asked = eventsOf(events, 'SuccessfulDelete', 'CronJob', workload.name).findLast(
      ({ object: e }) =>
        mentions(e, controller.name) && happenedBetween(e, shift(ending.toldAt ?? '', -collectSeconds), ending.toldAt),
    );
    if (policy !== 'Replace' || !asked) return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: a run had not finished when the next was due and was replaced; its pod ${endingInWords(ending)}.`,
      ),
      because: [
        quoteEvent(asked),
        {
          text: 'its `concurrencyPolicy` is `Replace`',
          sources: cite(workload.path, workload.object, 'spec.concurrencyPolicy'),
        },
      ],
      remediation: [
        `let it run less often or longer: \`kubectl -n ${subject.namespace} get cronjob ${workload.name} -o jsonpath='{.spec.schedule} {.spec.concurrencyPolicy}'\``,
      ],
    };
  },
});
