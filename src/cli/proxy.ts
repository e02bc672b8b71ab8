/**
 * A loopback door to a cluster whose credentials workerd cannot use (client certificates, exec plugins), as `kubectl proxy`
 * opens one: guarded by a token, and for nothing but what lastword reads.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** Where requests go and what makes them welcome there; `options` is asked anew each time, because credentials expire. */
export type Upstream = { server: string; options: () => Promise<RequestOptions> };

export type Proxy = { url: string; close: () => Promise<void> };

/** The kinds of src/types.ts, one of them by name, a pod's log, and its use of memory and CPU (what `kubectl top` shows). */
const readable = [
  /^\/(?:api\/v1|apis\/(?:apps|batch)\/v1)(?:\/namespaces\/[a-z0-9.-]+)?\/(?:pods|events|nodes|services|replicasets|deployments|statefulsets|daemonsets|controllerrevisions|jobs|cronjobs)(?:\/[a-z0-9.-]+(?:\/log)?)?$/,
  /^\/apis\/metrics\.k8s\.io\/v1beta1\/namespaces\/[a-z0-9.-]+\/pods\/[a-z0-9.-]+$/,
];

/** Listens on a free port of 127.0.0.1. Whoever asks must present `token` as a bearer token. */
export async function startProxy(upstream: Upstream, token: string): Promise<Proxy> {
  const server = createServer((request, response) => {
    const refused = refusal(request, token);
    if (refused !== null) return answer(response, ...refused);
    forward(upstream, request, response).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else answer(response, 502, `the cluster cannot be asked: ${why}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refusal(request: IncomingMessage, token: string): [number, string] | null {
  if (!same(request.headers.authorization ?? '', `Bearer ${token}`)) return [401, 'this proxy is for lastword alone'];
  if (request.method !== 'GET') return [405, 'this proxy only reads'];
  if (!readable.some((path) => path.test(target(request).pathname)))
    return [403, 'this proxy passes on only what lastword reads'];
  return null;
}

/** Resolved, so that no `..` gets past the check. */
const target = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://cluster');

/** Compares in constant time, whatever the lengths. */
function same(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** A refusal in the API's own form, which the reader knows how to say. */
function answer(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message }));
}

async function forward(upstream: Upstream, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const options = await upstream.options();
  const { pathname, search } = target(request);
  const url = `${upstream.server.replace(/\/+$/, '')}${pathname}${search}`;
  const headers = {
    ...(options.headers as OutgoingHttpHeaders | undefined),
    accept: request.headers.accept ?? 'application/json',
  };
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  await new Promise<void>((resolve, reject) => {
    const asked = send(url, { ...options, headers }, (reply) => {
      const type = reply.headers['content-type'] ?? 'application/json';
      // The cluster's own Date: its times are judged by its clock, not by ours.
      const date = reply.headers.date === undefined ? {} : { date: reply.headers.date };
      response.writeHead(reply.statusCode ?? 502, { 'content-type': type, ...date });
      reply.on('error', reject);
      reply.pipe(response);
    });
    asked.on('error', reject);
    // Also when the asker goes away: a watch would otherwise go on.
    response.on('close', () => {
      asked.destroy();
      resolve();
    });
    asked.end();
  });
}
