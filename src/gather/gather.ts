/**
 * Completes the subject (pod, container, owners, node) and collects what the cluster knows about it. Each kind of evidence is
 * known, or missing with the reason why: gathering never fails. Reads go through a batch's reader, so that a list serves all.
 */
import type { Cluster, Metrics } from '../ports.ts';
import type { Alert, Evidence, Hints, KubeEvent, Pod, PodStory, Reading, Seen, Subject } from '../types.ts';
import { eventsAbout, readEvents } from './events.ts';
import { readLastWords } from './last-words.ts';
import { readLog } from './logs.ts';
import { readMetrics } from './metrics.ts';
import { readNeighbours } from './neighbours.ts';
import { readNode, readNodeEvents } from './node.ts';
import { controllerOf, controllersOf, readOwners, workloadOf } from './owners.ts';
import { nothingRead, whyNowhere } from './nothing-read.ts';
import { containerInEvents, findPod, pickContainer, pickPod, predecessorOf } from './pod.ts';
import { readRollout } from './rollout.ts';
import { all, notSampled, type Sample } from './sample.ts';
import { readServices } from './services.ts';
import { readSiblings } from './siblings.ts';
import { readUsage } from './usage.ts';
import { ownedBy } from '../facts/owners.ts';
import { splitOf } from '../facts/split.ts';
import { goneStory, presentStory } from '../facts/stories.ts';
import { neighboursMatter, ownersMatter, servicesMatter } from '../facts/worthwhile.ts';

export type Gathered = { subject: Subject; evidence: Evidence };

type Located = { subject: Subject; pod: Evidence['pod']; lastWords: Evidence['lastWords'] };
type Events = Reading<Seen<KubeEvent>[]>;
type InNamespace = Subject & { namespace: string };

const nothingAsked = { known: true, value: null } as const;

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
  if (!pods.known) return { subject, pod: pods, lastWords: nothingAsked };
  if (subject.pod === null)
    return {
      subject,
      pod: { known: false, why: 'the alert names no pod, and none was found' },
      lastWords: nothingAsked,
    };
  const found = findPod(pods.value.items, subject);
  const before =
    found.pod && subject.uid === null && events.known ? predecessorOf(found.pod, events.value, alert) : null;
  if (found.pod && before === null)
    return {
      subject: { ...subject, uid: found.pod.metadata?.uid ?? null },
      pod: { known: true, value: presentStory(pods.value, found.pod, hints) },
      lastWords: nothingAsked,
    };
  if (pods.value.truncated && !found.successor && before === null)
    return {
      subject,
      pod: { known: false, why: 'the namespace has more pods than lastword lists, and this one was not among them' },
      lastWords: nothingAsked,
    };
  const successor = found.successor || before !== null;
  const gone = { ...subject, pod: subject.pod, uid: subject.uid ?? before };
  const words = await readLastWords(cluster, events, alert, gone, hints);
  const states = words.known ? words.value.states : [];
  const told = goneStory(`${pods.value.path}/${subject.pod}`, states, successor, hints);
  const story = { ...told, resourceVersion: pods.value.resourceVersion };
  return {
    subject: { ...gone, uid: gone.uid ?? states.at(-1)?.metadata?.uid ?? null },
    pod: { known: true, value: story },
    lastWords: words.known ? { known: true, value: { states: states.length } } : words,
  };
}

const noOwners = { known: true, value: { controller: null, workload: null } } as const;

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

/** An alert that names no place of a pod: what its node says, when it names one. */
async function gatherNode(subject: Subject, alert: Alert, cluster: Cluster): Promise<Gathered> {
  if (subject.node === null) return { subject, evidence: nothingRead(alert, whyNowhere(alert)) };
  const [node, nodeEvents] = await Promise.all([readNode(cluster, subject), readNodeEvents(cluster, subject)]);
  const rest = nothingRead(alert, 'the alert is about a node, not about a pod');
  return { subject, evidence: { ...rest, node, nodeEvents } };
}

/** What is read beside the pod and its events. Most of it at once; what is worth a request of its own is told by the rest. */
async function readRest(
  cluster: Cluster,
  subject: InNamespace,
  alert: Alert,
  own: Pick<Evidence, 'webhook' | 'pod' | 'lastWords' | 'events'>,
  metricsOf: Metrics | null,
  inFull: boolean,
): Promise<Evidence> {
  const { namespace, workload, controller } = subject;
  const last = own.pod.known ? (own.pod.value.states.at(-1) ?? null) : null;
  const found = workload ? await controllersOf(cluster, namespace, workload) : [];
  // Its own set counts where the others cannot be listed.
  const controllers = controller ? [...found, controller] : found;
  const fronted = servicesMatter(subject, own.pod);
  const nodeRead = Promise.all([readNode(cluster, subject), readNodeEvents(cluster, subject)]);
  const worth = nodeRead.then(([node, nodeEvents]) => neighboursMatter(subject, { ...own, node, nodeEvents }));
  // The next run's words are the first to be spared: no alert alone costs more than eight requests.
  const both = async (): Promise<boolean> => !fronted && !(await worth);
  const readOwn = async (story: PodStory): Promise<Evidence['log']> =>
    inFull || story.presence === 'gone' ? readLog(cluster, subject, story, both) : notSampled;
  const [[node, nodeEvents], neighbours, rollout, owners, siblings, services, metrics, usage, log] = await Promise.all([
    nodeRead,
    worth.then(async (matter) => (matter ? readNeighbours(cluster, subject) : nothingAsked)),
    readRollout(cluster, subject, last ?? podInEvent(alert), splitOf(own.pod) === 'pod-gone'),
    ownersMatter(subject, own.pod) ? readOwners(cluster, subject) : noOwners,
    readSiblings(cluster, subject, controllers),
    last && fronted ? readServices(cluster, namespace, last) : nothingAsked,
    inFull ? readMetrics(cluster, namespace, own.pod) : nothingAsked,
    readUsage(inFull ? metricsOf : null, subject, own),
    own.pod.known ? readOwn(own.pod.value) : own.pod,
  ]);
  return { ...own, log, rollout, node, nodeEvents, owners, siblings, neighbours, services, metrics, usage };
}

/**
 * Everything that the cluster can tell about an alert.
 * @param subject what the alert itself says, from `identify`
 * @param cluster a reader of one batch (see reader.ts)
 * @param hints what earlier looks at this very container know; null on the first look
 * @param metricsOf a batch's reader of what was measured there; null without a Prometheus
 * @param sample which subjects are read in full; the others without their log and their use of memory
 */
export async function gather(
  subject: Subject,
  alert: Alert,
  cluster: Cluster,
  hints: Hints | null = null,
  metricsOf: Metrics | null = null,
  sample: Sample = all,
): Promise<Gathered> {
  if (subject.namespace === null) return gatherNode(subject, alert, cluster);
  const inNamespace = { ...subject, namespace: subject.namespace };
  const [events, chosen] = await Promise.all([
    readEvents(cluster, subject.namespace),
    choosePod(cluster, inNamespace, alert),
  ]);
  const located = await locate(cluster, { ...chosen, namespace: subject.namespace }, alert, events, hints);
  const last = located.pod.known ? (located.pod.value.states.at(-1) ?? null) : null;
  const whole = await complete(cluster, { ...located.subject, namespace: subject.namespace }, last, alert, events);
  const about: Events = events.known ? { known: true, value: eventsAbout(events.value, whole) } : events;
  const webhook = { known: true, value: alert } as const;
  const inFull = located.pod.known && sample(whole, located.pod.value.presence);
  const own = { webhook, pod: located.pod, lastWords: located.lastWords, events: about };
  return { subject: whole, evidence: await readRest(cluster, whole, alert, own, metricsOf, inFull) };
}
