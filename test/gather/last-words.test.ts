import { describe, expect, it } from 'vitest';
import type { KubernetesApiOptions } from '../../src/demo/kubernetes-api.ts';
import { readLastWords } from '../../src/gather/last-words.ts';
import type { Alert, KubeEvent, Seen } from '../../src/types.ts';
import { alertOf, clusterOf, connect, gatherFor, gatherRecorded } from '../support/gathering.ts';
import { recording } from '../support/recordings.ts';
import { alert, event, killing, pod, subject, unread } from '../support/stories.ts';

const change = (type: string, resourceVersion: number, uid = 'uid-1', name = 'web-1') => ({
  type,
  object: pod({ name, uid, metadata: { resourceVersion: String(resourceVersion) } }) as never,
});
const changes = [
  change('MODIFIED', 10),
  change('MODIFIED', 20),
  change('MODIFIED', 25, 'uid-2', 'web-2'),
  change('DELETED', 30),
  change('ADDED', 40, 'uid-next'),
];
const at = (resourceVersion: number, reason = 'Killing', seconds = 0): Seen<KubeEvent> => {
  const seen = event(reason, seconds, { uid: 'uid-1' });
  seen.object.involvedObject.resourceVersion = String(resourceVersion);
  return seen;
};

async function read(
  events: Parameters<typeof readLastWords>[1],
  of: { alert?: Alert; uid?: string | null; options?: Partial<KubernetesApiOptions> } = {},
) {
  const { api, cluster } = await connect(clusterOf({ pods: [] }, {}, changes), of.options);
  const uid = of.uid === undefined ? 'uid-1' : of.uid;
  const words = await readLastWords(cluster, events, of.alert ?? alert(), {
    ...subject({ uid }),
    namespace: 'shop',
    pod: 'web-1',
  });
  const seen = words.known ? words.value.states.map((state) => Number(state.metadata?.resourceVersion)) : words.why;
  return { seen, deleted: words.known && words.value.deleted, requests: api.requests() };
}

const said = (...value: Seen<KubeEvent>[]) => ({ known: true, value }) as const;

describe('read back', () => {
  it('are the changes of this pod after its Killing event, to its end, in one request', async () => {
    const { seen, deleted, requests } = await read(said(at(10)));
    expect([seen, deleted, requests.length]).toEqual([[20, 30], true, 1]);
    const query = new URLSearchParams(requests[0]?.query);
    expect([query.get('resourceVersion'), query.get('fieldSelector')]).toEqual(['10', 'metadata.name=web-1']);
  });

  it('begin at the controller’s order, for the version in a Killing event is as old as the container', async () => {
    const order = event('SuccessfulDelete', 0, { kind: 'ReplicaSet', name: 'web', message: 'Deleted pod: web-1' });
    order.object.involvedObject.resourceVersion = '15';
    const { seen, requests } = await read(said(at(5), order), { options: { oldestKept: '12' } });
    expect([seen, requests.length]).toEqual([[20, 30], 1]);
  });

  it('do not begin at an order that came after the end: a controller that cleans up', async () => {
    const late = event('SuccessfulDelete', 9, { kind: 'StatefulSet', name: 'web', message: 'delete Pod web-1 in web' });
    late.object.involvedObject.resourceVersion = '35';
    expect((await read(said(at(10), late))).seen).toEqual([20, 30]);
  });

  it('begin at the Killing event’s own version when the older one is forgotten, unless that tells nothing', async () => {
    const said15 = at(5);
    said15.object.metadata.resourceVersion = '15';
    const { seen, requests } = await read(said(said15), { options: { oldestKept: '12' } });
    expect([seen, requests.length]).toEqual([[20, 30], 2]);
    const elsewhere = at(5);
    elsewhere.object.metadata.resourceVersion = '900';
    expect((await read(said(elsewhere), { options: { oldestKept: '12' } })).seen).toMatch(/410/);
  });

  it('are of the first pod of the name when nobody knows the UID', async () => {
    expect((await read(said(at(10)), { uid: null })).seen).toEqual([20, 30]);
  });

  it('are those of the UID where another of the name follows, and nothing says it was deleted', async () => {
    const nobodys = at(10);
    delete nobodys.object.involvedObject.uid;
    expect(await read(said(nobodys), { uid: 'uid-next' })).toMatchObject({ seen: [40], deleted: false });
    expect(await read(said(nobodys), { uid: 'uid-0' })).toMatchObject({ seen: [], deleted: false });
    expect(await read(said(at(30)), { uid: null })).toMatchObject({ seen: [40], deleted: false });
  });

  it.each<
    [sentence: string, events: Parameters<typeof readLastWords>[1], brought: Seen<KubeEvent> | null, from: string]
  >([
    ['the Killing event before a later one', said(at(10), at(20, 'Unhealthy', 9)), null, '10'],
    ['the newest of two Killing events', said(at(10), at(20, 'Killing', 9)), null, '20'],
    ['another event of the pod when none says Killing', said(at(10, 'Started')), null, '10'],
    ['the event that the webhook brought when events may not be read', unread(), at(20), '20'],
  ])('start from %s', async (_sentence, events, brought, from) => {
    const { requests } = await read(events, { alert: alert({ event: brought?.object ?? null }) });
    expect(new URLSearchParams(requests[0]?.query).get('resourceVersion')).toBe(from);
  });

  it.each(['rollout-image', 'rollout-image-v1.28', 'rollout-ignores-sigterm', 'statefulset-rollout', 'node-drain'])(
    'of a recorded pod show its terminated state (%s)',
    async (name) => {
      const { evidence, subject: about, story } = await gatherRecorded(name);
      const states = evidence.pod.known ? evidence.pod.value.states : [];
      expect(new Set(states.map((p) => p.metadata?.uid))).toEqual(new Set([about.uid]));
      const ends = states.flatMap((p) => p.status?.containerStatuses?.map((c) => c.state?.terminated?.exitCode) ?? []);
      expect(ends).toContain(story.truth.exitCode);
      expect(evidence.lastWords).toEqual({ known: true, value: { states: states.length } });
    },
  );
});

describe('for a later look', () => {
  const earlier = { deletion: null, lone: true, sightings: [] };
  const seenNow = pod({ metadata: { resourceVersion: '10' } });
  const hints = { pod: 'web-1', uid: 'uid-1', container: 'app', earlier, states: [seenNow], watch: null };
  const versions = async (more: object, events: Seen<KubeEvent>[], options = {}): Promise<string[]> => {
    const { cluster } = await connect(clusterOf({ pods: [] }, {}, changes), options);
    const about = { ...subject(), namespace: 'shop', pod: 'web-1' };
    const words = await readLastWords(cluster, said(...events), alert(), about, { ...hints, ...more });
    return words.known ? words.value.states.map((state) => state.metadata?.resourceVersion ?? '') : [words.why];
  };

  it('what it has seen stands before what is read back, each once', async () => {
    expect(await versions({}, [at(5)])).toEqual(['10', '20', '30']);
    expect(await versions({}, [at(10)])).toEqual(['10', '20', '30']);
  });

  it('what it has seen is enough where nothing can be read back', async () => {
    expect(await versions({}, [])).toEqual(['10']);
    expect(await versions({}, [at(10)], { oldestKept: '15' })).toEqual(['10']);
  });

  it('a watch over all pods of a revision gives this pod its own', async () => {
    expect(await versions({ watch: { resourceVersion: '20' }, states: [] }, [])).toEqual(['30']);
  });
});

describe('not read back, with the reason', () => {
  const usedUp = 'the watch history is used up (410)';
  it.each<[sentence: string, options: Partial<KubernetesApiOptions>, why: string]>([
    ['the history is used up, as a line of the stream', { oldestKept: '15' }, usedUp],
    ['the history is used up, as the status of the answer', { oldestKept: '15', gone: 'http' }, usedUp],
    ['watching is forbidden', { faults: () => ({ status: 403 }) }, 'watches on pods are forbidden to lastword (403)'],
  ])('%s', async (_sentence, options, why) => {
    expect((await read(said(at(10)), { options })).seen).toBe(why);
  });

  it.each<[sentence: string, events: Seen<KubeEvent>[]]>([
    ['no event is about the pod', [killing(0, 'x', { name: 'web-12' })]],
    ['an event of an earlier pod of its name', [killing(0, 'x', { uid: 'uid-0' })]],
    ['its event carries none', [killing(0)]],
  ])('no resource version is in hand: %s', async (_sentence, events) => {
    const { seen, requests } = await read(said(...events));
    expect(seen).toBe('no event of the pod carries a resource version to read its last words from');
    expect(requests).toEqual([]);
  });

  it('the pod is then gone, and nothing more is said of it', async () => {
    const story = await recording('gone-before-alert');
    const { evidence } = await gatherFor(story, alertOf(story), { oldestKept: '999999' });
    expect(evidence.pod).toMatchObject({ known: true, value: { presence: 'gone', states: [] } });
    expect(evidence.lastWords).toEqual({ known: false, why: usedUp });
  });
});

it('a watch that broke off before the end tells nothing for now', async () => {
  const faults = ({ query }: { query: URLSearchParams }) => (query.has('watch') ? { cut: true } : undefined);
  const { seen } = await read({ known: true, value: [at(5)] }, { options: { faults } });
  expect(seen).toBe('the watch on its last changes broke off');
});
