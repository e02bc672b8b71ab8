import { afterEach, describe, expect, it, vi } from 'vitest';
import { startKubernetesApi, type KubernetesApi, type KubernetesApiOptions } from '../../src/demo/kubernetes-api.ts';
import type { RecordedList, Snapshot, Status } from '../../src/demo/snapshot.ts';
import { crowd, recording } from '../support/kubernetes.ts';

type Page = RecordedList & {
  metadata: { continue?: string; remainingItemCount?: number };
  items: { metadata: { name: string } }[];
};

const started: KubernetesApi[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((api) => api.close()));
});

async function start(options: KubernetesApiOptions): Promise<KubernetesApi> {
  const api = await startKubernetesApi(options);
  started.push(api);
  return api;
}

async function read<T = Status>(api: KubernetesApi, path: string): Promise<{ status: number; body: T }> {
  const response = await fetch(api.url + path);
  return { status: response.status, body: (await response.json()) as T };
}

async function readText(api: KubernetesApi, path: string): Promise<string> {
  return (await fetch(api.url + path)).text();
}

const forbidden: Status = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason: 'Forbidden',
  message: 'no',
  code: 403,
};

describe('objects', () => {
  it('lists a recorded list as it was recorded', async () => {
    const snapshot = await recording('crash-exit-1');
    const { body } = await read<Page>(await start({ snapshots: [snapshot] }), '/api/v1/namespaces/team-66/pods');
    expect(body).toEqual(snapshot.resources['/api/v1/namespaces/team-66/pods']);
  });

  it('gives a single object its type, which items of a list lack', async () => {
    const api = await start({ snapshots: [await recording('crash-exit-1')] });
    const { body } = await read<object>(api, '/apis/apps/v1/namespaces/team-66/deployments/billing');
    expect(body).toMatchObject({ kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name: 'billing' } });
    expect((await read<object>(api, '/api/v1/namespaces/team-66')).body).toMatchObject({ kind: 'Namespace' });
  });

  it('answers in Kubernetes’ words for what does not exist', async () => {
    const api = await start({ snapshots: [await recording('crash-exit-1')] });
    const pod = await read(api, '/api/v1/namespaces/team-66/pods/gone');
    expect(pod).toMatchObject({
      status: 404,
      body: { kind: 'Status', reason: 'NotFound', message: 'pods "gone" not found' },
    });
    const set = await read(api, '/apis/apps/v1/namespaces/team-66/replicasets/gone');
    expect(set.body.message).toBe('replicasets.apps "gone" not found');
    expect((await read(api, '/api/v1/namespaces/team-66/toasters')).status).toBe(404);
    expect((await read(api, '/api/v1/namespaces/team-66/nodes')).status).toBe(404);
  });

  it('has empty lists for a namespace it does not know', async () => {
    const api = await start({ snapshots: [await recording('crash-exit-1')] });
    const { status, body } = await read<Page>(api, '/apis/batch/v1/namespaces/nowhere/jobs');
    expect([status, body.kind, body.items]).toEqual([200, 'JobList', []]);
  });

  it('answers a recorded refusal with its code', async () => {
    const snapshot = { ...crowd('shop', 1), resources: { '/api/v1/namespaces/shop/pods': forbidden } };
    const api = await start({ snapshots: [snapshot] });
    for (const path of ['', '/a', '/a/log', '?watch=1&resourceVersion=1']) {
      expect((await read(api, `/api/v1/namespaces/shop/pods${path}`)).status).toBe(403);
    }
    expect((await read(api, '/api/v1/pods')).status).toBe(403);
  });

  it('merges snapshots: namespaces side by side, nodes and events of default by name', async () => {
    const api = await start({ snapshots: [await recording('crash-exit-1'), await recording('rollout-image')] });
    const nodes = await read<Page>(api, '/api/v1/nodes');
    expect(nodes.body.items.map((n) => n.metadata.name)).toEqual(['lab-node-1', 'lab-node-2']);
    const namespaces = await read<Page>(api, '/api/v1/namespaces');
    expect(namespaces.body.items.map((n) => n.metadata.name)).toEqual(['team-66', 'team-68']);
    expect((await read<Page>(api, '/api/v1/pods')).body.items.length).toBe(4);
  });

  it('refuses what only writes', async () => {
    const api = await start({ snapshots: [] });
    expect((await fetch(`${api.url}/api/v1/nodes`, { method: 'POST', body: '{}' })).status).toBe(405);
  });

  it('refuses a selector it does not understand', async () => {
    const api = await start({ snapshots: [crowd('shop', 1)] });
    const field = await read(api, '/api/v1/namespaces/shop/pods?fieldSelector=spec.image%3Dx');
    const message =
      'Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.image=x": field label not supported: spec.image';
    expect([field.status, field.body.message]).toEqual([400, message]);
    expect((await read(api, '/api/v1/namespaces/shop/pods?labelSelector=a%3D%3D%3Db')).status).toBe(400);
  });
});

describe('pages', () => {
  const path = '/api/v1/namespaces/shop/pods';
  const names = (page: Page): string[] => page.items.map((item) => item.metadata.name);

  it('come one after the other and say how much is left', async () => {
    const api = await start({ snapshots: [crowd('shop', 5)] });
    const first = (await read<Page>(api, `${path}?limit=3`)).body;
    expect([names(first), first.metadata.remainingItemCount]).toEqual([['pod-00000', 'pod-00001', 'pod-00002'], 2]);
    const second = (await read<Page>(api, `${path}?limit=3&continue=${first.metadata.continue}`)).body;
    expect([names(second), second.metadata.continue]).toEqual([['pod-00003', 'pod-00004'], undefined]);
  });

  it('count what is selected, and then do not say how much is left', async () => {
    const api = await start({ snapshots: [crowd('shop', 5)] });
    const selected = `${path}?limit=2&fieldSelector=metadata.name!%3Dpod-00001`;
    const first = (await read<Page>(api, selected)).body;
    expect([names(first), first.metadata.remainingItemCount]).toEqual([['pod-00000', 'pod-00002'], undefined]);
    const second = (await read<Page>(api, `${selected}&continue=${first.metadata.continue}`)).body;
    expect(names(second)).toEqual(['pod-00003', 'pod-00004']);
  });

  it('expire when the cluster moves on, and refuse a token they never gave out', async () => {
    const api = await start({ snapshots: [crowd('shop', 5)] });
    const first = (await read<Page>(api, `${path}?limit=3`)).body;
    api.setSnapshots([crowd('shop', 4)]);
    const second = await read(api, `${path}?limit=3&continue=${first.metadata.continue}`);
    expect([second.status, second.body.reason]).toEqual([410, 'Expired']);
    expect((await read(api, `${path}?limit=3&continue=x`)).status).toBe(400);
  });
});

describe('watches', () => {
  const path = '/api/v1/namespaces/shop/pods?watch=1&timeoutSeconds=1';
  const change = (type: string, name: string, resourceVersion: string): Snapshot['changes'][string][number] => ({
    type,
    object: { kind: 'Pod', apiVersion: 'v1', metadata: { name, resourceVersion, labels: { app: name } } },
  });
  const snapshot: Snapshot = {
    ...crowd('shop', 1),
    changes: {
      '/api/v1/namespaces/shop/pods': [
        change('MODIFIED', 'a', '9'),
        change('ADDED', 'b', '10'),
        change('DELETED', 'a', '11'),
      ],
    },
  };
  const versions = async (api: KubernetesApi, query: string): Promise<unknown[]> => {
    const lines = (await readText(api, path + query)).split('\n').filter((line) => line !== '');
    return lines
      .map((line) => JSON.parse(line))
      .map(({ type, object }) => [type, object.code ?? object.metadata.resourceVersion]);
  };

  it('replay what is newer by number, not by text, and end', async () => {
    const api = await start({ snapshots: [snapshot] });
    expect(await versions(api, '&resourceVersion=9')).toEqual([
      ['ADDED', '10'],
      ['DELETED', '11'],
    ]);
    expect(await versions(api, '&resourceVersion=11')).toEqual([]);
  });

  it('honour selectors', async () => {
    const api = await start({ snapshots: [snapshot] });
    expect(await versions(api, '&resourceVersion=1&fieldSelector=metadata.name%3Da')).toEqual([
      ['MODIFIED', '9'],
      ['DELETED', '11'],
    ]);
    expect(await versions(api, '&resourceVersion=1&labelSelector=app%3Db')).toEqual([['ADDED', '10']]);
  });

  it('begin with what there is when they are given no version', async () => {
    expect(await versions(await start({ snapshots: [snapshot] }), '')).toEqual([['ADDED', '1']]);
  });

  it('say as a line that the history is used up: below the oldest version kept, or where none was recorded', async () => {
    expect(await versions(await start({ snapshots: [snapshot], oldestKept: '9' }), '&resourceVersion=8')).toEqual([
      ['ERROR', 410],
    ]);
    expect(await versions(await start({ snapshots: [crowd('shop', 1)] }), '&resourceVersion=8')).toEqual([
      ['ERROR', 410],
    ]);
  });

  it('say it as a status when asked to', async () => {
    const api = await start({ snapshots: [crowd('shop', 1)], gone: 'http' });
    expect(await read(api, `${path}&resourceVersion=8`)).toMatchObject({ status: 410, body: { reason: 'Expired' } });
  });

  it('refuse a version that is no number', async () => {
    expect((await read(await start({ snapshots: [snapshot] }), `${path}&resourceVersion=x`)).status).toBe(400);
  });
});

describe('logs', () => {
  const three = '2026-11-22T19:40:18.1Z one\n2026-11-22T19:40:18.2Z two\n2026-11-22T19:40:18.3Z three\n';
  const path = '/api/v1/namespaces/shop/pods/pod-00000/log';

  it('come without time stamps unless asked for', async () => {
    const api = await start({ snapshots: [crowd('shop', 1, three)] });
    expect(await readText(api, path)).toBe('one\ntwo\nthree\n');
    expect(await readText(api, `${path}?timestamps=true&container=app`)).toBe(three);
  });

  it('are cut as the kubelet cuts: the last lines first, then their first bytes', async () => {
    const api = await start({ snapshots: [crowd('shop', 1, three)] });
    expect(await readText(api, `${path}?tailLines=2`)).toBe('two\nthree\n');
    expect(await readText(api, `${path}?tailLines=2&limitBytes=6`)).toBe('two\nth');
  });

  it('need a container’s name when the pod has several, and a right one', async () => {
    const api = await start({ snapshots: [await recording('two-containers-one-oom')] });
    const log = '/api/v1/namespaces/team-32/pods/api-with-sidecar-86bd7655c9-wwp86/log';
    const ambiguous = await read(api, log);
    expect([ambiguous.status, ambiguous.body.message]).toEqual([
      400,
      'a container name must be specified for pod api-with-sidecar-86bd7655c9-wwp86, choose one of: [api cache]',
    ]);
    expect((await read(api, `${log}?container=web`)).status).toBe(400);
    expect(await readText(api, `${log}?container=cache&previous=true`)).not.toBe(
      await readText(api, `${log}?container=cache`),
    );
  });

  it('of a container that never died or never ran do not exist', async () => {
    const api = await start({ snapshots: [crowd('shop', 1, three), await recording('image-pull')] });
    const previous = await read(api, `${path}?previous=true`);
    expect([previous.status, previous.body.message]).toEqual([
      400,
      'previous terminated container "app" in pod "pod-00000" not found',
    ]);
    const pods = await read<Page>(api, '/api/v1/pods');
    const waiting = pods.body.items.map((p) => p.metadata).find((m) => m['namespace'] !== 'shop');
    const never = await read(api, `/api/v1/namespaces/${String(waiting?.['namespace'])}/pods/${waiting?.name}/log`);
    expect([never.status, never.body.message]).toEqual([400, expect.stringContaining('is waiting to start')]);
    expect((await read(api, path.replace('pod-00000', 'gone'))).status).toBe(404);
  });

  it('of which nothing at all was recorded were forbidden', async () => {
    const api = await start({ snapshots: [{ ...crowd('shop', 1), logs: {} }] });
    expect((await read(api, path)).status).toBe(403);
  });
});

describe('the server', () => {
  it('insists on its token', async () => {
    const api = await start({ snapshots: [crowd('shop', 1)], token: 'open-sesame' });
    const ask = async (authorization: string): Promise<number> =>
      (await fetch(`${api.url}/api/v1/nodes`, { headers: { authorization } })).status;
    expect(
      await Promise.all([read(api, '/api/v1/nodes').then((r) => r.status), ask('Bearer x'), ask('Bearer open-sesame')]),
    ).toEqual([401, 401, 200]);
  });

  it('misbehaves as told, from the moment it is told', async () => {
    const api = await start({ snapshots: [crowd('shop', 2)] });
    const path = `${api.url}/api/v1/namespaces/shop/pods`;
    api.setFaults(({ query }) => (query.has('limit') ? { status: 429, retryAfter: 7 } : { garbage: true }));
    const busy = await fetch(`${path}?limit=1`);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '7']);
    await expect((await fetch(path)).json()).rejects.toThrow(SyntaxError);
    api.setFaults(() => ({ cut: true }));
    await expect(fetch(path).then((response) => response.text())).rejects.toThrow();
    api.setFaults(undefined);
    expect((await fetch(path)).status).toBe(200);
  });

  it('remembers what it was asked, and how much of it at once', async () => {
    const api = await start({
      snapshots: [crowd('shop', 1)],
      faults: ({ path }) => (path.includes('late') ? { delayMs: 60_000 } : undefined),
    });
    await read(api, '/api/v1/nodes?limit=1');
    expect(api.mostInFlight()).toBe(1);
    const stop = new AbortController();
    const late = ['a', 'b', 'c'].map((n) =>
      fetch(`${api.url}/api/v1/namespaces/late/pods/${n}`, { signal: stop.signal }),
    );
    await vi.waitFor(() => expect(api.requests().length).toBe(4));
    stop.abort();
    await Promise.allSettled(late);
    expect(api.mostInFlight()).toBe(3);
    expect(api.requests()[0]).toMatchObject({ method: 'GET', path: '/api/v1/nodes', query: 'limit=1', status: 200 });
    expect(api.requests()[1]?.status).toBeNull();
  });

  it('ends at once, whoever is still waiting', async () => {
    const api = await start({ snapshots: [], faults: () => ({ delayMs: 60_000 }) });
    const late = fetch(`${api.url}/api/v1/nodes`);
    await vi.waitFor(() => expect(api.requests().length).toBe(1));
    await Promise.all([api.close(), expect(late).rejects.toThrow()]);
  });
});
