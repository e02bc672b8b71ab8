/** Made-up deaths: pods that are told to stop, as the API of 1.28 and of 1.36 shows it, with the truth of how they ended. */
import type { Recorded } from '../../src/demo/snapshot.ts';
import type { Life, LifeLine } from './life.ts';

/** `stopsAfter` seconds of being told, with `exitCode`; whoever needs longer than the grace is killed. */
export type DyingContainer = { name: string; stopsAfter: number; exitCode: number };

/** Times in milliseconds. What the kubelet needs: to hear of it, to show an end, and to let the pod go. */
export type Death = {
  pods: { containers: DyingContainer[] }[];
  grace: number;
  /** Fraction of a second at which the pod was deleted: what the API writes is cut to whole seconds. */
  fraction: number;
  hears: number;
  shows: number;
  stands: number;
  style: '1.28' | '1.36';
  /** The ends of a pod's containers show one by one, or all at once with the last. */
  oneByOne: boolean;
};

export type Truth = { ending: 'stopped-in-time' | 'killed-after-grace'; exitCode: number };

/** When the pods are told to stop, but for the `fraction`, where a life says nothing else. */
export const toldAt = Date.parse('2026-11-22T14:00:10.000Z');
const namespace = 'shop';
const whole = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');

export const podName = (at: number): string => `web-6c9f7d5b4-${String(at).padStart(5, 'a')}`;
export const podUid = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;

function podObject(at: number, containers: DyingContainer[], grace: number): Recorded {
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: podName(at),
      namespace,
      uid: podUid(at),
      creationTimestamp: '2026-11-22T13:00:00Z',
      labels: { app: 'web', 'pod-template-hash': '6c9f7d5b4' },
      ownerReferences: [{ kind: 'ReplicaSet', name: 'web-6c9f7d5b4', controller: true }],
    },
    spec: {
      nodeName: 'node-1',
      terminationGracePeriodSeconds: grace,
      containers: containers.map(({ name }) => ({ name, image: 'web:v1' })),
    },
  };
}

const running = { running: { startedAt: '2026-11-22T13:00:02Z' } };
const containerStatus = (name: string, state: object) => ({ name, restartCount: 0, state, lastState: {} });

/** When a container ended after it was told, and how (milliseconds since it was told). */
function endOf({ stopsAfter, exitCode }: DyingContainer, grace: number): { after: number } & Truth {
  return stopsAfter < grace
    ? { after: stopsAfter * 1000, exitCode, ending: 'stopped-in-time' }
    : { after: grace * 1000 + 10, exitCode: 137, ending: 'killed-after-grace' };
}

type Line = Omit<LifeLine, 'at'> & { ms: number };

function event(at: number, about: object, reason: string, message: string, ms: number): Line {
  const object = {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: {
      name: `e${at}.${reason}.${message.length}.${message.slice(-8)}`,
      namespace,
      uid: `${reason}-${at}-${message}`,
    },
    involvedObject: { ...about, namespace },
    reason,
    message,
    type: 'Normal',
    count: 1,
    firstTimestamp: whole(ms),
    lastTimestamp: whole(ms),
  };
  return { ms, resource: 'events', type: 'ADDED', object };
}

/** One pod's change: every object of it says what it shows. */
function lives(at: number, { containers }: { containers: DyingContainer[] }, death: Death, told: number): Line[] {
  const { grace, style } = death;
  const base = podObject(at, containers, grace);
  const asked = told + death.fraction;
  const begins = asked + death.hears;
  const deadline = whole(Math.floor(asked / 1000) * 1000 + grace * 1000);
  const ends = containers.map((container) => ({ name: container.name, ...endOf(container, grace) }));
  const last = Math.max(...ends.map((end) => end.after));
  const shown = (upTo: number): object[] =>
    ends.map(({ name, after, exitCode }) => {
      if (after > upTo || (!death.oneByOne && upTo < last)) return containerStatus(name, running);
      const reason = exitCode === 0 ? 'Completed' : 'Error';
      const finishedAt = whole(begins + after);
      return containerStatus(name, { terminated: { exitCode, reason, finishedAt, ...running.running } });
    });
  const object = (times: object, statuses: object[]): Recorded => ({
    ...base,
    metadata: { ...base.metadata, ...times },
    status: { phase: 'Running', containerStatuses: statuses },
  });
  const going = { deletionTimestamp: deadline, deletionGracePeriodSeconds: grace };
  const pods = (ms: number, type: string, of: Recorded): Line => ({ ms, resource: 'pods', type, object: of });
  const overAt = begins + last + death.shows;
  const goneAt = overAt + death.stands;
  // In its last moment a pod's deadline moves: to now (1.36), or back to when it was asked to go (1.28).
  const moved = { deletionTimestamp: whole(style === '1.28' ? asked : goneAt), deletionGracePeriodSeconds: 0 };
  const times = [...new Set(ends.map((end) => end.after))].toSorted((a, b) => a - b);
  return [
    pods(told - 5_000, 'ADDED', object({}, shown(-1))),
    pods(asked, 'MODIFIED', object(going, shown(-1))),
    event(at, { kind: 'ReplicaSet', name: 'web-6c9f7d5b4' }, 'SuccessfulDelete', `Deleted pod: ${podName(at)}`, asked),
    ...containers.map(({ name }) =>
      event(
        at,
        {
          kind: 'Pod',
          name: podName(at),
          uid: podUid(at),
          fieldPath: `spec.containers{${name}}`,
          resourceVersion: '90',
        },
        'Killing',
        `Stopping container ${name}`,
        begins,
      ),
    ),
    ...times
      .filter((after) => after < last && death.oneByOne)
      .map((after) => pods(begins + after + death.shows, 'MODIFIED', object(going, shown(after)))),
    pods(overAt, 'MODIFIED', object(going, shown(last))),
    pods(goneAt, 'MODIFIED', object(moved, shown(last))),
    pods(goneAt + 4, 'DELETED', object(moved, shown(last))),
  ];
}

/** A pod of the next revision, which stands for the rollout. */
function successor(told: number): Line[] {
  const pod = podObject(999, [{ name: 'app', stopsAfter: 0, exitCode: 0 }], 30);
  const metadata = {
    ...pod.metadata,
    name: 'web-7d8f9-zzzzz',
    creationTimestamp: whole(told - 1_000),
    labels: { app: 'web', 'pod-template-hash': '7d8f9' },
    ownerReferences: [{ kind: 'ReplicaSet', name: 'web-7d8f9', controller: true }],
  };
  const spec = { ...(pod['spec'] as object), containers: [{ name: 'app', image: 'web:v2' }] };
  const status = { phase: 'Running', containerStatuses: [containerStatus('app', running)] };
  return [{ ms: told - 1_000, resource: 'pods', type: 'ADDED', object: { ...pod, metadata, spec, status } }];
}

/**
 * The version that an event carries of what it is about: the kubelet's that of the pod when its container started, a controller's its
 * own from just before.
 */
function aboutVersion(life: Life, object: Recorded, before: number): string {
  const { kind, uid } = object['involvedObject'] as { kind: string; uid?: string };
  const first = life.find((line) => line.object.metadata.uid === uid)?.object.metadata.resourceVersion;
  return kind === 'Pod' ? (first ?? '') : String(before);
}

/** The life of a rollout in which these pods die, in the order of time, with resource versions that count up. */
export function lifeOf(death: Death, told = toldAt): Life {
  const lines = [...death.pods.flatMap((pod, at) => lives(at, pod, death, told)), ...successor(told)];
  const life: Life = [];
  for (const [at, { ms, resource, type, object }] of lines.toSorted((a, b) => a.ms - b.ms).entries()) {
    const metadata = { ...object.metadata, resourceVersion: String(101 + 10 * at) };
    const about = object['involvedObject'] as object | undefined;
    const involvedObject = about && { ...about, resourceVersion: aboutVersion(life, object, 101 + 10 * at - 15) };
    const whole = { ...object, metadata, ...(involvedObject && { involvedObject }) };
    life.push({ at: new Date(ms).toISOString(), resource, type, object: whole });
  }
  return life;
}

/** How a container of the death ended. */
export function truthOf({ pods, grace }: Death, pod: number, container: number): Truth {
  const dying = pods[pod]?.containers[container];
  if (!dying) throw new Error(`no container ${container} of pod ${pod} dies`);
  const { ending, exitCode } = endOf(dying, grace);
  return { ending, exitCode };
}

/** A rollout whose old pods have one container each, that ends after so many seconds with 143. */
export const rolloutOf = (pods: number, grace: number, stopsAfter: number): Death => ({
  pods: Array.from({ length: pods }, () => ({ containers: [{ name: 'app', stopsAfter, exitCode: 143 }] })),
  grace,
  fraction: 300,
  hears: 20,
  shows: 150,
  stands: 500,
  style: '1.36',
  oneByOne: false,
});
