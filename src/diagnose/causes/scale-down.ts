import { disruptionOf } from '../../facts/disruption.ts';
import { eventsOf, happenedBetween, quoteEvent } from '../../facts/events.ts';
import { cite } from '../../facts/field.ts';
import { deletedAmongMany, ownRevision, replacedBy, scaledDown } from '../../facts/revisions.ts';
import { isBeyond, mayHaveReplaced, ordinalOf } from '../../facts/updates.ts';
import { asSummary, endingInWords, kubectlTarget, nameOf } from '../../facts/words.ts';
import type { Because, Ending, KubeEvent, Owners, Reading, Rollout, Seen, Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

/** An autoscaler's decision just before: then it was the autoscaler that asked for fewer. */
function autoscaled(events: Seen<KubeEvent>[], ending: Ending): Seen<KubeEvent> | null {
  const rescales = eventsOf(events, 'SuccessfulRescale', 'HorizontalPodAutoscaler');
  return rescales.findLast(({ object }) => happenedBetween(object, ending.toldAt, ending.toldAt, 30)) ?? null;
}

type Story = { subject: Subject; events: Seen<KubeEvent>[]; rollout: Rollout; ending: Ending; owners: Reading<Owners> };

/**
 * Another set of the workload has pods: then it was not the workload that shrank. A Deployment's controller takes pods of the newest set
 * away for nothing else; Argo's does when it gives a canary up, and what it wants is not read.
 */
const isOneOfSeveral = ({ kind, own, revisions }: Rollout): boolean =>
  kind === 'Rollout' && revisions.some((set) => set.name !== own && set.replicas !== 0);

/** A Deployment says that it scaled the set down; a StatefulSet wants fewer replicas than the pod's ordinal. */
function shrunk({ subject, events, rollout, ending, owners }: Story): Because | null {
  if (rollout.kind === 'Deployment' || rollout.kind === 'Rollout') {
    // A set that is not kept any more was an old one, or its workload is gone: which one was wanted then is not known.
    const own = ownRevision(rollout);
    const down = own ? scaledDown(events, own.name, ending.toldAt) : null;
    return down ? quoteEvent(down) : null;
  }
  const workload = owners.known ? owners.value.workload : null;
  const wanted = (workload?.object?.spec as { replicas?: number } | undefined)?.replicas;
  if (!workload || wanted === undefined || !isBeyond(workload, subject.pod)) return null;
  return {
    text: `the StatefulSet wants ${wanted} replicas; this pod was number ${ordinalOf(workload, subject.pod)}`,
    sources: cite(workload.path, workload.object, 'spec.replicas'),
  };
}

export const scaleDown = defineCause({
  id: 'scale-down',
  title: 'Scale-down',
  description:
    'The workload was given fewer replicas, and its controller deleted this pod, with no newer revision taking its place.',
  url: 'https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset',
  side: 'pod-gone',
  deliberate: true,
  needs: ['pod', 'events', 'rollout'],
  wants: ['owners', 'siblings'],
  detect: (story) => {
    const { subject, ending, pod, events, rollout, owners } = story;
    // A template that has no revision yet is a rollout that begins by taking the old pods away.
    if (!rollout || rollout.pending) return null;
    // No scale-down sets the condition: whoever did may have ended the pod, while others of the set went too.
    if (disruptionOf(pod)) return null;
    const asked = deletedAmongMany(events, subject, ending.toldAt);
    if (!asked || isOneOfSeveral(rollout)) return null;
    const newer = replacedBy(rollout, events, ending.toldAt);
    if (newer && mayHaveReplaced(newer, rollout, story)) return null;
    const fewer = shrunk({ subject, ending, events, rollout, owners });
    if (!fewer) return null;
    // Another workload's autoscaler proves nothing about this one, so it is shown and not claimed.
    const autoscaler = autoscaled(events, ending);
    return {
      summary: asSummary(`${nameOf(subject)} was scaled down; this pod ${endingInWords(ending)}.`),
      because: [fewer, quoteEvent(asked), ...(autoscaler ? [quoteEvent(autoscaler)] : [])],
      remediation: [
        `\`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)}\` shows how many replicas are wanted now`,
      ],
    };
  },
});
