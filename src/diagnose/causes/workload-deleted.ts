import { eventsOf, eventTime } from '../../facts/events.ts';
import { beingDeleted } from '../../facts/owners.ts';
import { deletedByController } from '../../facts/revisions.ts';
import { disruptionOf } from '../../facts/disruption.ts';
import { secondsBetween } from '../../facts/time.ts';
import { asSummary, endingInWords } from '../../facts/words.ts';
import type { Because, Ending, KubeEvent, Owner, Seen, Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

/** The pod's controller made another one afterwards: then it, and its workload, outlived the pod. */
const replacedAfter = (events: Seen<KubeEvent>[], { controller }: Subject, { toldAt }: Ending): boolean =>
  controller !== null &&
  eventsOf(events, 'SuccessfulCreate', controller.kind, controller.name).some(
    ({ object }) => (secondsBetween(toldAt, eventTime(object)) ?? -1) >= 0,
  );

/** The workload is gone, or was marked to go before the pod was told to stop. */
function deletedLine(workload: Owner, { toldAt }: Ending): Because | null {
  if (workload.object !== null) return beingDeleted(workload, toldAt);
  const text = `${workload.kind} ${workload.name} is not in the cluster any more`;
  return { text, sources: [{ path: workload.path, field: '', value: null }] };
}

export const workloadDeleted = defineCause({
  id: 'workload-deleted',
  title: 'Workload deleted',
  description: 'The workload that owned the pod is gone or going, and its pods went with it.',
  url: 'https://kubernetes.io/docs/concepts/architecture/garbage-collection/#cascading-deletion',
  side: 'pod-gone',
  deliberate: true,
  needs: ['pod', 'events', 'owners'],
  wants: [],
  detect: ({ subject, ending, pod, owners, events }) => {
    const { workload } = owners;
    // A set that is gone may be an old revision that its workload has dropped: it tells nothing about the workload.
    const gone = workload && workload.kind !== 'ReplicaSet' ? deletedLine(workload, ending) : null;
    if (!workload || !gone) return null;
    // A container that had ended before was not stopped by this. What disrupts a pod stands in its last states only.
    if (ending.toldAt === null || pod.states.length === 0 || disruptionOf(pod)) return null;
    // A controller that still deleted or replaced the pod had another reason, shortly before it went too.
    if (deletedByController(events, subject.pod, ending.toldAt) || replacedAfter(events, subject, ending)) return null;
    if (eventsOf(events, 'Evicted', 'Pod', subject.pod ?? '').length > 0) return null;
    return {
      summary: asSummary(`${workload.kind} ${workload.name} was deleted; its pod ${endingInWords(ending)}.`),
      because: [gone],
      remediation: [
        `if nobody meant to: \`kubectl -n ${subject.namespace} get ${workload.kind.toLowerCase()}s\`, and apply ${workload.name} again from its source; the audit log says who deleted it`,
      ],
    };
  },
});
