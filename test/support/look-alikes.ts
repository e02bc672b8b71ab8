/** Recordings changed in exactly what decides, and the tables that use them. */
import { describe, expect, it } from 'vitest';
import type { Diagnosis, KubeEvent, Pod, ReplicaSet } from '../../src/types.ts';
import { explainRecording, recording, recordingNames, truthOf, type Recording } from './recordings.ts';

type Terminated = { exitCode: number; reason?: string; message?: string; startedAt?: string; finishedAt?: string };

/** Every object of a resource (`pods`, `replicasets` …) in the lists, and of pods in what a watch would replay. */
function objectsOf<T>({ snapshot }: Recording, plural: string): T[] {
  const lists = Object.entries(snapshot.resources).filter(([path]) => path.endsWith(`/${plural}`));
  const listed = lists.flatMap(([, list]) => ('items' in list && Array.isArray(list.items) ? list.items : []));
  const replayed = plural === 'pods' ? Object.values(snapshot.changes).flatMap((all) => all.map((c) => c.object)) : [];
  return [...listed, ...replayed] as T[];
}

const eventLists = ({ snapshot, truth }: Recording, namespace = truth.namespace): { items: unknown[] }[] =>
  Object.entries(snapshot.resources)
    .filter(([path]) => path === `/api/v1/namespaces/${namespace}/events`)
    .map(([, list]) => list as { items: unknown[] });

/** Changes every object of a resource, or the one of that name. */
export function edit<T>(story: Recording, plural: string, name: string | null, change: (object: T) => void): void {
  const all = objectsOf<T & { metadata: { name: string } }>(story, plural);
  const found = all.filter((object) => name === null || object.metadata.name === name);
  if (found.length === 0) throw new Error(`${story.name} has no ${plural} ${name ?? ''}`);
  found.forEach(change);
}

const listsOf = ({ snapshot }: Recording, plural: string): { items: { metadata: { name: string } }[] }[] =>
  Object.entries(snapshot.resources)
    .filter(([path]) => path.endsWith(`/${plural}`))
    .map(([, list]) => list as { items: { metadata: { name: string } }[] });

/** Adds an object to a resource's list. */
export function add(story: Recording, plural: string, object: { metadata: { name: string } }): void {
  for (const list of listsOf(story, plural)) list.items.push(object);
}

/** Takes an object out of a resource's list. */
export function remove(story: Recording, plural: string, name: string): void {
  for (const list of listsOf(story, plural)) list.items = list.items.filter((item) => item.metadata.name !== name);
}

/** Gives the subject's pod another owner. */
export function adopt(story: Recording, kind: string, name: string): void {
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
    pod.metadata!.ownerReferences = [{ apiVersion: 'example/v1', kind, name, uid: `uid-of-${name}`, controller: true }];
  });
}

/** A Deployment's recording as Argo's Rollout keeps it: ReplicaSets with Argo's revision, events about the Rollout. */
export function asArgoRollout(story: Recording): void {
  const text = JSON.stringify(story.snapshot).replaceAll(
    'deployment.kubernetes.io/revision',
    'rollout.argoproj.io/revision',
  );
  story.snapshot = JSON.parse(text) as Recording['snapshot'];
  const path = Object.keys(story.snapshot.resources).find((key) => key.endsWith('/deployments')) ?? '';
  story.snapshot.resources[path] = {
    kind: 'DeploymentList',
    apiVersion: 'apps/v1',
    metadata: { resourceVersion: '1' },
    items: [],
  };
  edit<ReplicaSet>(story, 'replicasets', null, (set) => {
    for (const ref of set.metadata!.ownerReferences ?? [])
      Object.assign(ref, { kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' });
  });
  edit<{ involvedObject?: { kind?: string } }>(story, 'events', null, (e) => {
    if (e.involvedObject?.kind === 'Deployment') e.involvedObject.kind = 'Rollout';
  });
}

/** Writes the condition `DisruptionTarget` into the subject's pod wherever it goes or has failed; null takes it away. */
export function disrupt(story: Recording, reason: string | null, message = ''): void {
  const type = 'DisruptionTarget';
  edit<Pod>(story, 'pods', story.truth.pod, ({ metadata, status }) => {
    const others = (status?.conditions ?? []).filter((c) => c.type !== type);
    const goes = metadata?.deletionTimestamp || status?.phase === 'Failed';
    if (status) status.conditions = reason && goes ? [...others, { type, status: 'True', reason, message }] : others;
  });
}

/** What the kubelet writes into the status of a pod that it ended. */
export function failPod(story: Recording, reason: string, message: string): void {
  edit<Pod>(story, 'pods', story.truth.pod, ({ status }) => {
    if (status?.phase === 'Failed') Object.assign(status, { reason, message });
  });
}

/** Takes away what was said of nodes for a reason. */
export function withoutNodeEvents(story: Recording, reason: string): void {
  for (const list of eventLists(story, 'default'))
    list.items = (list.items as KubeEvent[]).filter((e) => e.reason !== reason);
}

/** Changes what was said of nodes for a reason. */
export function editNodeEvents(story: Recording, reason: string, change: (event: KubeEvent) => void): void {
  for (const list of eventLists(story, 'default'))
    (list.items as KubeEvent[]).filter((e) => e.reason === reason).forEach(change);
}

/** Takes away the events of a reason (those whose message fits, where that is given). */
export function withoutEvents(story: Recording, reason: string, message = /^/): void {
  for (const list of eventLists(story)) {
    list.items = (list.items as KubeEvent[]).filter((e) => e.reason !== reason || !message.test(e.message ?? ''));
  }
}

/** Changes the events of a reason. */
export function editEvents(story: Recording, reason: string, change: (event: KubeEvent) => void): void {
  const found = eventLists(story).flatMap((list) => (list.items as KubeEvent[]).filter((e) => e.reason === reason));
  if (found.length === 0) throw new Error(`${story.name} has no ${reason} event`);
  found.forEach(change);
}

/** Adds an event at a moment (RFC 3339): about the subject's container, or about `other` (a node's go to `default`). */
export function addEvent(
  story: Recording,
  reason: string,
  message: string,
  at: string,
  other?: { kind: string; name: string; namespace?: string },
): void {
  const { namespace, pod, container } = story.truth;
  const about = { kind: 'Pod', namespace, name: pod, fieldPath: `spec.containers{${container}}` };
  const metadata = { name: `added-${reason.toLowerCase()}`, namespace, uid: `added-${reason}` };
  const times = { firstTimestamp: at, lastTimestamp: at, count: 1 };
  const event = { metadata, involvedObject: other ?? about, reason, message, type: 'Normal', ...times };
  const where = other?.kind === 'Node' ? 'default' : namespace;
  for (const list of eventLists(story, where)) list.items.push(event);
}

/** Changes how the subject's container ended, wherever its pod shows the end. */
export function editEnd(story: Recording, change: (end: Terminated) => void): void {
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
    const all = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
    const status = all.find((c) => c.name === story.truth.container);
    for (const end of [status?.state?.terminated, status?.lastState?.terminated]) if (end) change(end);
  });
}

/** Another run of the subject's container follows the one that the recording ends with, and crashes: from and to a second of now. */
export function crashAgain(story: Recording, startedAt: string, finishedAt: string, exitCode = 1): void {
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
    const status = pod.status?.containerStatuses?.find((c) => c.name === story.truth.container);
    const terminated = { exitCode, reason: 'Error', startedAt, finishedAt };
    if (status?.lastState?.terminated) Object.assign(status, { state: { terminated }, ready: false });
  });
}

/** What the subject's container waits for: the reason and message of its state. */
export function editWaiting(story: Recording, reason: string, message: string): void {
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
    const status = pod.status?.containerStatuses?.find((c) => c.name === story.truth.container);
    if (status) status.state = { waiting: { reason, message } };
  });
}

/** The API refuses to list a resource of the subject's namespace (or of `default`, where a node's events are). */
export function forbid({ snapshot, truth }: Recording, plural: string, namespace = truth.namespace): void {
  for (const path of Object.keys(snapshot.resources)) {
    if (!path.endsWith(`/namespaces/${namespace}/${plural}`) && path !== `/api/v1/${plural}`) continue;
    snapshot.resources[path] = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Forbidden', code: 403 };
  }
}

type Answer = Partial<Pick<Diagnosis, 'cause' | 'verdict'>> & { ending?: string; concerns?: string[] };

/** A sentence, the recording it is made from, the change, and what must be said of it. */
export type LookAlike = [sentence: string, from: string, change: (story: Recording) => void, answer: Answer];

/** What was said, as far as the answer speaks of it. */
function inTermsOf(answer: Answer, { cause, verdict, ending, concerns }: Diagnosis): Answer {
  const said: Record<string, unknown> = { cause, verdict, ending: ending.id, concerns: concerns.map((c) => c.id) };
  return Object.fromEntries(Object.keys(answer).map((key) => [key, said[key]]));
}

function testLookAlikes(rows: LookAlike[]): void {
  it.each(rows)('%s', async (_sentence, from, change, answer) => {
    const story = await recording(from);
    change(story);
    const diagnosis = await explainRecording(story);
    expect(inTermsOf(answer, diagnosis)).toEqual(answer);
    // Whoever is told why is told what to do.
    if (diagnosis.cause !== null) expect(diagnosis.remediation).not.toEqual([]);
  });
}

/** The tests of a cause: every recording of it is recognised as what it truly was, and each look-alike is what it says. */
export function testCause(id: string, lookAlikes: LookAlike[]): void {
  const recorded = recordingNames.filter((name) => truthOf(name).cause === id);
  describe.runIf(recorded.length > 0)(`${id} is the cause`, () => {
    it.each(recorded)('of the recording %s', async (name) => {
      const { truth, ...story } = await recording(name);
      const { cause, ending, verdict, subject } = await explainRecording(story);
      expect({ cause, ending: ending.id, exitCode: ending.exitCode, verdict }).toEqual({
        cause: truth.cause,
        ending: truth.ending,
        exitCode: truth.exitCode,
        verdict: truth.verdict,
      });
      expect(`${subject.workload?.kind}/${subject.workload?.name}`).toBe(truth.workload);
      expect(truth.container ?? subject.container).toBe(subject.container);
    });
  });
  describe(`what looks like ${id}, or nearly`, () => testLookAlikes(lookAlikes));
}

/** The tests of a concern: it holds for these recordings and for no other, and for each look-alike as it says. */
export function testConcern(id: string, holdsFor: string[], lookAlikes: LookAlike[]): void {
  it(`${id} holds for the recordings that show it, and for no other`, async () => {
    const told = await Promise.all(recordingNames.map(async (name) => explainRecording(await recording(name))));
    const held = recordingNames.filter((_, at) => told[at]?.concerns.some((concern) => concern.id === id));
    expect(held).toEqual(holdsFor.toSorted());
  });
  describe(`what looks like ${id}, or nearly`, () => testLookAlikes(lookAlikes));
}
