import { disruptionOf, statusReasonOf } from '../../facts/disruption.ts';
import { eventsOf, happenedBetween } from '../../facts/events.ts';
import { cite } from '../../facts/field.ts';
import { beingDeleted } from '../../facts/owners.ts';
import { deletedByController, scaledDown } from '../../facts/revisions.ts';
import { eventsReachBack } from '../../facts/silence.ts';
import { secondsBetween } from '../../facts/time.ts';
import { isBeyond, leftAloneBy } from '../../facts/updates.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import type { Because, Ending, Evidence, KubeEvent, Owner, Owners, Pod, PodStory, Seen, Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

/** Event reasons of those who disrupt pods: where one is there, the condition that names it was only not seen. */
const disrupters = ['Preempted', 'Evicted', 'TaintManagerEviction', 'DeviceTaintManagerEviction', 'ScaleDown'];

const disrupted = (events: Seen<KubeEvent>[], pod: string | null): boolean =>
  disrupters.some((reason) => eventsOf(events, reason, 'Pod', pod ?? '').length > 0);

/** True when a controller could have done it: it said so, or its words were lost among others alike. */
function byController(events: Seen<KubeEvent>[], subject: Subject, ending: Ending): boolean {
  const combined = eventsOf(events, 'SuccessfulDelete').some(
    ({ object: e }) =>
      e.message?.startsWith('(combined from similar events)') && happenedBetween(e, ending.toldAt, ending.toldAt, 60),
  );
  const shrunk = subject.controller ? scaledDown(events, subject.controller.name, ending.toldAt) : null;
  return combined || shrunk !== null || deletedByController(events, subject.pod, ending.toldAt) !== null;
}

const revisionOf = (pod: Pod): string | undefined => pod.metadata?.labels?.['controller-revision-hash'];

/** A pod of the same owner and revision that was made for this one: no rollout and no scale-down does that. */
function replacedLine(siblings: Seen<Pod>[], deleted: Pod, owner: string, toldAt: string): Because | null {
  const next = siblings.find(
    ({ object }) =>
      object.metadata?.ownerReferences?.some((ref) => ref.uid === owner) &&
      revisionOf(object) === revisionOf(deleted) &&
      (secondsBetween(toldAt, object.metadata.creationTimestamp) ?? -1) >= 0,
  );
  if (!next) return null;
  const text = `its owner made pod ${next.object.metadata?.name ?? ''} in its place, of the same revision`;
  return { text, sources: cite(next.path, next.object, 'metadata.creationTimestamp') };
}

/** A set that updates no pod by itself, or not this one: pods of an older revision go when somebody deletes them. */
function leftAloneLine(owner: Owner, pod: string | null): Because | null {
  const field = isBeyond(owner, pod) ? null : leftAloneBy(owner, pod);
  if (!field) return null;
  const text = `${owner.kind} ${owner.name} updates no such pod by itself (\`${field}\`)`;
  return { text, sources: cite(owner.path, owner.object, field) };
}

/** What stands in a StatefulSet and a Job, as far as it gives them reason to delete a pod themselves. */
type Wishes = {
  spec?: { suspend?: boolean };
  status?: { updateRevision?: string; conditions?: { type: string; status: string }[] };
};

/** A StatefulSet that wants this number in this revision, or a Job that is not done: neither had a reason to delete the pod. */
function wantedLine(owner: Owner, deleted: Pod): Because | null {
  const { kind, name, path, object } = owner;
  const { spec, status } = object as Wishes;
  const inSet = !isBeyond(owner, deleted.metadata?.name ?? null) && revisionOf(deleted) === status?.updateRevision;
  const done = (status?.conditions ?? []).some((c) => c.status === 'True');
  const fields =
    kind === 'StatefulSet' && inSet
      ? ['spec.replicas', 'status.updateRevision']
      : kind === 'Job' && !done && !spec?.suspend
        ? ['metadata.uid', 'status.conditions']
        : [];
  if (fields.length === 0) return null;
  return { text: `${kind} ${name} still wants this pod as it was`, sources: cite(path, object, ...fields) };
}

/** Lines that clear the pod's owner, none for a bare pod; null when the owner is another one, was not read, or may have done it. */
function ownerLines(
  { owners, siblings }: Pick<Evidence, 'siblings'> & { owners: Owners },
  subject: Subject,
  deleted: Pod,
  toldAt: string,
): Because[] | null {
  const { controller } = owners;
  if (subject.controller === null) return [];
  const uid = deleted.metadata?.ownerReferences?.find((ref) => ref.kind === controller?.kind)?.uid;
  if (!controller?.object || !uid || controller.object.metadata?.uid !== uid) return null;
  // Whoever owns it is being deleted, and its pods with it.
  if (beingDeleted(controller, toldAt)) return null;
  const others = siblings.known ? siblings.value : [];
  const line =
    replacedLine(others, deleted, uid, toldAt) ??
    wantedLine(controller, deleted) ??
    leftAloneLine(controller, subject.pod);
  if (!line) return null;
  const text = `${controller.kind} ${controller.name} is still there, and no \`SuccessfulDelete\` event says that it ordered this`;
  return [{ text, sources: cite(controller.path, controller.object, 'metadata.uid') }, line];
}

/** The pod as it was told to go, and nothing in it that says who: no DisruptionTarget, no reason. */
const leftNoReason = (pod: PodStory): boolean => pod.states.length > 0 && !disruptionOf(pod) && !statusReasonOf(pod);

/** A mirror shows a pod that the kubelet runs from a file: deleting it stops nothing. */
const isMirror = (pod: Pod): boolean => pod.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined;

export const podDeleted = defineCause({
  id: 'pod-deleted',
  title: 'Pod deleted',
  description: 'Somebody deleted the pod itself: its owner is as it was, and nothing evicted or preempted it.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  side: 'pod-gone',
  deliberate: true,
  needs: ['pod', 'events', 'owners'],
  wants: ['siblings'],
  detect: ({ subject, ending, now, pod, events, owners, siblings }) => {
    const deleted = pod.states.find((state) => state.metadata?.deletionTimestamp);
    if (
      !deleted ||
      isMirror(deleted) ||
      ending.toldAt === null ||
      !leftNoReason(pod) ||
      byController(events, subject, ending)
    )
      return null;
    if (!eventsReachBack({ known: true, value: events }, ending.toldAt, now)) return null;
    if (disrupted(events, subject.pod) || (owners.workload && owners.workload.object === null)) return null;
    const owner = ownerLines({ owners, siblings }, subject, deleted, ending.toldAt);
    if (!owner) return null;
    return {
      summary: asSummary(
        `${nameOf(subject)}: pod ${subject.pod ?? ''} itself was deleted, not by its workload, and ${endingInWords(ending)}.`,
      ),
      because: [
        {
          text: 'somebody deleted the pod (`deletionTimestamp` is set, `DisruptionTarget` is not)',
          sources: cite(pod.path, deleted, 'metadata.deletionTimestamp'),
        },
        ...owner,
      ],
      remediation: ['who deleted it stands in the audit log: `verb: delete`, `resource: pods`'],
    };
  },
});
