/** Made-up pods, events and evidence for the tests of judgement: a test says what it is about, the rest is plain. */
import type {
  Alert,
  Ending,
  Evidence,
  KubeEvent,
  Node,
  Pod,
  PodStory,
  Revision,
  Rollout,
  Seen,
  Service,
  Subject,
} from '../../src/types.ts';

const start = Date.parse('2026-11-22T14:00:00Z');
const namespace = '/api/v1/namespaces/shop';

/** Seconds after 14:00:00 as Kubernetes writes them; a fraction stays (MicroTime). */
export const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString().replace('.000Z', 'Z');

type Ended = { exitCode: number; reason?: string; startedAt?: string | null; finishedAt?: string | null };
type Container = {
  name?: string;
  /** `state.terminated`; without one the container runs. */
  ended?: Ended;
  /** `state.waiting.reason`. */
  waiting?: string;
  /** `lastState.terminated`. */
  before?: Ended;
  restarts?: number;
};

function statusOf({ name = 'app', ended, waiting, before, restarts = 0 }: Container) {
  const state = ended ? { terminated: ended } : waiting ? { waiting: { reason: waiting } } : { running: {} };
  return { name, restartCount: restarts, state, lastState: before ? { terminated: before } : {} };
}

type PodParts = {
  name?: string;
  uid?: string;
  /** Deadline in seconds, and the grace: `deletionTimestamp` and `deletionGracePeriodSeconds`. */
  deletion?: [deadline: number, grace: number];
  containers?: Container[];
  init?: Container[];
  spec?: object;
  status?: object;
  metadata?: object;
};

/** A pod `web-1` in `shop`; its one container `app` runs. */
export function pod({ name = 'web-1', uid = 'uid-1', deletion, containers = [{}], init = [], ...more }: PodParts = {}) {
  const going = deletion && { deletionTimestamp: at(deletion[0]), deletionGracePeriodSeconds: deletion[1] };
  const named = (of: Container[]) => of.map((c) => ({ name: c.name ?? 'app' }));
  return {
    metadata: { name, namespace: 'shop', uid, ...going, ...more.metadata },
    spec: { containers: named(containers), initContainers: named(init), ...more.spec },
    status: { containerStatuses: containers.map(statusOf), initContainerStatuses: init.map(statusOf), ...more.status },
  } as unknown as Pod;
}

/** The pod's states, oldest first, as the list shows them. */
export const story = (...states: Pod[]): PodStory => ({
  path: `${namespace}/pods/web-1`,
  states,
  presence: 'present',
  successor: false,
});

/** The same for a pod that is gone. */
export const goneStory = (...states: Pod[]): PodStory => ({ ...story(...states), presence: 'gone' });

type EventParts = {
  kind?: string;
  name?: string;
  uid?: string;
  container?: string | null;
  message?: string;
  /** Fields of the event itself, in place of what the seconds say. */
  fields?: object;
};

/** An event at a second, about container `app` of pod `web-1`. */
export function event(reason: string, seconds: number, parts: EventParts = {}): Seen<KubeEvent> {
  const { kind = 'Pod', name = 'web-1', uid, container = 'app', message = '', fields } = parts;
  const fieldPath = kind === 'Pod' && container !== null ? { fieldPath: `spec.containers{${container}}` } : {};
  const involvedObject = { kind, name, ...(uid && { uid }), ...fieldPath };
  const times = { firstTimestamp: at(seconds), lastTimestamp: at(seconds) };
  const metadata = { name: `${name}.${reason.toLowerCase()}`, uid: `${name}-${reason}-${seconds}` };
  return {
    path: `${namespace}/events/${metadata.name}`,
    object: { metadata, reason, message, involvedObject, ...times, ...fields } as unknown as KubeEvent,
  };
}

/** `Stopping container app`, as a kubelet says it. */
export const killing = (seconds: number, message = 'Stopping container app', parts: EventParts = {}): Seen<KubeEvent> =>
  event('Killing', seconds, { message, ...parts });

/** A node as the API has it, at its path. */
export const node = (spec: object = {}, status: object = {}): Seen<Node> => ({
  path: '/api/v1/nodes/node-1',
  object: { metadata: { name: 'node-1' }, spec, status } as unknown as Node,
});

/** A Service of `shop` at its path. */
export const serviceOf = (name: string, spec: object): Seen<Service> => ({
  path: `${namespace}/services/${name}`,
  object: { metadata: { name, namespace: 'shop' }, spec } as unknown as Service,
});

export const subject = (parts: Partial<Subject> = {}): Subject => ({
  cluster: 'lab',
  namespace: 'shop',
  pod: 'web-1',
  uid: 'uid-1',
  container: 'app',
  containers: 1,
  controller: { kind: 'ReplicaSet', name: 'web-a' },
  workload: { kind: 'Deployment', name: 'web' },
  node: 'node-1',
  ...parts,
});

export const alert = (parts: Partial<Alert> = {}): Alert => ({
  sender: 'alertmanager',
  cluster: 'lab',
  status: 'firing',
  fingerprint: 'f-1',
  startsAt: at(0),
  endsAt: null,
  labels: {},
  annotations: {},
  field: 'alerts[0]',
  event: null,
  ...parts,
});

const known = <T>(value: T) => ({ known: true, value }) as const;
export const unread = (why = 'events are forbidden to lastword (403)') => ({ known: false, why }) as const;

/** Evidence that was read and holds nothing but the story and the events. */
export function evidence(of: PodStory, events: Seen<KubeEvent>[] = [], parts: Partial<Evidence> = {}): Evidence {
  return {
    webhook: known(alert()),
    pod: known(of),
    lastWords: known(null),
    events: known(events),
    log: unread('its log is empty or no longer kept'),
    rollout: known(null),
    node: known(node()),
    nodeEvents: known([]),
    owners: known({ controller: null, workload: null }),
    siblings: known([]),
    neighbours: known(null),
    services: known(null),
    metrics: known(null),
    usage: known(null),
    ...parts,
  };
}

export const ending = (parts: Partial<Ending> = {}): Ending => ({
  id: 'stopped-in-time',
  exitCode: 143,
  reason: 'Error',
  startedAt: at(-600),
  finishedAt: at(2),
  toldAt: at(0),
  graceSeconds: 30,
  graceField: 'metadata.deletionGracePeriodSeconds',
  tookSeconds: 2,
  field: 'status.containerStatuses[name=app].state.terminated',
  because: [],
  ...parts,
});

/** Revision 1 of `web` is `web-a`, 2 is `web-b` and so on; each was born when it says (seconds). */
export const revision = (number: number, born: number, parts: Partial<Revision> = {}): Revision => ({
  path: `/apis/apps/v1/namespaces/shop/replicasets/web-${'-abcdef'[number]}`,
  name: `web-${'-abcdef'[number]}`,
  number,
  createdAt: at(born),
  changeCause: null,
  annotations: {},
  restartedAt: null,
  images: { app: `web:v${number}` },
  env: {},
  volumes: {},
  template: `template-${number}`,
  replicas: 0,
  sources: [{ path: 'p', field: `revision ${number}`, value: number }],
  ...parts,
});

/** The history of Deployment `web`; the subject's pod is of `web-a`. */
export const rollout = (...revisions: Revision[]): Rollout => ({
  kind: 'Deployment',
  revisions,
  own: 'web-a',
  current: revisions.at(-1)?.name ?? null,
  recreate: false,
  pending: false,
});

export const queryPath = '/api/v1/query?query=max%28x%29&time=2026-11-22T14%3A00%3A02Z';

/** What Prometheus answered about the five minutes before second 2; null: it has no such series. */
export function measured(
  measure: 'memory' | 'throttled',
  text: string | null,
  of: { end: string | null; seconds: number } = { end: at(2), seconds: 300 },
): Evidence['usage'] {
  const result = text === null ? [] : [{ metric: {}, value: [Date.parse(at(2)) / 1000, text] as [number, string] }];
  const seen = { path: queryPath, object: { data: { result } } };
  return known({ ...of, memory: null, throttled: null, [measure]: seen });
}
