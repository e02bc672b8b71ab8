/** The HTTP side: routes, auth, body limit, and which status says what. Nothing here waits for the cluster or for Slack. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { bearerAuth } from 'hono/bearer-auth';
import { bodyLimit } from 'hono/body-limit';
import { some } from 'hono/combine';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { timeout } from 'hono/timeout';
import { timingSafeEqual } from 'hono/utils/buffer';
import type { Exposition } from './adapters/exposition.ts';
import type { SettingsState } from './config/live.ts';
import type { DeskApi } from './desk/desk.ts';
import { handIn } from './hand-in.ts';
import { renderPage } from './page/page.tsx';
import { receive, type Sender } from './receive/receive.ts';
import { settingsSamples, settingsView } from './settings-news.ts';
import { type Refusals, refusals } from './refusals.ts';

/** What the app needs of its surroundings. `problem` is a sentence when the settings do not allow work: then it is the answer to all. */
export type AppPorts = {
  problem: () => string | null;
  /** The settings' own state. */
  settings: () => SettingsState;
  /** Secrets that senders may present; empty only with `allowUnauthenticated`. */
  tokens: string[];
  allowUnauthenticated: boolean;
  /** The name of the Desk that keeps the alerts of a cluster, given the name that the alerts use. */
  keeper: (cluster: string | null) => string;
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
/** Alertmanager has no time-out of its own, and a hanging receiver blocks its whole group. */
const answerWithinMs = 1_800;
/** Of the alerts of a group that were set aside, so many are named in the answer. */
const shownReasons = 20;

const says = (status: 400 | 401 | 413 | 503, error: string): HTTPException =>
  new HTTPException(status, { message: error });

/** Compares with every token, so that the time taken tells nothing about which one was close. */
async function isKnown(tokens: string[], given: string): Promise<boolean> {
  const equal = await Promise.all(tokens.map((token) => timingSafeEqual(token, given)));
  return equal.includes(true);
}

function auth(ports: AppPorts): MiddlewareHandler {
  if (ports.allowUnauthenticated) return async (_c, next) => next();
  return some(
    bearerAuth({ verifyToken: (token) => isKnown(ports.tokens, token) }),
    basicAuth({ realm: 'lastword', verifyUser: (_user, password) => isKnown(ports.tokens, password) }),
  );
}

/** What was wrong, as far as somebody would read it. All of it is on the page. */
const readable = (reasons: string[]): string[] =>
  reasons.length <= shownReasons
    ? reasons
    : [...reasons.slice(0, shownReasons), `and ${reasons.length - shownReasons} more`];

function webhook(ports: AppPorts, sender: Sender): MiddlewareHandler {
  return async (c) => {
    const batch = receive(sender, await c.req.text());
    if (!batch.ok) throw says(400, batch.reason);
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
  // The page brings its own Content-Security-Policy, with the hash of its script.
  app.use(secureHeaders());
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
  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => {
      throw says(413, 'the body is larger than 8 MiB; lower max_alerts or group by more labels');
    },
  });
  app.post('/webhooks/alertmanager', auth(ports), limit, webhook(ports, 'alertmanager'));
  app.post('/webhooks/events', auth(ports), limit, webhook(ports, 'events'));
  app.get('/metrics', auth(ports), (c) => tell(c, ports, refused));
  app.get('/', auth(ports), async (c) => c.html(await page(ports)));
  // The page's buttons are forms: only the page itself may send them.
  app.post('/replay', csrf(), auth(ports), limit, async (c) => replay(ports, c));
  return app;
}

/** Sends dead letters again: one, by its delivery's id, or all. A form goes back to the page, anything else gets the number. */
async function replay(ports: AppPorts, c: Context): Promise<Response> {
  const isForm = c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  const asked: { delivery?: unknown } = isForm ? await c.req.parseBody() : await c.req.json().catch(() => ({}));
  const delivery = typeof asked.delivery === 'string' && asked.delivery !== '' ? asked.delivery : null;
  const queued = await Promise.all(ports.desks().map(({ desk }) => desk.replay(delivery)));
  return isForm ? c.redirect('/', 303) : c.json({ queued: queued.reduce((sum, n) => sum + n, 0) });
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
  const views = await Promise.all(ports.desks().map(({ desk }) => desk.view()));
  return renderPage({
    incidents: views.flatMap((view) => view.incidents),
    deadLetters: views.flatMap((view) => view.deadLetters),
    rejected: views.flatMap((view) => view.rejected),
    clusters: ports.desks().map(({ name }) => name),
    slack: ports.slack?.channel ?? 'page',
    settings: settingsView(ports.settings()),
    now: new Date().toISOString(),
  });
}
