/**
 * The requests of the Kubernetes API that lastword makes. A test holds each against the one that client-node's generated code builds;
 * to carry that code would be a third of the bundle (docs/decisions/0011-what-is-loaded.md).
 */
import type { LogRequest } from '../ports.ts';
import type { Kind } from '../types.ts';
import type { Answer, Take } from './http.ts';

/** A request about to be sent, and the API path it is for: without query and without what the API's address has before it. */
export type Prepared = { url: URL; headers: Record<string, string>; path: string };

/** Sends one, counted as `kind`. `take`: see Question. */
export type Send = (kind: string, request: Prepared, maxBytes: number, take?: Take) => Promise<Answer>;

/** Builds requests for one cluster. `namespace` null: all namespaces, or a kind that has none. */
export type Requests = {
  list(kind: Kind, namespace: string | null): Prepared;
  get(kind: Kind, namespace: string | null, name: string): Prepared;
  log(request: LogRequest): Prepared;
};

/** The API group of each kind. https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris */
const groups: Record<Kind, string> = {
  pods: 'api/v1',
  events: 'api/v1',
  nodes: 'api/v1',
  services: 'api/v1',
  replicasets: 'apis/apps/v1',
  deployments: 'apis/apps/v1',
  statefulsets: 'apis/apps/v1',
  daemonsets: 'apis/apps/v1',
  controllerrevisions: 'apis/apps/v1',
  jobs: 'apis/batch/v1',
  cronjobs: 'apis/batch/v1',
  // metrics-server's: https://github.com/kubernetes/metrics
  podmetrics: 'apis/metrics.k8s.io/v1beta1',
};

/** Kinds of an API that a cluster may not have: it answers "404 page not found" then, as to any path that it does not know. */
export const isOptional = (kind: Kind): boolean => kind === 'podmetrics';

function pathOf(kind: Kind, namespace: string | null, ...names: string[]): string {
  const within = namespace === null || kind === 'nodes' ? [] : ['namespaces', namespace];
  const resource = kind === 'podmetrics' ? 'pods' : kind;
  return ['', groups[kind], ...[...within, resource, ...names].map(encodeURIComponent)].join('/');
}

/** `api` is the API's base address, `token` is asked anew for every request because mounted tokens rotate. */
export function requestsTo(api: string, token: () => string | null): Requests {
  const base = api.replace(/\/+$/, '');
  const prepare = (path: string): Prepared => {
    const bearer = token();
    const headers = {
      Accept: 'application/json, */*;q=0.8',
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
    };
    return { url: new URL(base + path), headers, path };
  };
  return {
    list: (kind, namespace) => prepare(pathOf(kind, namespace)),
    get: (kind, namespace, name) => prepare(pathOf(kind, namespace, name)),
    log: ({ namespace, pod }) => prepare(pathOf('pods', namespace, pod, 'log')),
  };
}

/** Adds to a request's query. */
export function ask({ url }: Prepared, query: Record<string, string | number | boolean | undefined>): void {
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
}
