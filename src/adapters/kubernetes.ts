/** The Cluster port over the Kubernetes API: https://kubernetes.io/docs/reference/using-api/api-concepts/ */
import { isDns1123Label, isDns1123Name } from '../facts/names.ts';
import type { Cluster, Listing, Turns, Where } from '../ports.ts';
import type { Kind, Kinds, Reading } from '../types.ts';
import {
  answered,
  isNotFound,
  no,
  readChanges,
  listReader,
  readObject,
  readPage,
  type Page,
} from './kubernetes-answers.ts';
import type { RequestSeen } from './http.ts';
import { connection as connectionOfItsOwn, type Connection } from './kubernetes-connection.ts';
import { readLog } from './kubernetes-log.ts';
import { ask, isOptional, requestsTo, type Prepared, type Requests, type Send } from './kubernetes-requests.ts';
import { clusterSender } from './kubernetes-sender.ts';

export type ClusterOptions = {
  /** Base address of the API; it may have a path. */
  api: string;
  /** The bearer token, asked for with every request; null sends none. */
  token: () => string | null;
  fetch?: typeof fetch;
  /** For one request, its body included. Milliseconds, 3000 by default. */
  timeoutMs?: number;
  /** What its requests share with those of others: at most four at a time, and none while the cluster is out. Its own by default. */
  connection?: Connection;
  onRequest?: (seen: RequestSeen) => void;
  /** Calls everything off. */
  signal?: AbortSignal;
  /** By when (milliseconds since 1970) a second try must be answered that 429 or 5xx asks for; without it there is none. */
  deadline?: number;
  /** Long answers are read in turns with what comes in; at once by default. */
  next?: Turns['next'];
};

/** Objects of a page. Events are small, and a storm has thousands. */
const pageSize = (kind: Kind): number => (kind === 'events' ? 2000 : 500);
const mostItems = 10_000;
const mostPages = 40;
/** A page of 500 pods is some 5 MB; a Worker has 128 MB for everything. */
const mostListBytes = 24 * 1024 * 1024;
const mostChangesBytes = 8 * 1024 * 1024;

const watchExpired = 'the watch history is used up';
const listExpired = 'the list changed faster than it could be read';

const atOnce = (): Promise<void> => Promise.resolve();

type Ports = { requests: Requests; send: Send; next: Turns['next'] };

/**
 * Read-only access to one cluster. Nothing throws and nothing is retried, but for a list that expired in mid-paging and, given a deadline,
 * what the cluster was too busy for (each once). A `why` never holds anything of an answer's body or of the token.
 *
 * No list is asked for with `resourceVersion=0`: each is evidence in which absence counts (docs/decisions/0006-no-stale-lists.md).
 */
export function kubernetesCluster(options: ClusterOptions): Cluster {
  const { api, token, timeoutMs = 3000, connection = connectionOfItsOwn(), onRequest, signal, deadline } = options;
  let ahead: number | null = null;
  const put = clusterSender({
    fetch: options.fetch,
    timeoutMs,
    connection,
    onRequest,
    signal,
    deadline,
    // `Date` is cut to whole seconds: of several answers the one furthest ahead is nearest the truth.
    onClock: (seen) => (ahead = Math.max(ahead ?? seen, seen)),
  });
  const send: Send = (kind, { url, headers }, maxBytes, take) =>
    put({ kind, url: url.href, method: 'GET', headers, take }, maxBytes);
  if (!URL.canParse(api)) return unreachable('the address of the cluster is not a URL');
  const requests = requestsTo(api, token);
  const ports = { requests, send, next: options.next ?? atOnce };
  return {
    list: async (kind, where) => badName(where.namespace) ?? guarded(() => list(ports, kind, where)),
    get: async (kind, namespace, name) => badName(namespace, name) ?? guarded(() => get(ports, kind, namespace, name)),
    replay: async (where) => badName(where.namespace) ?? guarded(() => replay(ports, where)),
    log: async (request) =>
      badName(request.namespace, request.pod, request.container) ?? guarded(() => readLog(requests, send, request)),
    clockAhead: () => ahead ?? 0,
  };
}

function unreachable(why: string): Cluster {
  const answer = (): Promise<{ known: false; why: string }> => Promise.resolve(no(why));
  return { list: answer, get: answer, replay: answer, log: answer, clockAhead: () => 0 };
}

/** Names come from alerts: what is no name never becomes part of a path. */
function badName(namespace: string | null, name = 'x', container = 'x'): { known: false; why: string } | null {
  const bad = [
    ...(namespace === null || isDns1123Label(namespace) ? [] : [namespace]),
    ...(isDns1123Name(name) ? [] : [name]),
    ...(isDns1123Label(container) ? [] : [container]),
  ][0];
  return bad === undefined ? null : no(`"${bad.slice(0, 80)}" is not a Kubernetes name`);
}

async function guarded<T>(ask: () => Promise<Reading<T>>): Promise<Reading<T>> {
  try {
    return await ask();
  } catch {
    return no('the question to the cluster could not be put');
  }
}

async function list<K extends Kind>(ports: Ports, kind: K, where: Where): Promise<Reading<Listing<Kinds[K]>>> {
  const first = await pages(ports, kind, where);
  const read = first === 'expired' ? await pages(ports, kind, where) : first;
  if (read === 'expired') return no(`${listExpired} (410)`);
  if (!read.known) return read;
  const { path, items, resourceVersion, truncated } = read.value;
  // Kubernetes' own types stand for what its API sends; only names and metadata were checked.
  return { known: true, value: { path, items: items as unknown as Kinds[K][], resourceVersion, truncated } };
}

type Pages = { path: string; items: NonNullable<Page['items']>; resourceVersion: string; truncated: boolean };

/** A list, page by page; `expired` when a continue token was too old. */
async function pages(
  { requests, send, next: turn }: Ports,
  kind: Kind,
  where: Where,
): Promise<Reading<Pages> | 'expired'> {
  const items: Pages['items'] = [];
  let token: string | undefined;
  for (let page = 1; ; page += 1) {
    const request = requests.list(kind, where.namespace);
    select(request, where);
    ask(request, { limit: where.limit ?? pageSize(kind), continue: token });
    const reader = listReader(turn);
    const answer = await send(kind, request, mostListBytes, reader.take);
    if (answer.ok && answer.status === 410 && token !== undefined) return 'expired';
    const read = await answered(answer, kind, listExpired, (a) => readPage(a, reader));
    if (!read.known) return read;
    items.push(...(read.value.items ?? []));
    const { resourceVersion, continue: next } = read.value.metadata;
    token = next === '' ? undefined : next;
    if (token !== undefined && where.limit === undefined && items.length < mostItems && page < mostPages) continue;
    return { known: true, value: { path: request.path, items, resourceVersion, truncated: token !== undefined } };
  }
}

function select(request: Prepared, { fieldSelector, labelSelector }: Where): void {
  ask(request, { fieldSelector, labelSelector });
}

async function get<K extends Kind>(
  { requests, send }: Ports,
  kind: K,
  namespace: string | null,
  name: string,
): Promise<Reading<{ path: string; object: Kinds[K] | null }>> {
  if (namespace === null && kind !== 'nodes') return no(`the namespace of ${name} is not known`);
  const request = requests.get(kind, namespace, name);
  const answer = await send(kind, request, mostListBytes);
  if (answer.ok && (isNotFound(answer) || (answer.status === 404 && isOptional(kind))))
    return { known: true, value: { path: request.path, object: null } };
  const read = answered(answer, kind, listExpired, readObject);
  return read.known ? { known: true, value: { path: request.path, object: read.value as unknown as Kinds[K] } } : read;
}

/** One second of watching is enough: what the API server still has, it sends at once. */
async function replay(
  { requests, send }: Ports,
  where: Parameters<Cluster['replay']>[0],
): ReturnType<Cluster['replay']> {
  const request = requests.list('pods', where.namespace);
  select(request, where);
  ask(request, { watch: 1, resourceVersion: where.resourceVersion, timeoutSeconds: 1 });
  const answer = await send('watch', request, mostChangesBytes);
  const read = answered(answer, 'watches on pods', watchExpired, (a) => readChanges(a, watchExpired));
  return read.known ? { known: true, value: { path: request.path, ...read.value } } : read;
}
