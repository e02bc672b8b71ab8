/** The HTTP side: routes, auth, body limit, and which status says what. Nothing here waits for the cluster or for Slack. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { timeout } from 'hono/timeout';
import type { Exposition } from './adapters/exposition.ts';
import { noSuchAddress } from './addresses.ts';
import { announce } from './announce.ts';
import { raise, replay } from './buttons.ts';
import type { SettingsState } from './config/live.ts';
import type { DeskApi } from './desk/desk.ts';
import { auth, type Keys, says, upTo } from './door.ts';
import { handIn } from './hand-in.ts';
import { joined } from './page/view.ts';
import { receive, type Sender } from './receive/receive.ts';
import { settingsSamples, settingsView } from './settings-news.ts';
import { type Refusals, refusals } from './refusals.ts';

/** What the app needs of its surroundings. `problem` is a sentence when the settings do not allow work: then it is the answer to all. */
export type AppPorts = Keys & {
  problem: () => string | null;
  /** The settings' own state. */
  settings: () => SettingsState;
  /** The name of the Desk that keeps the alerts of a cluster, given the name that the alerts use. */
  keeper: (cluster: string | null) => string;
  /** The configured cluster that a name or alias means, or the only one where none is named; null when it means none. */
  clusterOf: (cluster: string | null) => string | null;
  /** A Desk by its name. */
  desk: (name: string) => DeskApi;
  /** All Desks, with the name of their cluster. */
  desks: () => { name: string; desk: DeskApi }[];
  slack: { channel: string } | null;
  /** Writes metrics as Prometheus reads them. */
  exposition: Exposition;
};

/** Alertmanager's largest groups are a few megabytes: about half a kilobyte an alert. */
const maxBodyBytes = 8 * 1024 * 1024;
/** A deployment names 200 workloads at most. */
const maxNoticeBytes = 64 * 1024;
/** Alertmanager has no time-out of its own, and a hanging receiver blocks its whole group. */
const answerWithinMs = 1_800;
/** Of the alerts of a group that were set aside, so many are named in the answer. */
const shownReasons = 20;

/** For whoever opens a webhook's address, or sends to it by another method. */
const sendHere = {
  alertmanager: "POST Alertmanager's webhooks here: this address is the url of a webhook_configs entry of a receiver",
  events:
    "POST one Kubernetes Event here: this address is the endpoint of kubernetes-event-exporter's webhook receiver",
  deployments:
    'POST {"id", "action": "start", "namespace", "workloads"} here when a deployment begins, and action finish when it is done',
} as const satisfies Record<Sender | 'deployments', string>;

/** What was wrong, as far as somebody would read it. All of it is on the page. */
const readable = (reasons: string[]): string[] =>
  reasons.length <= shownReasons
    ? reasons
    : [...reasons.slice(0, shownReasons), `and ${reasons.length - shownReasons} more`];

function webhook(ports: AppPorts, sender: Sender): MiddlewareHandler {
  return async (c) => {
    const batch = receive(sender, await c.req.text(), c.req.header('content-encoding'));
    if (!batch.ok) throw says(batch.compressed ? 415 : 400, batch.reason);
    const receipt = await handIn(ports, batch).catch(() => {
      throw says(503, 'the alerts could not be stored; send them again');
    });
    const reasons = readable(batch.rejected.map(({ field, reason }) => `${field}: ${reason}`));
    if (batch.alerts.length === 0 && reasons.length > 0) throw says(400, reasons.join('; '));
    const body = {
      ...receipt,
      ...(reasons.length > 0 ? { rejected: reasons } : {}),
      ...(batch.dropped === null ? {} : { dropped: batch.dropped }),
    };
    return c.json(body, receipt.accepted > 0 ? 202 : 200);
  };
}

/** 202 when something was kept or changed, 200 when all was as it had to be already. */
function deployments(ports: AppPorts): MiddlewareHandler {
  return async (c) => {
    const { receiveDeployment } = await import('./receive/deployment.ts');
    const received = receiveDeployment(await c.req.text());
    if (!received.ok) throw says(400, received.reason);
    const answer = await announce(ports, received.notice).catch(() => {
      throw says(503, 'the deployment could not be stored; send it again');
    });
    if (!answer.ok) throw says(answer.status, answer.error);
    const { id, state, closesAt } = answer.window;
    const note = answer.note === null ? {} : { note: answer.note };
    return c.json({ window: { id, state, closes_at: closesAt }, ...note }, answer.accepted ? 202 : 200);
  };
}

async function ready(ports: AppPorts): Promise<void> {
  try {
    await Promise.all(ports.desks().map(({ desk }) => desk.check()));
  } catch {
    throw says(503, 'the store does not answer');
  }
}

/** The Hono app. Errors answer `{ "error": "one sentence" }`. */
export function createApp(ports: AppPorts): Hono {
  const app = new Hono();
  const refused = refusals(async (counts) => ports.desks()[0]?.desk.refused(counts), Date.now);
  app.onError((error, c) => {
    if (!(error instanceof HTTPException)) return c.json({ error: 'lastword failed on this request' }, 500);
    if (c.req.path.startsWith('/webhooks/')) afterwards(c, refused.note(error.status));
    const response = error.getResponse();
    const headers = Object.fromEntries(response.headers);
    return c.json({ error: error.message || 'missing or wrong token' }, error.status, {
      ...headers,
      'content-type': 'application/json',
    });
  });
  app.notFound((c) => c.json({ error: noSuchAddress(c.req.path) }, 404));
  app.get('/healthz', (c) => c.text('ok\n'));
  app.use(async (_c, next) => {
    const problem = ports.problem();
    if (problem !== null) throw says(503, problem);
    await next();
  });
  app.use(timeout(answerWithinMs, () => says(503, 'the store did not answer in time; send it again')));
  app.get('/readyz', async (c) => {
    await ready(ports);
    return c.text('ok\n');
  });
  const limit = upTo(maxBodyBytes, 'the body is larger than 8 MiB; lower max_alerts or group by more labels');
  const small = upTo(
    maxNoticeBytes,
    'the body is larger than 64 KiB; name fewer workloads, or none for the whole namespace',
  );
  app.post('/webhooks/alertmanager', auth(ports), limit, webhook(ports, 'alertmanager'));
  app.post('/webhooks/events', auth(ports), limit, webhook(ports, 'events'));
  app.post('/webhooks/deployments', auth(ports), small, deployments(ports));
  for (const sender of ['alertmanager', 'events', 'deployments'] as const)
    app.all(`/webhooks/${sender}`, (c) => c.json({ error: sendHere[sender] }, 405, { Allow: 'POST' }));
  // For browsers, which no webhook's sender is. The page brings its own Content-Security-Policy, with the hash of its script.
  app.use(secureHeaders());
  app.get('/metrics', auth(ports), (c) => tell(c, ports, refused));
  app.get('/', auth(ports), async (c) => c.html(await page(ports)));
  // The page's buttons are forms: only the page itself may send them.
  app.post('/replay', csrf(), auth(ports), limit, async (c) => replay(ports, c));
  app.post('/raise', csrf(), auth(ports), limit, async (c) => raise(ports, c));
  return app;
}

/** Lets a request's last work end after its answer. Outside of a Worker there is nobody to be told of it. */
function afterwards(c: Context, work: Promise<void>): void {
  try {
    c.executionCtx.waitUntil(work);
  } catch {
    void work;
  }
}

async function tell(c: Context, ports: AppPorts, refused: Refusals): Promise<Response> {
  await refused.flush();
  const asked = ports.desks().map(async ({ name, desk }) => ({ cluster: name, samples: await desk.metrics() }));
  const told = await Promise.all(asked).catch(() => {
    throw says(503, 'the store does not answer');
  });
  const { contentType, text } = await ports.exposition(told, settingsSamples(ports.settings()));
  return c.body(text, 200, { 'content-type': contentType });
}

async function page(ports: AppPorts): Promise<string> {
  const asked = ports.desks().map(async ({ name, desk }) => ({ cluster: name, part: await desk.view() }));
  const parts = await Promise.all(asked);
  const { renderPage } = await import('./page/page.tsx');
  return renderPage({
    ...joined(parts),
    slack: ports.slack?.channel ?? 'page',
    settings: settingsView(ports.settings()),
    now: new Date().toISOString(),
  });
}
