import { createExecutionContext, reset } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import worker, { type Env } from '../functions/worker.ts';
import { exposition } from '../src/adapters/exposition.ts';
import { type AppPorts, createApp } from '../src/app.ts';
import type { Arrival, DeskApi } from '../src/desk/desk.ts';
import { unpacked } from '../src/facts/parcels.ts';
import firing from './fixtures/payloads/alertmanager-firing-one.json' with { type: 'json' };
import killing from './fixtures/corpus/rollout-image/event.json' with { type: 'json' };
import { getWindow } from '../src/store/windows.ts';
import { desk, inStore } from './support/desks.ts';

afterEach(() => reset());

const base = 'http://lastword.test';
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const basic = (user: string, password: string) => ({ Authorization: `Basic ${btoa(`${user}:${password}`)}` });
/** As RFC 7617 has it for what is no ASCII. */
const bytes = (pair: string) => ({
  Authorization: `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(pair)))}`,
});
const known = bearer('test-webhook-token');
const hook = (
  sender: 'alertmanager' | 'events' | 'deployments',
  body: unknown,
  headers: Record<string, string> = known,
) =>
  new Request(`${base}/webhooks/${sender}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
/** Asks the worker of vitest.config.ts, as the world does. */
const ask = (request: Request | string): Promise<Response> =>
  exports.default.fetch(typeof request === 'string' ? new Request(base + request) : request);
/** Asks a worker with other settings. */
const askWith = async (settings: Partial<Env>, request: Request): Promise<Response> =>
  worker.fetch(request, { ...env, ...settings } as unknown as Env, createExecutionContext());
const answer = async (response: Response) => [response.status, await response.json()];
const config = (settings: object) => JSON.stringify({ clusters: [{ name: 'lab' }], ...settings });
/** `firing` with other alerts in it. */
const groupOf = (...alerts: unknown[]) => ({ ...firing, alerts });
const [one] = firing.alerts;
/** The settings of an app that has some. */
const well = { problem: () => null, settings: () => ({ settings: null, loadedAt: 0, refused: null }) };

describe('a webhook', () => {
  it('is 202 when something new was kept, 200 when all of it was known', async () => {
    expect(await answer(await ask(hook('alertmanager', firing)))).toEqual([202, { accepted: 1, repeated: 0 }]);
    expect(await answer(await ask(hook('alertmanager', firing)))).toEqual([200, { accepted: 0, repeated: 1 }]);
    const both = groupOf(one, { ...one, fingerprint: 'another' });
    expect(await answer(await ask(hook('alertmanager', both)))).toEqual([202, { accepted: 1, repeated: 1 }]);
  });

  it('of Events too; an Event that is no stop is 200 and says so', async () => {
    expect(await answer(await ask(hook('events', killing)))).toEqual([202, { accepted: 1, repeated: 0 }]);
    expect(await answer(await ask(hook('events', { ...killing, reason: 'Pulled' })))).toEqual([
      200,
      { accepted: 0, repeated: 0, dropped: 'Pulled' },
    ]);
  });

  it('with one bad alert is 202 for the others and names the bad one, which the Desk keeps', async () => {
    const [status, body] = await answer(await ask(hook('alertmanager', groupOf(one, { ...one, status: 'odd' }))));
    expect([status, body]).toEqual([
      202,
      { accepted: 1, repeated: 0, rejected: [expect.stringMatching(/^alerts\[1\]\.status: /)] },
    ]);
    const { rejected } = await desk().view();
    expect(rejected.map((r) => r.reason)).toEqual((body as { rejected: string[] }).rejected);
  });

  it('with many bad alerts names the first of them and says how many more there are', async () => {
    const bad = Array.from({ length: 1000 }, (_, at) => ({ ...one, fingerprint: '', startsAt: `no time ${at}` }));
    const [status, body] = await answer(await ask(hook('alertmanager', groupOf(one, ...bad))));
    expect([status, (body as { rejected: string[] }).rejected]).toEqual([
      202,
      [...Array.from({ length: 20 }, () => expect.stringMatching(/^alerts/) as string), 'and 980 more'],
    ]);
  });

  it('of many clusters that nobody configured asks their one Desk once', async () => {
    const asked: number[] = [];
    const many = (parcels: Arrival['parcels']) => parcels.flatMap(({ body }) => unpacked(body)?.alerts ?? []).length;
    const only = { accept: async ({ parcels }: Arrival) => (asked.push(many(parcels)), receipt) };
    const receipt = { accepted: 1, repeated: 0 };
    const ports = { ...well, tokens: [], allowUnauthenticated: true, desks: () => [], slack: null, exposition };
    const app = createApp({
      ...ports,
      keeper: () => 'lab',
      clusterOf: () => 'lab',
      desk: () => only as unknown as DeskApi,
    });
    const alerts = Array.from({ length: 500 }, (_, at) => ({ ...one, labels: { cluster: `made-up-${at}` } }));
    expect([(await app.fetch(hook('alertmanager', groupOf(...alerts)))).status, asked]).toEqual([202, [500]]);
  });

  it.each([
    ['nothing', '', /empty/],
    ['no JSON', '{', /not JSON/],
    ['no group', {}, /alerts: /],
    ['only bad alerts', groupOf({ ...one, labels: { pod: 7 } }), /^alerts\[0\]\.labels\.pod: /],
    ['a depth bomb', '['.repeat(100_000) + ']'.repeat(100_000), /deeper than 32/],
  ])('with %s is 400 with what is wrong and where', async (_name, body, error) => {
    const [status, said] = await answer(await ask(hook('alertmanager', body)));
    expect([status, said]).toEqual([400, { error: expect.stringMatching(error) as string }]);
  });

  it('that is compressed is 415 and says what to do, whether its header tells or not', async () => {
    const bytes = await new Response(
      new Blob([JSON.stringify(firing)]).stream().pipeThrough(new CompressionStream('gzip')),
    ).arrayBuffer();
    for (const headers of [known, { ...known, 'Content-Encoding': 'gzip' }]) {
      const sent = new Request(`${base}/webhooks/alertmanager`, { method: 'POST', headers, body: bytes });
      expect(await answer(await ask(sent))).toEqual([
        415,
        { error: expect.stringMatching(/turn compression off/) as string },
      ]);
    }
  });

  const limit = 8 * 1024 * 1024;
  it.each([
    ['that says its length', (text: string) => text],
    ['that does not', (text: string) => new Blob([text]).stream()],
  ])('over 8 MiB %s is 413, and just under it is read', async (_name, body) => {
    const send = (size: number) =>
      ask(
        new Request(`${base}/webhooks/alertmanager`, { method: 'POST', headers: known, body: body('x'.repeat(size)) }),
      );
    expect(await answer(await send(limit + 1))).toEqual([413, { error: expect.stringMatching(/8 MiB/) as string }]);
    expect((await send(limit)).status).toBe(400);
  });
});

describe('a deployment', () => {
  const start = { id: 'run-7', action: 'start', namespace: 'shop', workloads: ['deploy/web'], ttl: '20m' };
  const two = (...names: string[]) => ({
    LASTWORD_CONFIG: JSON.stringify({ clusters: names.map((name) => ({ name, aliases: [`${name}-old`] })) }),
  });
  const closes = expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;

  it('that is announced is 202 with its window, and once more when that is sent again', async () => {
    const said = [202, { window: { id: 'run-7', state: 'running', closes_at: closes } }];
    expect(await answer(await ask(hook('deployments', start)))).toEqual(said);
    expect(await answer(await ask(hook('deployments', start)))).toEqual(said);
  });

  it('that is over is 200 and says so', async () => {
    for (const action of ['start', 'finish']) await ask(hook('deployments', { ...start, action }));
    expect(await answer(await ask(hook('deployments', { id: 'run-7', action: 'finish' })))).toEqual([
      200,
      {
        window: { id: 'run-7', state: 'finished', closes_at: closes },
        note: expect.stringContaining('deployment run-7 finished at') as string,
      },
    ]);
  });

  it.each([
    [
      'that nobody started cannot go on: 404',
      { id: 'run-8', action: 'heartbeat' },
      404,
      /run-8 is open: send its start/,
    ],
    [
      'that was not understood is 400',
      { ...start, workload: [] },
      400,
      /^workload: not known; .* Did you mean workloads\?$/,
    ],
    ['longer than any may last is 400', { ...start, ttl: '2w' }, 400, /^ttl: a lease lasts 4 hours at most/],
    [
      'in a cluster that is not configured is 400',
      { ...start, cluster: 'laab' },
      400,
      /lastword.yaml; it has lab. Did you mean lab\?$/,
    ],
    ['of more than 64 KiB is 413', { ...start, version: 'x'.repeat(65_536) }, 413, /64 KiB/],
  ])('%s', async (_name, body, status, error) => {
    expect(await answer(await ask(hook('deployments', body)))).toEqual([
      status,
      { error: expect.stringMatching(error) as string },
    ]);
  });

  it('that ended cannot begin again: 409', async () => {
    for (const action of ['start', 'abort']) await ask(hook('deployments', { ...start, action }));
    expect(await answer(await ask(hook('deployments', start)))).toEqual([
      409,
      { error: expect.stringContaining('start the next one with a new id') as string },
    ]);
  });

  it('needs to say which of several clusters it is in, by name or alias', async () => {
    const ask = async (cluster: string | null) =>
      askWith(two('east', 'west'), hook('deployments', { ...start, cluster }));
    expect(await answer(await ask(null))).toEqual([
      400,
      { error: 'cluster: missing; say which one is deployed to: east, west' },
    ]);
    expect((await ask('west-old')).status).toBe(202);
    const kept = await inStore(desk('west'), (store) => getWindow(store, 'run-7'));
    expect(kept?.window.workloads).toEqual(['Deployment/web']);
  });

  it('needs a token', async () => {
    expect((await ask(hook('deployments', start, {}))).status).toBe(401);
  });
});

describe('who may', () => {
  const odd = 'pässword';
  it.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['a wrong bearer token', bearer('wrong')],
    ['an empty bearer token', { Authorization: 'Bearer ' }],
    ['a token that only begins well', bearer('test-webhook-token-and-more')],
    ['a token and a letter of four bytes', bytes('anybody:test-webhook-token🔥')],
    ['a wrong password', basic('alertmanager', 'wrong')],
    ['the token as user name', basic('test-webhook-token', '')],
    ['another scheme', { Authorization: 'Digest test-webhook-token' }],
    ['no scheme', { Authorization: 'test-webhook-token' }],
  ])('with %s: 401, before the body is looked at, and nothing is kept', async (_name, headers) => {
    const response = await ask(hook('alertmanager', 'x'.repeat(9 * 1024 * 1024), headers));
    expect(response.headers.get('WWW-Authenticate')).toBeTruthy();
    expect(await answer(response)).toEqual([401, { error: expect.any(String) as string }]);
  });

  it.each([
    ['a bearer token', known],
    ['a basic-auth password, whoever the user', basic('anybody', 'test-webhook-token')],
  ])('with %s: accepted', async (_name, headers) => {
    expect((await ask(hook('alertmanager', firing, headers))).status).toBe(202);
  });

  it('with any of several tokens, so that they can be rotated', async () => {
    const settings = {
      LASTWORD_CONFIG: config({ webhooks: { tokens: ['OLD_TOKEN', 'NEW_TOKEN', 'UNSET_TOKEN'] } }),
      OLD_TOKEN: 'old',
      NEW_TOKEN: ' new\n',
      UNSET_TOKEN: '',
    };
    const statuses = await Promise.all(
      [bearer('old'), bearer('new'), basic('x', 'new'), bearer('test-webhook-token'), bearer(''), basic('x', '')].map(
        async (headers) => (await askWith(settings, hook('events', { ...killing, reason: 'Pulled' }, headers))).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 200, 401, 401, 401]);
  });

  it('with a token of letters beyond ASCII, as a basic-auth password', async () => {
    const request = hook('events', { ...killing, reason: 'Pulled' }, bytes(`x:${odd}`));
    expect((await askWith({ LASTWORD_WEBHOOK_TOKEN: odd }, request)).status).toBe(200);
  });

  it('everybody, only when the settings say so', async () => {
    const open = { LASTWORD_CONFIG: config({ webhooks: { allow_unauthenticated: true } }), LASTWORD_WEBHOOK_TOKEN: '' };
    expect((await askWith(open, hook('alertmanager', firing, {}))).status).toBe(202);
    expect((await askWith(open, new Request(`${base}/`))).status).toBe(200);
  });

  it('the page needs a token as the webhooks do', async () => {
    expect((await ask('/')).status).toBe(401);
    const page = await ask(new Request(`${base}/`, { headers: basic('me', 'test-webhook-token') }));
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(await page.text()).toContain('Content-Security-Policy');
  });
});

describe('/metrics', () => {
  const metrics = async (headers = known): Promise<string[]> =>
    (await (await ask(new Request(`${base}/metrics`, { headers }))).text()).split('\n');

  it('needs a token as the webhooks do, and is what Prometheus reads', async () => {
    expect((await ask('/metrics')).status).toBe(401);
    const response = await ask(new Request(`${base}/metrics`, { headers: basic('me', 'test-webhook-token') }));
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(await response.text()).toMatch(/^# HELP lastword_alerts_received_total /);
  });

  it('tells what came in, by sender and status, and what of it was known', async () => {
    await ask(hook('alertmanager', groupOf(one, { ...one, fingerprint: 'b' }, { ...one, status: 'odd' })));
    await ask(hook('alertmanager', groupOf(one, { ...one, fingerprint: 'c', status: 'resolved' })));
    await ask(hook('events', { ...killing, reason: 'Pulled' }));
    const lines = await metrics();
    expect(lines).toEqual(
      expect.arrayContaining([
        'lastword_alerts_received_total{cluster="lab",sender="alertmanager",status="firing"} 3',
        'lastword_alerts_received_total{cluster="lab",sender="alertmanager",status="resolved"} 1',
        'lastword_alerts_repeated_total{cluster="lab",sender="alertmanager"} 1',
        'lastword_alerts_rejected_total{cluster="lab",reason="malformed"} 1',
        'lastword_events_ignored_total{cluster="lab",reason="Pulled"} 1',
      ]),
    );
    expect(Number(lines.find((line) => line.startsWith('lastword_store_bytes'))?.split(' ')[1])).toBeGreaterThan(4096);
  });

  it('tells what was refused at the door, by reason', async () => {
    const big = 'x'.repeat(9 * 1024 * 1024);
    const requests = [hook('alertmanager', firing, {}), hook('alertmanager', '{'), hook('alertmanager', big)];
    for (const request of [...requests, new Request(`${base}/metrics`)]) await ask(request);
    await vi.waitFor(async () =>
      expect(await metrics()).toEqual(
        expect.arrayContaining(
          ['unauthorized', 'malformed', 'too-large'].map(
            (reason) => `lastword_requests_rejected_total{cluster="lab",reason="${reason}"} 1`,
          ),
        ),
      ),
    );
  });

  it('names no pod, namespace or workload', async () => {
    await ask(hook('alertmanager', firing));
    const text = (await metrics()).join('\n');
    const names = [one?.labels.namespace, one?.labels.pod];
    expect(names.filter(Boolean)).toHaveLength(2);
    for (const name of names) expect(text).not.toContain(name);
  });
});

describe('settings that do not allow work', () => {
  it.each<[string, Partial<Env>, RegExp]>([
    ['no webhook secret', { LASTWORD_WEBHOOK_TOKEN: '' }, /no webhook secret.*LASTWORD_WEBHOOK_TOKEN/],
    ['no settings', { LASTWORD_CONFIG: '' }, /lastword\.yaml is empty/],
    ['settings that are not YAML', { LASTWORD_CONFIG: '{' }, /not YAML/],
    [
      'a Slack channel without its token',
      { LASTWORD_CONFIG: config({ slack: { channel: 'C0123456' } }) },
      /SLACK_BOT_TOKEN/,
    ],
  ])('%s: 503 with the reason on every route but /healthz', async (_name, settings, reason) => {
    const requests = [hook('alertmanager', firing), ...['/', '/readyz', '/x'].map((path) => new Request(base + path))];
    for (const request of requests)
      expect(await answer(await askWith(settings, request))).toEqual([
        503,
        { error: expect.stringMatching(reason) as string },
      ]);
    expect((await askWith(settings, new Request(`${base}/healthz`))).status).toBe(200);
  });
});

describe('routes', () => {
  it('/healthz and /readyz need no token', async () => {
    const responses = await Promise.all(['/healthz', '/readyz'].map(ask));
    expect(await Promise.all(responses.map(async (r) => [r.status, await r.text()]))).toEqual([
      [200, 'ok\n'],
      [200, 'ok\n'],
    ]);
  });

  it.each([
    ['alertmanager', 'GET', /Alertmanager's webhooks .*webhook_configs/],
    ['events', 'GET', /Kubernetes Event .*kubernetes-event-exporter/],
    ['events', 'PUT', /^POST /],
  ])('/webhooks/%s by %s is 405, and says what to send there', async (sender, method, sentence) => {
    const response = await ask(new Request(`${base}/webhooks/${sender}`, { method }));
    expect(response.headers.get('Allow')).toBe('POST');
    expect(await answer(response)).toEqual([405, { error: expect.stringMatching(sentence) as string }]);
  });

  it.each(['/webhooks', '/webhooks/nagios', '/admin'])(
    'GET %s is 404, with the addresses that there are',
    async (path) => {
      const response = await ask(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        error: expect.stringMatching(/^there is no such address.* There are \/webhooks\/alertmanager, /) as string,
      });
    },
  );

  it.each(['/webhooks/alertmanger', '/webhooks/alertmanager/'])(
    'a webhook to %s is told what was meant',
    async (path) => {
      const response = await ask(
        new Request(base + path, { method: 'POST', headers: known, body: JSON.stringify(firing) }),
      );
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        error: expect.stringContaining('; did you mean /webhooks/alertmanager? ') as string,
      });
    },
  );
});

describe('a store that fails', () => {
  const broken: DeskApi = {
    accept: () => Promise.reject(new Error('disk I/O error')),
    view: () => Promise.reject(new Error('disk I/O error')),
    check: () => Promise.reject(new Error('disk I/O error')),
    replay: () => Promise.reject(new Error('disk I/O error')),
    deploy: () => Promise.reject(new Error('disk I/O error')),
    raise: () => Promise.reject(new Error('disk I/O error')),
    metrics: () => Promise.reject(new Error('disk I/O error')),
    refused: () => Promise.reject(new Error('disk I/O error')),
  };
  const ports: AppPorts = {
    ...well,
    tokens: ['t'],
    allowUnauthenticated: false,
    keeper: (cluster) => cluster ?? 'lab',
    clusterOf: (cluster) => cluster ?? 'lab',
    desk: () => broken,
    desks: () => [{ name: 'lab', desk: broken }],
    slack: null,
    exposition,
  };

  it('is 503 to a sender, who then sends again, and not ready', async () => {
    const app = createApp(ports);
    const responses = [await app.fetch(hook('alertmanager', firing, bearer('t'))), await app.request('/readyz')];
    expect(await Promise.all(responses.map(answer))).toEqual([
      [503, { error: expect.stringMatching(/send them again/) as string }],
      [503, { error: expect.stringMatching(/store/) as string }],
    ]);
  });

  it('is 503 to a pipeline', async () => {
    const request = hook('deployments', { id: 'run-7', action: 'finish' }, bearer('t'));
    const said = { error: 'the deployment could not be stored; send it again' };
    expect(await answer(await createApp(ports).fetch(request))).toEqual([503, said]);
  });

  it('is 503 to Prometheus', async () => {
    const response = await createApp(ports).request('/metrics', { headers: bearer('t') });
    expect(await answer(response)).toEqual([503, { error: 'the store does not answer' }]);
  });

  it('says nothing of the inside on the page', async () => {
    const response = await createApp(ports).request('/', { headers: bearer('t') });
    expect(await answer(response)).toEqual([500, { error: 'lastword failed on this request' }]);
  });

  it('of one cluster of two is 503 for the whole group: what was kept is then known', async () => {
    const kept: string[] = [];
    const fine: DeskApi = {
      ...broken,
      accept: async ({ parcels }) => {
        const alerts = parcels.flatMap(({ body }) => unpacked(body)?.alerts ?? []);
        kept.push(...alerts.map((a) => a.fingerprint));
        return { accepted: alerts.length, repeated: 0 };
      },
    };
    const app = createApp({ ...ports, desk: (name) => (name === 'fine' ? fine : broken) });
    const body = groupOf(one, { ...one, fingerprint: 'b', labels: { ...one?.labels, cluster: 'fine' } });
    expect([(await app.fetch(hook('alertmanager', body, bearer('t')))).status, kept]).toEqual([503, ['b']]);
  });
});
