import { disruptionOf } from '../../facts/disruption.ts';
import { cite } from '../../facts/field.ts';
import { containerPatch } from '../../facts/patches.ts';
import { servesRequests, servingFields, specSeen } from '../../facts/pod-spec.ts';
import { whoIs } from '../../facts/words.ts';
import { defineConcern } from '../cause.ts';

/** Seconds that a preStop commonly sleeps: the time until every proxy and load balancer has dropped the pod. */
const usualSleep = 5;

export const noPrestop = defineConcern({
  id: 'no-prestop',
  title: 'No preStop',
  description:
    'A container that serves requests was told to stop without a preStop hook: SIGTERM and its removal from the endpoints happen at the same time, so requests can still arrive.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow',
  grave: false,
  needs: ['pod'],
  wants: [],
  detect: ({ subject, ending, pod }) => {
    const last = pod.states.at(-1);
    const seen = specSeen(last, subject.container);
    // Its workload let it go: a deletion with a grace, and no eviction, preemption or taint behind it.
    const letGo = ending.graceField === 'metadata.deletionGracePeriodSeconds' && disruptionOf(pod) === null;
    if (!letGo || !seen || !servesRequests(seen) || seen.spec.lifecycle?.preStop) return null;
    const sleep = { lifecycle: { preStop: { sleep: { seconds: usualSleep } } } };
    return {
      summary: `${whoIs(subject)} has no preStop hook: requests can still arrive after SIGTERM`,
      because: [
        {
          text: `container \`${seen.spec.name}\` serves requests and has no \`lifecycle.preStop\``,
          sources: cite(pod.path, last, ...servingFields(seen)),
        },
      ],
      remediation: [`wait until nobody sends any more (Kubernetes 1.30 and newer): ${containerPatch(subject, sleep)}`],
    };
  },
});
