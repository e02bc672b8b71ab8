/**
 * A Kubernetes API that answers from snapshots, over real HTTP: the demo's cluster, and the tests'. It can be told to misbehave,
 * and remembers what it was asked.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { refuse, type Answer } from './answers.ts';
import type { WatchOptions } from './replay.ts';
import { type AskedFor, route } from './route.ts';
import type { Snapshot } from './snapshot.ts';
import { mergeSnapshots, type World } from './world.ts';

export type { AskedFor } from './route.ts';
export { readSnapshot, type Snapshot } from './snapshot.ts';

/** A misbehaviour: another status, a late answer, an answer that is not JSON, an answer that breaks off half way. */
export type Fault = { status?: number; retryAfter?: number; delayMs?: number; garbage?: boolean; cut?: boolean };
export type Faults = (request: AskedFor) => Fault | undefined;

/** In order of arrival. `startedAt` is in Unix milliseconds; `status` is null until it is answered. */
export type LoggedRequest = { method: string; path: string; query: string; startedAt: number; status: number | null };

export type KubernetesApiOptions = WatchOptions & {
  snapshots: Snapshot[];
  /** 0, the default, takes any free port. The server listens on 127.0.0.1 only. */
  port?: number;
  /** What the clock of this cluster shows (RFC 3339), for the `Date` header; the machine's own time by default. */
  clock?: () => string;
  /** The bearer token to insist on. */
  token?: string;
  faults?: Faults;
};

export type KubernetesApi = {
  url: string;
  requests(): LoggedRequest[];
  /** The most requests that were under way at the same time. */
  mostInFlight(): number;
  setFaults(faults: Faults | undefined): void;
  /** Replaces the cluster's state; continue tokens given out before expire. */
  setSnapshots(snapshots: Snapshot[]): void;
  close(): Promise<void>;
};

type State = {
  options: KubernetesApiOptions;
  world: World;
  generation: number;
  requests: LoggedRequest[];
  inFlight: number;
  most: number;
};

/** Starts the server; it is ready when the promise resolves. @throws when the port is taken. */
export async function startKubernetesApi(options: KubernetesApiOptions): Promise<KubernetesApi> {
  const state: State = {
    options: { ...options },
    world: mergeSnapshots(options.snapshots),
    generation: 1,
    requests: [],
    inFlight: 0,
    most: 0,
  };
  const server = createServer((request, response) => {
    serve(state, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => state.requests.map((entry) => ({ ...entry })),
    mostInFlight: () => state.most,
    setFaults: (faults) => void (faults === undefined ? delete state.options.faults : (state.options.faults = faults)),
    setSnapshots: (snapshots) => {
      state.world = mergeSnapshots(snapshots);
      state.generation += 1;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://api');
  const asked = { method: request.method ?? 'GET', path: decodeURIComponent(pathname), query: searchParams };
  const entry: LoggedRequest = {
    method: asked.method,
    path: asked.path,
    query: search.slice(1),
    startedAt: Date.now(),
    status: null,
  };
  state.requests.push(entry);
  state.inFlight += 1;
  state.most = Math.max(state.most, state.inFlight);
  const ended = new AbortController();
  response.once('close', () => {
    state.inFlight -= 1;
    ended.abort();
  });
  const fault = state.options.faults?.(asked) ?? {};
  if (fault.delayMs !== undefined) await wait(fault.delayMs, null, { signal: ended.signal });
  const answer = faulty(fault) ?? (allowed(state, request) ? route(state, asked) : refuse(401, 'Unauthorized'));
  entry.status = answer.status;
  if (state.options.clock) response.setHeader('date', new Date(state.options.clock()).toUTCString());
  send(response, answer, fault);
}

function faulty({ status, garbage }: Fault): Answer | null {
  if (status !== undefined) return refuse(status, 'this answer was made to order');
  return garbage === true ? { status: 200, contentType: 'text/html', body: '<html>a gateway in between</html>' } : null;
}

function allowed({ options: { token } }: State, request: IncomingMessage): boolean {
  return token === undefined || request.headers.authorization === `Bearer ${token}`;
}

function send(response: ServerResponse, answer: Answer, { retryAfter, cut }: Fault): void {
  const body = Buffer.from(answer.body);
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  response.writeHead(answer.status, { 'content-type': answer.contentType, 'content-length': body.length });
  if (cut !== true) return void response.end(body);
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}
