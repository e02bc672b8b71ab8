/**
 * Completes the subject (pod, container, owners, node) and collects what the cluster knows about it. Each kind of evidence is
 * known, or missing with the reason why: gathering never fails. Reads go through a batch's reader, so that a list serves all.
 */
import type { Cluster } from '../ports.ts';
import type { Alert, Evidence, Hints, KubeEvent, Pod, Reading, Seen, Subject } from '../types.ts';
import { eventsAbout, readEvents } from './events.ts';
import { readLastWords } from './last-words.ts';
import { readLog } from './logs.ts';
import { readMetrics } from './metrics.ts';
import { readNode, readNodeEvents } from './node.ts';
import { controllerOf, controllersOf, readOwners, workloadOf } from './owners.ts';
import { findPod, pickContainer, pickPod, predecessorOf } from './pod.ts';
import { readRollout } from './rollout.ts';
import { readSiblings } from './siblings.ts';
import { containerOf } from '../facts/events.ts';
import { ownedBy } from '../facts/owners.ts';
import { splitOf } from '../facts/split.ts';
import { goneStory, presentStory } from '../facts/stories.ts';

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
    nodeEvents: missing,
    owners: missing,
    siblings: missing,
    metrics: missing,
  };
}

/** Fills in the pod's name when only a workload is named: the pod of it whose story fits the alert. */
async function choosePod(cluster: Cluster, subject: InNamespace, alert: Alert): Promise<Subject> {
  if (subject.pod !== null || subject.workload === null) return subject;
  const pods = await cluster.list('pods', { namespace: subject.namespace });
  if (!pods.known) return subject;
  const owners = await controllersOf(cluster, subject.namespace, subject.workload);
  const pod = pickPod(ownedBy(pods.value.items, owners), alert);
  return pod ? { ...subject, pod: pod.metadata?.name ?? null, uid: pod.metadata?.uid ?? null } : subject;
}

/** The pod of the list, or what the watch replays of one that is gone. */
async function locate(
  cluster: Cluster,
  subject: InNamespace,
  alert: Alert,
  events: Events,
  hints: Hints | null,
): Promise<Located> {
  const pods = await cluster.list('pods', { namespace: subject.namespace });
  const notAsked = { known: true, value: null } as const;
  if (!pods.known) return { subject, pod: pods, lastWords: notAsked };
  if (subject.pod === null)
    return { subject, pod: { known: false, why: 'the alert names no pod, and none was found' }, lastWords: notAsked };
  const found = findPod(pods.value.items, subject);
  const before = found.pod && subject.uid === null && events.known ? predecessorOf(found.pod, events.value) : null;
  if (found.pod && before === null)
    return {
      subject: { ...subject, uid: found.pod.metadata?.uid ?? null },
      pod: { known: true, value: presentStory(pods.value, found.pod, hints) },
      lastWords: notAsked,
    };
  if (pods.value.truncated && !found.successor && before === null)
    return {
      subject,
      pod: { known: false, why: 'the namespace has more pods than lastword lists, and this one was not among them' },
      lastWords: notAsked,
    };
  const successor = found.successor || before !== null;
  const gone = { ...subject, pod: subject.pod, uid: subject.uid ?? before };
  const words = await readLastWords(cluster, events, alert, gone, hints);
  const states = words.known ? words.value.states : [];
  const story = goneStory(`${pods.value.path}/${subject.pod}`, states, successor, hints);
  return {
    subject: { ...gone, uid: gone.uid ?? states.at(-1)?.metadata?.uid ?? null },
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

const noOwners = { known: true, value: { controller: null, workload: null } } as const;

/** Whether owners still stand as they were decides only for a pod that goes, and for a job's. */
const ownersMatter = (subject: Subject, pod: Evidence['pod']): boolean =>
  splitOf(pod) === 'pod-gone' || subject.controller?.kind === 'Job';

/** What is left of a pod in the Event about it: kubernetes-event-exporter adds the labels, and one of them names its revision. */
function podInEvent({ event }: Alert): Pod | null {
  const about = event?.involvedObject as { kind?: string; labels?: Record<string, string> } | undefined;
  return about?.kind === 'Pod' && about.labels ? { metadata: { labels: about.labels } } : null;
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
    workload: controller
      ? await workloadOf(cluster, subject.namespace, controller, events, pod)
      : (subject.workload ?? bare),
    node: pod?.spec?.nodeName ?? subject.node,
  };
}

/**
 * Everything that the cluster can tell about an alert.
 * @param subject what the alert itself says, from `identify`
 * @param cluster a reader of one batch (see reader.ts)
 * @param hints what earlier looks at this very container know; null on the first look
 */
export async function gather(
  subject: Subject,
  alert: Alert,
  cluster: Cluster,
  hints: Hints | null = null,
): Promise<Gathered> {
  if (subject.namespace === null) {
    return { subject, evidence: nothingRead(alert, 'the alert names no namespace') };
  }
  const inNamespace = { ...subject, namespace: subject.namespace };
  const [events, chosen] = await Promise.all([
    readEvents(cluster, subject.namespace),
    choosePod(cluster, inNamespace, alert),
  ]);
  const located = await locate(cluster, { ...chosen, namespace: subject.namespace }, alert, events, hints);
  const last = located.pod.known ? (located.pod.value.states.at(-1) ?? null) : null;
  const whole = await complete(cluster, { ...located.subject, namespace: subject.namespace }, last, alert, events);
  const found = whole.workload ? await controllersOf(cluster, subject.namespace, whole.workload) : [];
  // Its own set counts where the others cannot be listed.
  const controllers = whole.controller ? [...found, whole.controller] : found;
  const [rollout, node, nodeEvents, owners, siblings, metrics, log] = await Promise.all([
    readRollout(cluster, whole, last ?? podInEvent(alert), splitOf(located.pod) === 'pod-gone'),
    readNode(cluster, whole),
    readNodeEvents(cluster, whole),
    ownersMatter(whole, located.pod) ? readOwners(cluster, whole) : noOwners,
    readSiblings(cluster, whole, controllers),
    readMetrics(cluster, whole.namespace, located.pod),
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
      nodeEvents,
      owners,
      siblings,
      metrics,
    },
  };
}
