/** `pod/NAME` and `deploy/NAME`: what a person asks about, as the alert that a sender would have sent. */
import { couldNotStart, endIn, workersOf } from '../facts/containers.ts';
import { mentions } from '../facts/events.ts';
import { isDns1123Name } from '../facts/names.ts';
import { nearest } from '../facts/nearest.ts';
import type { Cluster } from '../ports.ts';
import type { Alert, Kind, Pod } from '../types.ts';
import { InputError } from './explain-input.ts';
import { podThatTells } from './explain-workload.ts';
import { UsageError } from './flags.ts';

/** Kubernetes' name of each kind, the list that must hold it (a pod may be gone from it), and what kubectl lets people call it. */
const kinds = {
  pod: { kind: 'Pod', list: 'pods', names: ['pod', 'pods', 'po'] },
  deployment: { kind: 'Deployment', list: 'deployments', names: ['deployment', 'deployments', 'deploy'] },
  statefulset: { kind: 'StatefulSet', list: 'statefulsets', names: ['statefulset', 'statefulsets', 'sts'] },
  daemonset: { kind: 'DaemonSet', list: 'daemonsets', names: ['daemonset', 'daemonsets', 'ds'] },
  job: { kind: 'Job', list: 'jobs', names: ['job', 'jobs'] },
} as const satisfies Record<string, { kind: string; list: Kind; names: string[] }>;

export type Target = { kind: keyof typeof kinds; name: string };
type Place = { namespace: string; container: string | null; now: string };

/** `pod/NAME` with kubectl's names and short names of kinds. @throws UsageError */
export function parseTarget(word: string): Target {
  const [given = '', name = ''] = word.toLowerCase().split('/', 2);
  const all = Object.entries(kinds) as [Target['kind'], (typeof kinds)[Target['kind']]][];
  const kind = all.find(([, { names }]) => (names as readonly string[]).includes(given.split('.')[0] ?? ''))?.[0];
  if (!word.includes('/')) throw new UsageError(`"${word}" could be anything: say pod/${word} or deploy/${word}.`);
  if (kind === undefined) {
    const near = nearest(
      given,
      all.flatMap(([, { names }]) => [...names]),
    );
    throw new UsageError(
      `"${given}" is no kind that can be explained.${near === null ? ` These can: ${Object.keys(kinds).join(', ')}.` : ` Did you mean ${near}/${name}?`}`,
    );
  }
  if (!isDns1123Name(name)) throw new UsageError(`"${name}" is not a name that Kubernetes would allow.`);
  return { kind, name };
}

/** An alert by hand: it says whom it is about and nothing that a source could cite. */
function alertAbout(labels: Record<string, string>, { container, now }: Place): Alert {
  return {
    sender: 'alertmanager',
    cluster: null,
    status: 'firing',
    fingerprint: Object.values(labels).join('/'),
    startsAt: now,
    endsAt: null,
    labels: { ...labels, ...(container === null ? {} : { container }) },
    annotations: {},
    field: '',
    event: null,
  };
}

/** Containers of a pod that ended, also in an earlier run, or that cannot start. An init container that did its work is no story. */
function stopped(pod: Pod): string[] {
  return workersOf(pod)
    .filter(({ list, status }) => {
      const end = endIn(pod, status.name);
      const done = list === 'initContainerStatuses' && end?.terminated.exitCode === 0;
      return (end !== null && !done) || couldNotStart(status.state?.waiting?.reason);
    })
    .map(({ status }) => status.name);
}

/** A pod on its way out, or evicted, has a story even if no container shows an end. */
const isGoing = (pod: Pod): boolean =>
  Boolean(pod.metadata?.deletionTimestamp ?? pod.status?.reason) || !['Running', undefined].includes(pod.status?.phase);

/**
 * One alert for each container of a pod that has a story; none when none has.
 * @throws InputError when the pod has no container of that name
 */
export function alertsForPod(pod: Pod, place: Place): Alert[] {
  const { name = '', uid } = pod.metadata ?? {};
  const spec = pod.spec;
  const known = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].map((c) => c.name);
  if (place.container !== null && !known.includes(place.container))
    throw new InputError(missing(`Pod ${name} has no container ${place.container}.`, place.container, known));
  const labels = { namespace: place.namespace, pod: name, ...(uid === undefined ? {} : { uid }) };
  if (place.container !== null) return [alertAbout(labels, place)];
  const names = stopped(pod);
  if (names.length > 0) return names.map((container) => alertAbout(labels, { ...place, container }));
  return isGoing(pod) ? [alertAbout(labels, place)] : [];
}

/**
 * The alerts that a target means in a cluster; none when nothing of it stopped.
 * @throws InputError when there is no such thing, or its list cannot be read
 */
export async function alertsForTarget(target: Target, cluster: Cluster, place: Place): Promise<Alert[]> {
  const { namespace } = place;
  const { kind, list } = kinds[target.kind];
  const listed = await cluster.list<Kind>(list, { namespace });
  if (!listed.known) throw new InputError(`The ${list} of namespace ${namespace} cannot be read: ${listed.why}.`);
  const found = listed.value.items.find((item) => item.metadata?.name === target.name);
  if (kind === 'Pod')
    return found === undefined
      ? alertForGone(target.name, cluster, place, listed.value.items)
      : alertsForPod(found as Pod, place);
  if (found === undefined)
    throw new InputError(
      missing(
        `There is no ${target.kind} ${target.name} in namespace ${namespace}.`,
        target.name,
        namesOf(listed.value.items),
      ),
    );
  const pod = await podThatTells(cluster, namespace, { kind, name: target.name });
  if (pod === null) return [];
  const pods = await cluster.list('pods', { namespace });
  const present = pods.known ? pods.value.items.find((one) => one.metadata?.uid === pod.uid) : undefined;
  const labels = { namespace, pod: pod.name, ...(pod.uid !== null && { uid: pod.uid }) };
  return present === undefined ? [alertAbout(labels, place)] : alertsForPod(present, place);
}

const namesOf = (items: { metadata?: { name?: string } }[]): string[] => items.map((item) => item.metadata?.name ?? '');

/** A pod that is not listed was there if an event speaks of it. @throws InputError when none does */
async function alertForGone(
  name: string,
  cluster: Cluster,
  place: Place,
  pods: { metadata?: { name?: string } }[],
): Promise<Alert[]> {
  const { namespace } = place;
  const events = await cluster.list('events', { namespace });
  const spoken = !events.known || events.value.items.some((e) => mentions(e, name) || e.involvedObject?.name === name);
  if (spoken) return [alertAbout({ namespace, pod: name }, place)];
  throw new InputError(
    missing(`There is no pod ${name} in namespace ${namespace}, and no event speaks of one.`, name, namesOf(pods)),
  );
}

function missing(sentence: string, given: string, known: string[]): string {
  const near = nearest(given, known);
  const has =
    known.length > 0 && known.length <= 8 ? ` There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}.` : '';
  return `${sentence}${near === null ? has : ` Did you mean ${near}?`}`;
}
