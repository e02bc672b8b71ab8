/** How a pod that is already gone ended: its last changes, read back with a watch from an older resource version. */
import { eventTime, happenedBetween, isAboutPod, mentions } from '../facts/events.ts';
import { joined } from '../facts/stories.ts';
import { newer } from '../facts/versions.ts';
import type { Cluster } from '../ports.ts';
import type { Alert, Hints, KubeEvent, Pod, Reading, Seen, Subject } from '../types.ts';

/** The controller's word that it deletes this pod, said before the kubelet's that it kills it: then nothing of the end came earlier. */
function orderBefore(events: KubeEvent[], pod: string | null, killing: KubeEvent): KubeEvent | null {
  const at = eventTime(killing);
  const orders = events.filter((e) => e.reason === 'SuccessfulDelete' && pod !== null && mentions(e, pod));
  return orders.findLast((e) => happenedBetween(e, at, at, 1)) ?? null;
}

/**
 * The resource versions to start from, in the order in which they are tried. A `Killing` event carries the version that the pod had
 * when its container started, long ago for most pods; a controller's event carries the controller's own, from a moment before it deleted
 * the pod. At last the event's own version: good where events and pods are kept in one etcd, as they are by default.
 */
function startsFrom(events: Seen<KubeEvent>[], alert: Alert, subject: Subject): string[] {
  const all = [...events.map((seen) => seen.object), ...(alert.event ? [alert.event] : [])];
  const about = all.filter((e) => isAboutPod(e, subject));
  const killing = about.findLast((e) => e.reason === 'Killing');
  const said = killing ?? about.at(-1);
  const order = killing ? orderBefore(all, subject.pod, killing) : null;
  const first = newer(said?.involvedObject?.resourceVersion ?? null, order?.involvedObject?.resourceVersion ?? null);
  const own = killing?.metadata?.resourceVersion ?? null;
  return [...new Set([first, own])].filter((version) => version !== null);
}

type Of = Subject & { namespace: string; pod: string };
type Words = { states: Pod[]; deleted: boolean };

/** What the watch replays, after what this look had seen itself; that alone where the watch tells nothing. */
function withSeen(words: Reading<Words>, seen: Pod[]): Reading<Words> {
  if (seen.length === 0) return words;
  if (!words.known) return { known: true, value: { states: seen, deleted: false } };
  return { known: true, value: { ...words.value, states: joined(seen, words.value.states) } };
}

const brokenOff = { known: false, why: 'the watch on its last changes broke off', passing: true } as const;

function hasEnded(pod: Pod | undefined): boolean {
  const statuses = pod?.status?.containerStatuses ?? [];
  return statuses.length > 0 && statuses.every(({ state }) => state?.terminated);
}

/** What one watch replays of the pod. */
async function replayed(
  cluster: Cluster,
  from: NonNullable<Hints['watch']>,
  { namespace, pod, uid: known }: Pick<Of, 'namespace' | 'pod' | 'uid'>,
): Promise<Reading<Words>> {
  const answer = await cluster.replay({ namespace, ...from });
  if (!answer.known) return answer;
  const ofPod = answer.value.changes.filter((change) => change.object.metadata?.name === pod);
  const uid = known ?? ofPod.at(0)?.object.metadata?.uid;
  const changes = ofPod.filter((change) => change.object.metadata?.uid === uid);
  const states = changes.map((change) => change.object);
  const deleted = changes.at(-1)?.type === 'DELETED';
  // Its end may be in what was cut: that it is not among the rest tells nothing.
  if (answer.value.cut && !deleted && !hasEnded(states.at(-1))) return brokenOff;
  return { known: true, value: { states, deleted } };
}

/**
 * The pod's states that the watch replays, oldest first; only those of the subject's UID where it is known.
 * One request, two where the history does not reach back to the first resource version. Not known when no version is in hand, the
 * history is used up (410), or watching is forbidden.
 * @param hints where an earlier look says a watch begins (for all pods of the revision, so that they share the request), and what it saw
 */
export async function readLastWords(
  cluster: Cluster,
  events: Reading<Seen<KubeEvent>[]>,
  alert: Alert,
  subject: Of,
  hints: Hints | null = null,
): Promise<Reading<Words>> {
  const seen = hints?.states ?? [];
  if (hints?.watch) return withSeen(await replayed(cluster, hints.watch, subject), seen);
  const [first, second] = startsFrom(events.known ? events.value : [], alert, subject);
  if (first === undefined) {
    const why = 'no event of the pod carries a resource version to read its last words from';
    return withSeen({ known: false, why }, seen);
  }
  const fieldSelector = `metadata.name=${subject.pod}`;
  const words = await replayed(cluster, { resourceVersion: first, fieldSelector }, subject);
  if (words.known || second === undefined) return withSeen(words, seen);
  const late = await replayed(cluster, { resourceVersion: second, fieldSelector }, subject);
  // A version of another etcd may be answered with nothing, which says nothing.
  return withSeen(late.known && late.value.states.length > 0 ? late : words, seen);
}
