/** The Cluster port over the Kubernetes API: https://kubernetes.io/docs/reference/using-api/api-concepts/ */
import { isDns1123Label, isDns1123Name } from '../facts/names.ts';
import type { Cluster, Listing, LogRequest, Where } from '../ports.ts';
import type { Kind, Kinds, Reading } from '../types.ts';
import { no, readChanges, readObject, readPage, refusal, type Page } from './kubernetes-answers.ts';
import { sender, type Answer, type RequestSeen, type Sender } from './kubernetes-http.ts';
import { requestsTo, type Prepared, type Requests } from './kubernetes-requests.ts';

export type ClusterOptions = {
  /** Base address of the API; it may have a path. */
  api: string;
  /** The bearer token, asked for with every request; null sends none. */
  token: () => string | null;
  fetch?: typeof fetch;
  /** For one request, its body included. Milliseconds, 3000 by default. */
  timeoutMs?: number;
  /** Requests under way at the same time, 4 by default: Workers have six connections in all, and Slack needs one. */
  maxInFlight?: number;
  onRequest?: (seen: RequestSeen) => void;
  /** Calls everything off. */
  signal?: AbortSignal;
};

const pageSize = 500;
const mostPages = 20;
/** A page of 500 pods is some 5 MB; a Worker has 128 MB for everything. */
const mostListBytes = 24 * 1024 * 1024;
const mostChangesBytes = 8 * 1024 * 1024;
const mostLogBytes = 65_536;
/** Shorter tails to ask for when a longer one is cut: the kubelet cuts at the end, where a container's last words are. */
const tails = [200, 40, 8];

const watchExpired = 'the watch history is used up';
const listExpired = 'the list changed faster than it could be read';

type Ports = { requests: Requests; send: Sender };

/**
 * Read-only access to one cluster. Nothing throws and nothing is retried, but for a list that expired in mid-paging (once).
 * A `why` never holds anything of an answer's body or of the token.
 */
export function kubernetesCluster(options: ClusterOptions): Cluster {
  const { api, token, timeoutMs = 3000, maxInFlight = 4, onRequest, signal } = options;
  let ahead: number | null = null;
  // Called as a method of another object, workerd's fetch throws "Illegal invocation".
  const send = sender({
    fetch: options.fetch ?? ((...args) => globalThis.fetch(...args)),
    timeoutMs,
    maxInFlight,
    onRequest,
    signal,
    // `Date` is cut to whole seconds: of several answers the one furthest ahead is nearest the truth.
    onClock: (seen) => (ahead = Math.max(ahead ?? seen, seen)),
  });
  if (!URL.canParse(api)) return unreachable('the address of the cluster is not a URL');
  const ports = { requests: requestsTo(api, token), send };
  return {
    list: async (kind, where) => badName(where.namespace) ?? guarded(() => list(ports, kind, where)),
    get: async (kind, namespace, name) => badName(namespace, name) ?? guarded(() => get(ports, kind, namespace, name)),
    replay: async (where) => badName(where.namespace) ?? guarded(() => replay(ports, where)),
    log: async (request) =>
      badName(request.namespace, request.pod, request.container) ?? guarded(() => log(ports, request)),
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
async function pages({ requests, send }: Ports, kind: Kind, where: Where): Promise<Reading<Pages> | 'expired'> {
  const items: Pages['items'] = [];
  let token: string | undefined;
  for (let page = 1; ; page += 1) {
    const request = await requests.list(kind, where.namespace);
    select(request, where);
    ask(request, { limit: where.limit ?? pageSize, continue: token });
    const answer = await send(kind, request.context, mostListBytes);
    if (answer.ok && answer.status === 410 && token !== undefined) return 'expired';
    const read = answered(answer, kind, listExpired, readPage);
    if (!read.known) return read;
    items.push(...(read.value.items ?? []));
    const { resourceVersion, continue: next } = read.value.metadata;
    token = next === '' ? undefined : next;
    if (token !== undefined && where.limit === undefined && page < mostPages) continue;
    return { known: true, value: { path: request.path, items, resourceVersion, truncated: token !== undefined } };
  }
}

function answered<T>(
  answer: Answer,
  what: string,
  expired: string,
  read: (answer: Answer & { ok: true }) => Reading<T>,
): Reading<T> {
  if (!answer.ok) return no(answer.why);
  const why = refusal(answer.status, what, expired);
  return why === null ? read(answer) : no(why);
}

function select(request: Prepared, { fieldSelector, labelSelector }: Where): void {
  ask(request, { fieldSelector, labelSelector });
}

function ask({ context }: Prepared, query: Record<string, string | number | boolean | undefined>): void {
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) context.setQueryParam(name, String(value));
  }
}

async function get<K extends Kind>(
  { requests, send }: Ports,
  kind: K,
  namespace: string | null,
  name: string,
): Promise<Reading<{ path: string; object: Kinds[K] | null }>> {
  if (namespace === null && kind !== 'nodes') return no(`the namespace of ${name} is not known`);
  const request = await requests.get(kind, namespace, name);
  const answer = await send(kind, request.context, mostListBytes);
  if (answer.ok && answer.status === 404) return { known: true, value: { path: request.path, object: null } };
  const read = answered(answer, kind, listExpired, readObject);
  return read.known ? { known: true, value: { path: request.path, object: read.value as unknown as Kinds[K] } } : read;
}

/** One second of watching is enough: what the API server still has, it sends at once. */
async function replay(
  { requests, send }: Ports,
  where: Parameters<Cluster['replay']>[0],
): ReturnType<Cluster['replay']> {
  const request = await requests.list('pods', where.namespace);
  select(request, where);
  ask(request, { watch: 1, resourceVersion: where.resourceVersion, timeoutSeconds: 1 });
  const answer = await send('watch', request.context, mostChangesBytes);
  const read = answered(answer, 'watches on pods', watchExpired, (a) => readChanges(a, watchExpired));
  return read.known ? { known: true, value: { path: request.path, changes: read.value } } : read;
}

async function log({ requests, send }: Ports, asked: LogRequest): ReturnType<Cluster['log']> {
  const { container, previous } = asked;
  let path = '';
  let text = '';
  for (const tailLines of tails) {
    const request = await requests.log(asked);
    ask(request, { container, previous });
    path = `${request.path}?container=${container}&previous=${previous}`;
    ask(request, { tailLines, limitBytes: mostLogBytes, timestamps: true });
    const answer = await send('logs', request.context, 2 * mostLogBytes);
    if (answer.ok && hasNoLog(answer)) return { known: true, value: { path, text: null } };
    const read = answered(answer, 'logs', watchExpired, (a) => (a.whole ? { known: true, value: a.text } : no(a.why)));
    if (!read.known) return read;
    text = read.value;
    if (new TextEncoder().encode(text).length < mostLogBytes) break;
  }
  return { known: true, value: { path, text } };
}

/** The words are the kubelet's (pkg/kubelet/kubelet_pods.go, kuberuntime_container.go): no field says it. */
function hasNoLog({ status, text }: Answer & { ok: true }): boolean {
  if (status === 200) return text.startsWith('unable to retrieve container logs for');
  return (
    status === 404 || (status === 400 && /previous terminated container .* not found|is waiting to start/.test(text))
  );
}
