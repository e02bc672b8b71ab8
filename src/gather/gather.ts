/**
 * Completes the subject (pod, container, owners, node) and collects what the cluster knows about it. Each kind of evidence is
 * known, or missing with the reason why: gathering never fails. Reads go through a batch's reader, so that a list serves all.
 */
import type { Cluster } from '../ports.ts';
import type { Alert, Evidence, KubeEvent, Pod, PodStory, Reading, Seen, Subject } from '../types.ts';
import { eventsAbout, readEvents } from './events.ts';
import { readLastWords } from './last-words.ts';
import { readLog } from './logs.ts';
import { readNode } from './node.ts';
import { controllerOf, controllersOf, workloadOf } from './owners.ts';
import { findPod, ownedBy, pickContainer, pickPod } from './pod.ts';
import { readRollout } from './rollout.ts';
import { containerOf } from '../facts/events.ts';

export type Gathered = { subject: Subject; evidence: Evidence };
type Located = { subject: Subject; pod: Evidence['pod']; lastWords: Evidence['lastWords'] };
type Events = Reading<Seen<KubeEvent>[]>;
type InNamespace = Subject & { namespace: string };

/** Evidence when nothing can be read, each kind with the same reason. The alert itself is always known. */
export function nothingRead(alert: Alert, why: string): Evidence {
  const missing = { known: false, why } as const;
  return {
    webhook: { known: true, value: alert },
    pod: missing,
    lastWords: missing,
    events: missing,
    log: missing,
    rollout: missing,
    node: missing,
  };
}

const listed = (path: string, pod: Pod, presence: PodStory['presence']): PodStory => ({
  path: `${path}/${pod.metadata?.name ?? ''}`,
  states: [pod],
  presence,
  successor: false,
});

/** Fills in the pod's name when only a workload is named: the pod of it whose story fits the alert. */
async function choosePod(cluster: Cluster, subject: InNamespace, alert: Alert): Promise<Subject> {
  if (subject.pod !== null || subject.workload === null) return subject;
  const pods = await cluster.list('pods', { namespace: subject.namespace });
  if (!pods.known) return subject;
  const owners = await controllersOf(cluster, subject.namespace, subject.workload);
  const pod = pickPod(ownedBy(pods.value, owners), alert);
  return pod ? { ...subject, pod: pod.metadata?.name ?? null, uid: pod.metadata?.uid ?? null } : subject;
}

/** The pod of the list, or what the watch replays of one that is gone. */
async function locate(cluster: Cluster, subject: InNamespace, alert: Alert, events: Events): Promise<Located> {
  const pods = await cluster.list('pods', { namespace: subject.namespace });
  const notAsked = { known: true, value: null } as const;
  if (!pods.known) return { subject, pod: pods, lastWords: notAsked };
  if (subject.pod === null)
    return { subject, pod: { known: false, why: 'the alert names no pod, and none was found' }, lastWords: notAsked };
  const { pod, successor } = findPod(pods.value.items, subject);
  if (pod)
    return {
      subject: { ...subject, uid: pod.metadata?.uid ?? null },
      pod: { known: true, value: listed(pods.value.path, pod, 'present') },
      lastWords: notAsked,
    };
  const words = await readLastWords(cluster, events, alert, { ...subject, pod: subject.pod });
  const states = words.known ? words.value.states : [];
  const story: PodStory = { path: `${pods.value.path}/${subject.pod}`, states, presence: 'gone', successor };
  return {
    subject: { ...subject, uid: subject.uid ?? states.at(-1)?.metadata?.uid ?? null },
    pod: { known: true, value: story },
    lastWords: words.known ? { known: true, value: { states: states.length } } : words,
  };
}

/** A gone pod's container when the alert names none: the one that its `Killing` events name, if it is one. */
function containerInEvents(events: Events, subject: Subject): string | null {
  if (!events.known) return null;
  const about = events.value.filter(
    ({ object: e }) => e.involvedObject?.name === subject.pod && e.reason === 'Killing',
  );
  const names = new Set(about.map(({ object }) => containerOf(object)).filter((name) => name !== null));
  return names.size === 1 ? ([...names][0] ?? null) : null;
}

/** Container, owners and node, from the pod as it was last seen or from what its events say. */
async function complete(
  cluster: Cluster,
  subject: InNamespace,
  pod: Pod | null,
  alert: Alert,
  events: Events,
): Promise<InNamespace> {
  if (subject.pod === null) return subject;
  const named = { ...subject, pod: subject.pod };
  const controller = await controllerOf(cluster, pod, events, alert, named);
  const bare = pod ? { kind: 'Pod', name: subject.pod } : null;
  return {
    ...subject,
    container: subject.container ?? (pod ? pickContainer(pod, alert) : null) ?? containerInEvents(events, subject),
    containers: pod ? (pod.spec?.containers?.length ?? 0) + (pod.spec?.initContainers?.length ?? 0) : null,
    controller,
    workload: controller ? await workloadOf(cluster, subject.namespace, controller) : (subject.workload ?? bare),
    node: pod?.spec?.nodeName ?? subject.node,
  };
}

/**
 * Everything that the cluster can tell about an alert.
 * @param subject what the alert itself says, from `identify`
 * @param cluster a reader of one batch (see reader.ts)
 */
export async function gather(subject: Subject, alert: Alert, cluster: Cluster): Promise<Gathered> {
  if (subject.namespace === null) {
    return { subject, evidence: nothingRead(alert, 'the alert names no namespace') };
  }
  const inNamespace = { ...subject, namespace: subject.namespace };
  const [events, chosen] = await Promise.all([
    readEvents(cluster, subject.namespace),
    choosePod(cluster, inNamespace, alert),
  ]);
  const located = await locate(cluster, { ...chosen, namespace: subject.namespace }, alert, events);
  const last = located.pod.known ? (located.pod.value.states.at(-1) ?? null) : null;
  const whole = await complete(cluster, { ...located.subject, namespace: subject.namespace }, last, alert, events);
  const [rollout, node, log] = await Promise.all([
    readRollout(cluster, whole, last),
    readNode(cluster, whole),
    located.pod.known ? readLog(cluster, whole, located.pod.value) : located.pod,
  ]);
  return {
    subject: whole,
    evidence: {
      webhook: { known: true, value: alert },
      pod: located.pod,
      lastWords: located.lastWords,
      events: events.known ? { known: true, value: eventsAbout(events.value, whole) } : events,
      log,
      rollout,
      node,
    },
  };
}
