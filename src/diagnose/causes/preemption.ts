import { disruptionOf, statusReasonOf } from '../../facts/disruption.ts';
import { eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const preemption = defineCause({
  id: 'preemption',
  title: 'Preemption',
  description:
    'The scheduler (or the kubelet, for a critical pod) removed the pod to make room for one of higher priority.',
  url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#preemption',
  side: 'pod-gone',
  deliberate: false,
  needs: ['pod'],
  wants: ['events'],
  detect: ({ subject, ending, pod, events }) => {
    const disruption = disruptionOf(pod);
    const status = statusReasonOf(pod);
    const byScheduler = disruption?.reason === 'PreemptionByScheduler' ? disruption : null;
    const found = byScheduler ?? (status?.reason === 'Preempting' ? status : null);
    const said = events.known ? eventsOf(events.value, 'Preempted', 'Pod', subject.pod ?? '').slice(-1) : [];
    // The scheduler's word alone is enough: in v1.28 a victim's status, conditions and all, is empty for a while.
    const told = said.some(({ object }) => happenedBetween(object, ending.toldAt, ending.toldAt, 5));
    if (!found && (!told || disruption || status)) return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: a pod had to make room for one of higher priority (preempted) and ${endingInWords(ending)}.`,
      ),
      because: [...(found ? [found.because] : []), ...said.map(quoteEvent)],
      remediation: [
        `priorities as they are: \`kubectl -n ${subject.namespace} get pods -o custom-columns=NAME:.metadata.name,PRIORITY:.spec.priority,CLASS:.spec.priorityClassName\``,
        'add room on the nodes, or give this workload a higher `priorityClassName`',
      ],
    };
  },
});
