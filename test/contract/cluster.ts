/** What every Cluster must do, in Node as in workerd. The other side is startContractCluster of test/support/kubernetes.ts. */
import { describe, expect, it } from 'vitest';
import type { ClusterOptions } from '../../src/adapters/kubernetes.ts';
import { connection } from '../../src/adapters/kubernetes-connection.ts';
import type { Cluster } from '../../src/ports.ts';

/** The bearer token that the contract's cluster insists on. */
export const contractToken = 'a-token-nobody-may-see';

const rollout = { namespace: 'team-68', pod: 'payments-api-74d986956b-kzjn4', labels: 'app=payments-api' };
const crash = { namespace: 'team-66', pod: 'billing-cd7cb67f7-d8g6w' };
const oom = { namespace: 'team-32', pod: 'api-with-sidecar-86bd7655c9-wwp86' };
/** What may be read later. */
const passing = (why: string) => ({ known: false, why, passing: true });
const pods = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;

/** `connect` makes a Cluster for the contract's server, with options on top of its address and token. */
export function clusterContract(name: string, connect: (options?: Partial<ClusterOptions>) => Cluster): void {
  describe(name, () => {
    describe('list', () => lists(connect));
    describe('get', () => gets(connect));
    describe('replay', () => replays(connect));
    describe('log', () => logs(connect));
    describe('what cannot be read', () => failures(connect));
    describe('a cluster that is busy or out', () => outages(connect));
  });
}

type Connect = (options?: Partial<ClusterOptions>) => Cluster;

function lists(connect: Connect): void {
  it('gives items, path and resource version as the API has them, dates as text', async () => {
    const read = await connect().list('pods', { namespace: crash.namespace });
    expect(read).toMatchObject({ known: true, value: { path: pods(crash.namespace), truncated: false } });
    if (!read.known) return;
    expect(read.value.resourceVersion).toMatch(/^\d+$/);
    expect(read.value.items[0]?.metadata?.creationTimestamp).toMatch(/^2026-11-22T.*Z$/);
  });

  it('asks the group that a kind belongs to', async () => {
    const cluster = connect();
    const [sets, nodes, jobs] = await Promise.all([
      cluster.list('replicasets', { namespace: rollout.namespace }),
      cluster.list('nodes', { namespace: null }),
      cluster.list('jobs', { namespace: rollout.namespace }),
    ]);
    expect(sets).toMatchObject({ known: true, value: { path: '/apis/apps/v1/namespaces/team-68/replicasets' } });
    expect(nodes).toMatchObject({ known: true, value: { path: '/api/v1/nodes', items: [{}, {}] } });
    expect(jobs).toMatchObject({ known: true, value: { path: '/apis/batch/v1/namespaces/team-68/jobs', items: [] } });
  });

  it('hands selectors on', async () => {
    const cluster = connect();
    const where = { namespace: oom.namespace, fieldSelector: `involvedObject.name=${oom.pod},reason=Scheduled` };
    const events = await cluster.list('events', where);
    expect(events.known && events.value.items.map((e) => e.reason)).toEqual(['Scheduled']);
    const none = await cluster.list('pods', {
      namespace: rollout.namespace,
      labelSelector: 'app notin (payments-api)',
    });
    expect(none).toMatchObject({ known: true, value: { items: [] } });
  });

  it('reads over all namespaces when none is given', async () => {
    const read = await connect().list('deployments', { namespace: null });
    expect(read).toMatchObject({ known: true, value: { path: '/apis/apps/v1/deployments' } });
    expect(read.known && new Set(read.value.items.map((d) => d.metadata?.namespace)).size).toBeGreaterThan(2);
  });

  it('reads page after page', async () => {
    const read = await connect().list('pods', { namespace: 'many' });
    expect(read.known && new Set(read.value.items.map((p) => p.metadata?.name)).size).toBe(1234);
    expect(read).toMatchObject({ known: true, value: { truncated: false } });
  });

  it('stops after twenty pages and says so', async () => {
    const read = await connect().list('pods', { namespace: 'endless' });
    expect(read).toMatchObject({ known: true, value: { truncated: true } });
    expect(read.known && read.value.items.length).toBe(10_000);
  });

  it('reads no more than it is asked for, and says that there is more', async () => {
    const read = await connect().list('pods', { namespace: 'many', limit: 1 });
    expect(read.known && read.value.items.length).toBe(1);
    expect(read).toMatchObject({ known: true, value: { truncated: true, resourceVersion: '99999' } });
  });

  it('starts again once when the list expires between two pages', async () => {
    const read = await connect().list('pods', { namespace: 'expires-once' });
    expect(read.known && read.value.items.length).toBe(600);
  });

  it('gives up when the list expires again', async () => {
    const read = await connect().list('pods', { namespace: 'expires-always' });
    expect(read).toEqual({ known: false, why: 'the list changed faster than it could be read (410)' });
  });

  it('knows that an unknown namespace holds nothing', async () => {
    expect(await connect().list('pods', { namespace: 'nowhere' })).toMatchObject({ known: true, value: { items: [] } });
  });

  it('has no more requests under way than it may', async () => {
    let [active, most] = [0, 0];
    const counting: typeof fetch = async (...args) => {
      most = Math.max(most, (active += 1));
      return globalThis.fetch(...args).finally(() => (active -= 1));
    };
    const cluster = connect({ fetch: counting });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => cluster.list('pods', { namespace: crash.namespace })),
    );
    expect(all.every((read) => read.known)).toBe(true);
    expect(most).toBe(4);
  });
}

function gets(connect: Connect): void {
  it('gives one object with its path', async () => {
    const read = await connect().get('pods', crash.namespace, crash.pod);
    const path = `${pods(crash.namespace)}/${crash.pod}`;
    expect(read).toMatchObject({
      known: true,
      value: { path, object: { kind: 'Pod', metadata: { name: crash.pod } } },
    });
  });

  it('gives an object that has no namespace', async () => {
    const read = await connect().get('nodes', null, 'lab-node-1');
    expect(read).toMatchObject({ known: true, value: { path: '/api/v1/nodes/lab-node-1', object: { kind: 'Node' } } });
  });

  it('knows null when the API says that it does not exist', async () => {
    const read = await connect().get('deployments', crash.namespace, 'gone');
    expect(read).toEqual({
      known: true,
      value: { path: '/apis/apps/v1/namespaces/team-66/deployments/gone', object: null },
    });
  });

  it.each([
    ['an ingress’s', 'default backend - 404'],
    ['a server’s in Go', '404 page not found'],
    ['another API’s', '{"error":"not found","code":404}'],
    [
      'a Status of another reason',
      '{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Unknown","code":404}',
    ],
  ])('does not take a 404 for an absence that Kubernetes did not say: %s', async (_whose, body) => {
    const cluster = connect({ fetch: async () => new Response(body, { status: 404 }) });
    expect(await cluster.get('nodes', null, 'lab-node-1')).toEqual({
      known: false,
      why: 'the cluster does not know nodes (404)',
    });
    expect(await cluster.log({ namespace: 'shop', pod: 'a', container: 'app', previous: true })).toEqual({
      known: false,
      why: 'the cluster does not know logs (404)',
    });
  });

  it('knows null of what a cluster without metrics-server does not know', async () => {
    const cluster = connect({ fetch: async () => new Response('404 page not found\n', { status: 404 }) });
    expect(await cluster.get('podmetrics', 'shop', 'a')).toMatchObject({ known: true, value: { object: null } });
  });

  it('does not ask for a namespaced object without its namespace', async () => {
    expect(await connect().get('pods', null, crash.pod)).toMatchObject({ known: false });
  });
}

function replays(connect: Connect): void {
  it('reads back how a deleted pod ended', async () => {
    const where = {
      namespace: rollout.namespace,
      resourceVersion: '10900',
      fieldSelector: `metadata.name=${rollout.pod}`,
    };
    const read = await connect().replay(where);
    if (!read.known) throw new Error(read.why);
    expect(read.value.path).toBe(pods(rollout.namespace));
    expect(read.value.changes.at(-1)?.type).toBe('DELETED');
    const ends = read.value.changes.map((c) => c.object.status?.containerStatuses?.[0]?.state?.terminated?.exitCode);
    expect(ends.some((code) => typeof code === 'number')).toBe(true);
  });

  it('begins after the resource version it is given', async () => {
    const read = await connect().replay({
      namespace: rollout.namespace,
      resourceVersion: '11098',
      labelSelector: rollout.labels,
    });
    expect(read.known && read.value.changes.map((c) => c.object.metadata?.resourceVersion)).toEqual([
      '11099',
      '11102',
      '11103',
    ]);
  });

  it('knows that nothing happened since', async () => {
    const read = await connect().replay({ namespace: rollout.namespace, resourceVersion: '11105' });
    expect(read).toEqual({ known: true, value: { path: pods(rollout.namespace), changes: [], cut: false } });
  });

  it.each(['many', 'status-410'])(
    'says that the history is used up, as a line or as the status (%s)',
    async (namespace) => {
      const read = await connect().replay({ namespace, resourceVersion: '5' });
      expect(read).toEqual({ known: false, why: 'the watch history is used up (410)' });
    },
  );

  it.each([
    ['status-403', 'watches on pods are forbidden to lastword (403)'],
    ['garbage', "the cluster's answer was not JSON"],
  ])('says why it could not watch (%s)', async (namespace, why) => {
    expect(await connect().replay({ namespace, resourceVersion: '5' })).toEqual({ known: false, why });
  });

  it('keeps the changes that came before a line was cut, and says so', async () => {
    const lines = [1, 2].map((n) =>
      JSON.stringify({ type: 'MODIFIED', object: { metadata: { name: 'a', resourceVersion: `${n}` } } }),
    );
    const body = `${lines.join('\n')}\n{"type":"DELETED","obj`;
    const read = await connect({ fetch: async () => new Response(body) }).replay({
      namespace: 'shop',
      resourceVersion: '0',
    });
    expect(read.known && [read.value.changes.length, read.value.cut]).toEqual([2, true]);
  });

  it.each([
    ['that is longer than is read', 5 * 1024 * 1024, [1, true]],
    ['that is whole', 10, [2, false]],
  ])('tells how far it came in one %s', async (_what, bytes, told) => {
    const line = (n: number): string =>
      JSON.stringify({ type: 'MODIFIED', object: { metadata: { name: 'a'.repeat(bytes), resourceVersion: `${n}` } } });
    const body = `${line(1)}\n${line(2)}\n`;
    const where = { namespace: 'shop', resourceVersion: '0' };
    const read = await connect({ fetch: async () => new Response(body) }).replay(where);
    expect(read.known && [read.value.changes.length, read.value.cut]).toEqual(told);
  });

  it('does not take half a line for an empty history', async () => {
    const read = await connect({ fetch: async () => new Response('{"type":"DEL') }).replay({
      namespace: 'shop',
      resourceVersion: '0',
    });
    expect(read).toEqual({ known: false, why: "the cluster's answer was not JSON" });
  });
}

function logs(connect: Connect): void {
  const ask = (namespace: string, pod: string, container: string, previous: boolean): ReturnType<Cluster['log']> =>
    connect().log({ namespace, pod, container, previous });

  it('gives the dead container’s output with time stamps, and the path a source may cite', async () => {
    const read = await ask(oom.namespace, oom.pod, 'cache', true);
    expect(read).toMatchObject({
      known: true,
      value: { path: `${pods(oom.namespace)}/${oom.pod}/log?container=cache&previous=true` },
    });
    expect(read.known && read.value.text).toMatch(/^2026-11-22T\S+Z ./);
  });

  it('takes the runtime’s excuse for the absence it is', async () => {
    expect(await ask(crash.namespace, crash.pod, 'app', true)).toMatchObject({ known: true, value: { text: null } });
  });

  it.each([
    ['no container died before', oom.namespace, oom.pod, 'api', true],
    ['the pod is gone', rollout.namespace, rollout.pod, 'app', false],
  ])('knows null when %s', async (_, namespace, pod, container, previous) => {
    expect(await ask(namespace, pod, container, previous)).toMatchObject({ known: true, value: { text: null } });
  });

  it('gives the last line even when the tail is longer than one may ask for', async () => {
    const read = await ask('chatty', 'pod-00000', 'app', false);
    expect(read.known && read.value.text?.endsWith('line 199\n')).toBe(true);
  });

  it.each([
    ['status-403', { known: false, why: 'logs are forbidden to lastword (403)' }],
    ['status-500', passing('the cluster could not answer (500)')],
  ])('says why it could not read (%s)', async (namespace, unread) => {
    expect(await ask(namespace, 'a', 'app', true)).toEqual(unread);
  });
}

function failures(connect: Connect): void {
  it.each([
    ['status-401', "the cluster refused lastword's token (401)"],
    ['status-403', 'pods are forbidden to lastword (403)'],
    ['status-404', 'the cluster does not know pods (404)'],
    ['garbage', "the cluster's answer was not JSON"],
  ])('is told in one sentence (%s)', async (namespace, why) => {
    expect(await connect().list('pods', { namespace })).toEqual({ known: false, why });
  });

  it.each([
    ['status-429', 'the cluster is asking for fewer requests (429)'],
    ['status-503', 'the cluster could not answer (503)'],
  ])('is told as what may be read later (%s)', async (namespace, why) => {
    expect(await connect().list('pods', { namespace })).toEqual(passing(why));
  });

  it('an answer that is too long is as long later', async () => {
    const fetch = async (): Promise<Response> => new Response(' '.repeat(25 * 1024 * 1024));
    const why = "the cluster's answer was too long";
    expect(await connect({ fetch }).list('pods', { namespace: 'shop' })).toEqual({ known: false, why });
  });

  it('tells an answer that broke off', async () => {
    const read = await connect().list('pods', { namespace: 'cut' });
    expect(read).toEqual(passing("the cluster's answer broke off"));
  });

  it('tells a silent cluster after the time it was given', async () => {
    const read = await connect({ timeoutMs: 200 }).get('pods', 'late', 'a');
    expect(read).toEqual(passing('the cluster did not answer within 0.2 s'));
  });

  it('tells a wrong token, and keeps it to itself', async () => {
    const read = await connect({ token: () => 'another-token' }).list('nodes', { namespace: null });
    expect(read).toEqual({ known: false, why: "the cluster refused lastword's token (401)" });
  });

  it('tells a cluster that is not there', async () => {
    const read = await connect({ api: 'http://127.0.0.1:9' }).list('pods', { namespace: 'shop' });
    expect(read).toEqual(passing('the cluster could not be reached'));
  });

  it('tells an address that is none', async () => {
    expect(await connect({ api: 'kubernetes' }).list('pods', { namespace: null })).toMatchObject({ known: false });
  });

  it('tells that it was called off', async () => {
    const read = await connect({ signal: AbortSignal.abort() }).list('pods', { namespace: crash.namespace });
    expect(read).toEqual(passing('the question to the cluster was called off'));
  });

  it('does not follow a redirect with the token', async () => {
    const away: typeof fetch = async () =>
      new Response(null, { status: 302, headers: { location: 'http://127.0.0.1:9/' } });
    expect(await connect({ fetch: away }).list('pods', { namespace: 'shop' })).toMatchObject({ known: false });
  });

  it('never asks for what is no name', async () => {
    let asked = 0;
    const cluster = connect({ fetch: () => Promise.reject(new Error(`request ${(asked += 1)}`)) });
    const bad = await Promise.all([
      cluster.list('pods', { namespace: '../../nodes' }),
      cluster.get('pods', 'shop', 'a/../b'),
      cluster.replay({ namespace: 'Shop', resourceVersion: '1' }),
      cluster.log({ namespace: 'shop', pod: 'a', container: 'app?x', previous: true }),
    ]);
    expect(bad.map((read) => !read.known && read.why.endsWith('is not a Kubernetes name'))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(asked).toBe(0);
  });

  it('reports each request with its kind and status', async () => {
    const seen: [string, number | null][] = [];
    const cluster = connect({ onRequest: ({ kind, status }) => seen.push([kind, status]) });
    await cluster.list('events', { namespace: 'status-503' });
    await cluster.log({ namespace: crash.namespace, pod: crash.pod, container: 'app', previous: false });
    expect(seen).toEqual([
      ['events', 503],
      ['logs', 200],
    ]);
  });
}

/** Answers with these statuses, one after the other, and the last one for ever; `asked` counts. */
function answering(...statuses: number[]): { fetch: typeof fetch; asked: () => number } {
  let asked = 0;
  const fetch = async (): Promise<Response> => {
    const status = statuses[Math.min(asked++, statuses.length - 1)] ?? 200;
    const body = { metadata: { resourceVersion: '1' }, items: [] };
    return Response.json(body, { status, headers: status === 200 ? {} : { 'retry-after': '0' } });
  };
  return { fetch, asked: () => asked };
}

function outages(connect: Connect): void {
  const pod = (cluster: Cluster): ReturnType<Cluster['list']> => cluster.list('pods', { namespace: 'shop' });
  const soon = (): number => Date.now() + 60_000;

  it.each([429, 500, 503])('is asked once more when there is time (%i)', async (status) => {
    const { fetch, asked } = answering(status, 200);
    const shared = connection();
    const cluster = connect({ fetch, connection: shared, deadline: soon() });
    expect([(await pod(cluster)).known, asked(), shared.outage()]).toEqual([true, 2, null]);
  });

  it('is asked once more and no more', async () => {
    const { fetch, asked } = answering(429);
    const read = await pod(connect({ fetch, deadline: soon() }));
    expect([read, asked()]).toEqual([passing('the cluster is asking for fewer requests (429)'), 2]);
  });

  it.each([
    ['the time it asks for is longer than there is', '30', Date.now() + 20_000],
    ['there is no time at all', '0', Date.now()],
    ['nobody said how much time there is', '0', undefined],
  ])('is not asked again when %s', async (_name, after, deadline) => {
    let asked = 0;
    const fetch = async (): Promise<Response> => {
      asked += 1;
      return Response.json({}, { status: 503, headers: { 'retry-after': after } });
    };
    const read = await pod(connect({ fetch, ...(deadline === undefined ? {} : { deadline }) }));
    expect([read, asked]).toEqual([passing('the cluster could not answer (503)'), 1]);
  });

  it.each([401, 403, 404, 410])('is well when it refuses (%i), and is asked once', async (status) => {
    const { fetch, asked } = answering(status);
    const shared = connection();
    const cluster = connect({ fetch, connection: shared, deadline: soon() });
    for (let n = 0; n < 5; n++) await pod(cluster);
    expect([asked(), shared.outage()]).toEqual([5, null]);
  });

  it.each<[what: string, ask: (cluster: Cluster) => Promise<{ known: boolean }>]>([
    ['a kubelet', (cluster) => cluster.log({ namespace: 'shop', pod: 'web', container: 'app', previous: false })],
    ['a metrics-server', (cluster) => cluster.get('podmetrics', 'shop', 'web')],
  ])('is not out because %s is, and does not ask that twice', async (_what, ask) => {
    const { fetch, asked } = answering(503);
    const shared = connection();
    const cluster = connect({ fetch, connection: shared, deadline: soon() });
    for (let n = 0; n < 5; n++) await ask(cluster);
    expect([asked(), shared.outage()]).toEqual([5, null]);
  });

  it('is asked three times and no more while it is not there, by whichever pass', async () => {
    const seen: (number | null)[] = [];
    const shared = connection();
    const pass = (): Cluster =>
      connect({ api: 'http://127.0.0.1:9', connection: shared, onRequest: ({ status }) => seen.push(status) });
    const [first, second] = [pass(), pass()];
    for (let n = 0; n < 3; n++) await pod(first);
    expect(seen).toEqual([null, null, null]);
    const why = 'the cluster could not be read: the cluster could not be reached';
    expect(await Promise.all(Array.from({ length: 9 }, () => pod(second)))).toEqual(
      Array.from({ length: 9 }, () => passing(why)),
    );
    expect([shared.outage(), seen.length]).toEqual([why, 3]);
  });

  it('is read again once the probe is answered, all of what waited for it', async () => {
    const clock = { now: 0 };
    const shared = connection(undefined, () => clock.now);
    const { fetch, asked } = answering(500, 500, 500, 200);
    const cluster = connect({ fetch, connection: shared });
    for (let n = 0; n < 4; n++) await pod(cluster);
    expect(asked()).toBe(3);
    clock.now = 2_000;
    const reads = await Promise.all(Array.from({ length: 6 }, () => pod(cluster)));
    expect([reads.every((read) => read.known), asked(), shared.outage()]).toEqual([true, 9, null]);
  });

  it('whose answers break off counts as out, too', async () => {
    const shared = connection();
    const cluster = connect({ connection: shared });
    for (let n = 0; n < 3; n++) await cluster.list('pods', { namespace: 'cut' });
    expect(shared.outage()).toMatch(/^the cluster could not be read: the cluster's answer broke off/);
  });

  it('has no more than four requests under way, of two passes together', async () => {
    let [active, most] = [0, 0];
    const counting: typeof fetch = async (...args) => {
      most = Math.max(most, (active += 1));
      return globalThis.fetch(...args).finally(() => (active -= 1));
    };
    const shared = connection();
    const passes = [1, 2].map(() => connect({ fetch: counting, connection: shared }));
    const reads = await Promise.all(
      passes.flatMap((cluster) =>
        Array.from({ length: 10 }, () => cluster.list('pods', { namespace: crash.namespace })),
      ),
    );
    expect([reads.every((read) => read.known), most]).toEqual([true, 4]);
  });
}
