import { eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { cite } from '../../facts/field.ts';
import { deletedByController, replacedBy, scaledDown } from '../../facts/revisions.ts';
import { asSummary, endingInWords, kubectlTarget, nameOf } from '../../facts/words.ts';
import type { Because, Ending, KubeEvent, Rollout, Seen, Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

/** An autoscaler's decision just before: then it was the autoscaler, not a person or a release. */
function autoscaled(events: Seen<KubeEvent>[], ending: Ending): boolean {
  return eventsOf(events, 'SuccessfulRescale').some(({ object }) =>
    happenedBetween(object, ending.toldAt, ending.toldAt, 60),
  );
}

/** A Deployment says that it scaled the set down; a StatefulSet wants fewer replicas than the pod's ordinal. */
function shrunk({
  subject,
  events,
  rollout,
  ending,
}: {
  subject: Subject;
  events: Seen<KubeEvent>[];
  rollout: Rollout;
  ending: Ending;
}): Because | null {
  if (rollout.kind === 'Deployment') {
    const down = rollout.own ? scaledDown(events, rollout.own, ending.toldAt) : null;
    return down ? quoteEvent(down) : null;
  }
  const workload = rollout.workload;
  const wanted = (workload?.object.spec as { replicas?: number } | undefined)?.replicas;
  const ordinal = Number(/-(\d+)$/.exec(subject.pod ?? '')?.[1] ?? -1);
  if (!workload || rollout.kind !== 'StatefulSet' || wanted === undefined || ordinal < wanted) return null;
  return {
    text: `the StatefulSet wants ${wanted} replicas; this pod was number ${ordinal}`,
    sources: cite(workload.path, workload.object, 'spec.replicas'),
  };
}

export const scaleDown = defineCause({
  id: 'scale-down',
  title: 'Scale-down',
  description: 'The workload was given fewer replicas, and its controller deleted this pod of the current revision.',
  url: 'https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset',
  side: 'pod-gone',
  deliberate: true,
  needs: ['pod', 'events', 'rollout'],
  wants: [],
  detect: ({ subject, ending, events, rollout }) => {
    if (!rollout) return null;
    const asked = deletedByController(events, subject.pod, ending.toldAt);
    if (!asked || replacedBy(rollout, events, ending.toldAt) || autoscaled(events, ending)) return null;
    const fewer = shrunk({ subject, ending, events, rollout });
    if (!fewer) return null;
    return {
      summary: asSummary(`${nameOf(subject)} was scaled down; this pod ${endingInWords(ending)}.`),
      because: [fewer, quoteEvent(asked)],
      remediation: [
        `\`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)}\` shows how many replicas are wanted now`,
      ],
    };
  },
});
