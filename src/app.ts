/** The HTTP side: routes, auth, body limit, and which status says what. Nothing here waits for the cluster or for Slack. */
import { Hono, type MiddlewareHandler } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { bearerAuth } from 'hono/bearer-auth';
import { bodyLimit } from 'hono/body-limit';
import { some } from 'hono/combine';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { timeout } from 'hono/timeout';
import { timingSafeEqual } from 'hono/utils/buffer';
import type { Arrival, DeskApi, Receipt } from './desk/desk.ts';
import { renderPage } from './page/page.tsx';
import { receive, type Sender } from './receive/receive.ts';

/** What the app needs of its surroundings. `problem` is a sentence when the settings do not allow work: then it is the answer to all. */
export type AppPorts = {
  problem: string | null;
  /** Secrets that senders may present; empty only with `allowUnauthenticated`. */
  tokens: string[];
  allowUnauthenticated: boolean;
  /** The Desk that keeps the alerts of a cluster, by the name the alerts use. */
  desk: (cluster: string | null) => DeskApi;
  /** All Desks, with the name of their cluster. */
  desks: () => { name: string; desk: DeskApi }[];
  slack: { channel: string } | null;
};

/** Alertmanager's largest groups are a few megabytes: about half a kilobyte an alert. */
const maxBodyBytes = 8 * 1024 * 1024;
/** Alertmanager has no time-out of its own, and a hanging receiver blocks its whole group. */
const answerWithinMs = 1_800;

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

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** Splits a batch by the Desk that keeps it: alerts of several clusters can come in one group. */
function byCluster(arrival: Arrival): Map<string | null, Arrival> {
  const parts = new Map<string | null, Arrival>();
  const part = (cluster: string | null): Arrival => {
    const known = parts.get(cluster) ?? { alerts: [], rejected: [], dropped: null };
    parts.set(cluster, known);
    return known;
  };
  for (const alert of arrival.alerts) part(alert.cluster).alerts.push(alert);
  const rest = arrival.alerts[0]?.cluster ?? null;
  if (arrival.rejected.length > 0 || arrival.dropped !== null)
    Object.assign(part(rest), { rejected: arrival.rejected, dropped: arrival.dropped });
  return parts;
}

/** Keeps a batch; every row is written before the sender hears of it. */
async function keep(ports: AppPorts, arrival: Arrival): Promise<Receipt> {
  try {
    const receipts = await Promise.all(
      [...byCluster(arrival)].map(([cluster, part]) => ports.desk(cluster).accept(part)),
    );
    return receipts.reduce((a, b) => ({ accepted: a.accepted + b.accepted, repeated: a.repeated + b.repeated }), {
      accepted: 0,
      repeated: 0,
    });
  } catch {
    throw says(503, 'the alerts could not be stored; send them again');
  }
}

function webhook(ports: AppPorts, sender: Sender): MiddlewareHandler {
  return async (c) => {
    const batch = receive(sender, await c.req.text());
    if (!batch.ok) throw says(400, batch.reason);
    const rejected = await Promise.all(
      batch.rejected.map(async ({ field, reason, raw }) => ({
        id: await sha256(raw),
        reason: `${field}: ${reason}`,
        raw,
      })),
    );
    const receipt = await keep(ports, { alerts: batch.alerts, rejected, dropped: batch.dropped });
    const reasons = rejected.map((r) => r.reason);
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
  // The page brings its own Content-Security-Policy, with the hash of its script.
  app.use(secureHeaders());
  app.onError((error, c) => {
    if (!(error instanceof HTTPException)) return c.json({ error: 'lastword failed on this request' }, 500);
    const response = error.getResponse();
    const headers = Object.fromEntries(response.headers);
    return c.json({ error: error.message || 'missing or wrong token' }, error.status, {
      ...headers,
      'content-type': 'application/json',
    });
  });
  app.get('/healthz', (c) => c.text('ok\n'));
  app.use(async (_c, next) => {
    if (ports.problem !== null) throw says(503, ports.problem);
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
  app.get('/', auth(ports), async (c) => c.html(await page(ports)));
  return app;
}

async function page(ports: AppPorts): Promise<string> {
  const views = await Promise.all(ports.desks().map(({ desk }) => desk.view()));
  return renderPage({
    incidents: views.flatMap((view) => view.incidents),
    deadLetters: views.flatMap((view) => view.deadLetters),
    rejected: views.flatMap((view) => view.rejected),
    clusters: ports.desks().map(({ name }) => name),
    slack: ports.slack?.channel ?? 'page',
    now: new Date().toISOString(),
  });
}
