/** The requests of the Kubernetes API that lastword makes, built by client-node's generated code: paths and encoding are its. */
import { AppsV1ApiRequestFactory } from '@kubernetes/client-node/dist/gen/apis/AppsV1Api.js';
import { BatchV1ApiRequestFactory } from '@kubernetes/client-node/dist/gen/apis/BatchV1Api.js';
import { CoreV1ApiRequestFactory } from '@kubernetes/client-node/dist/gen/apis/CoreV1Api.js';
import { CustomObjectsApiRequestFactory } from '@kubernetes/client-node/dist/gen/apis/CustomObjectsApi.js';
import { createConfiguration, type Configuration } from '@kubernetes/client-node/dist/gen/configuration.js';
import type { RequestContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { ServerConfiguration } from '@kubernetes/client-node/dist/gen/servers.js';
import type { LogRequest } from '../ports.ts';
import type { Kind } from '../types.ts';
import type { Answer } from './http.ts';

/** A request about to be sent, and the API path it is for: without query and without what the API's address has before it. */
export type Prepared = { context: RequestContext; path: string };

/** Sends one, counted as `kind`. */
export type Send = (kind: string, context: RequestContext, maxBytes: number) => Promise<Answer>;

/** Builds requests for one cluster. `namespace` null: all namespaces, or a kind that has none. */
export type Requests = {
  list(kind: Kind, namespace: string | null): Promise<Prepared>;
  get(kind: Kind, namespace: string | null, name: string): Promise<Prepared>;
  log(request: LogRequest): Promise<Prepared>;
};

type Factories = {
  core: CoreV1ApiRequestFactory;
  apps: AppsV1ApiRequestFactory;
  batch: BatchV1ApiRequestFactory;
  custom: CustomObjectsApiRequestFactory;
};
type Calls = {
  all: (f: Factories) => Promise<RequestContext>;
  within: (f: Factories, namespace: string) => Promise<RequestContext>;
  one: (f: Factories, name: string, namespace: string) => Promise<RequestContext>;
};

/** The API of metrics-server, which client-node has no generated code for: https://github.com/kubernetes/metrics */
const metrics = ['metrics.k8s.io', 'v1beta1'] as const;

const calls: Record<Kind, Calls> = {
  pods: {
    all: ({ core }) => core.listPodForAllNamespaces(),
    within: ({ core }, namespace) => core.listNamespacedPod(namespace),
    one: ({ core }, name, namespace) => core.readNamespacedPod(name, namespace),
  },
  events: {
    all: ({ core }) => core.listEventForAllNamespaces(),
    within: ({ core }, namespace) => core.listNamespacedEvent(namespace),
    one: ({ core }, name, namespace) => core.readNamespacedEvent(name, namespace),
  },
  nodes: {
    all: ({ core }) => core.listNode(),
    within: ({ core }) => core.listNode(),
    one: ({ core }, name) => core.readNode(name),
  },
  replicasets: {
    all: ({ apps }) => apps.listReplicaSetForAllNamespaces(),
    within: ({ apps }, namespace) => apps.listNamespacedReplicaSet(namespace),
    one: ({ apps }, name, namespace) => apps.readNamespacedReplicaSet(name, namespace),
  },
  deployments: {
    all: ({ apps }) => apps.listDeploymentForAllNamespaces(),
    within: ({ apps }, namespace) => apps.listNamespacedDeployment(namespace),
    one: ({ apps }, name, namespace) => apps.readNamespacedDeployment(name, namespace),
  },
  statefulsets: {
    all: ({ apps }) => apps.listStatefulSetForAllNamespaces(),
    within: ({ apps }, namespace) => apps.listNamespacedStatefulSet(namespace),
    one: ({ apps }, name, namespace) => apps.readNamespacedStatefulSet(name, namespace),
  },
  daemonsets: {
    all: ({ apps }) => apps.listDaemonSetForAllNamespaces(),
    within: ({ apps }, namespace) => apps.listNamespacedDaemonSet(namespace),
    one: ({ apps }, name, namespace) => apps.readNamespacedDaemonSet(name, namespace),
  },
  controllerrevisions: {
    all: ({ apps }) => apps.listControllerRevisionForAllNamespaces(),
    within: ({ apps }, namespace) => apps.listNamespacedControllerRevision(namespace),
    one: ({ apps }, name, namespace) => apps.readNamespacedControllerRevision(name, namespace),
  },
  jobs: {
    all: ({ batch }) => batch.listJobForAllNamespaces(),
    within: ({ batch }, namespace) => batch.listNamespacedJob(namespace),
    one: ({ batch }, name, namespace) => batch.readNamespacedJob(name, namespace),
  },
  cronjobs: {
    all: ({ batch }) => batch.listCronJobForAllNamespaces(),
    within: ({ batch }, namespace) => batch.listNamespacedCronJob(namespace),
    one: ({ batch }, name, namespace) => batch.readNamespacedCronJob(name, namespace),
  },
  services: {
    all: ({ core }) => core.listServiceForAllNamespaces(),
    within: ({ core }, namespace) => core.listNamespacedService(namespace),
    one: ({ core }, name, namespace) => core.readNamespacedService(name, namespace),
  },
  podmetrics: {
    all: ({ custom }) => custom.listCustomObjectForAllNamespaces(...metrics, 'pods'),
    within: ({ custom }, namespace) => custom.listNamespacedCustomObject(...metrics, namespace, 'pods'),
    one: ({ custom }, name, namespace) => custom.getNamespacedCustomObject(...metrics, namespace, 'pods', name),
  },
};

/** `api` is the API's base address, `token` is asked anew for every request because mounted tokens rotate. */
export function requestsTo(api: string, token: () => string | null): Requests {
  const base = api.replace(/\/+$/, '');
  const prefix = new URL(base).pathname.replace(/\/$/, '');
  const prepare = async (build: (f: Factories) => Promise<RequestContext>): Promise<Prepared> => {
    const context = await build(factories(base, token()));
    return { context, path: new URL(context.getUrl()).pathname.slice(prefix.length) };
  };
  return {
    list: (kind, namespace) =>
      prepare((f) => (namespace === null ? calls[kind].all(f) : calls[kind].within(f, namespace))),
    get: (kind, namespace, name) => prepare((f) => calls[kind].one(f, name, namespace ?? '')),
    log: ({ namespace, pod }) => prepare(({ core }) => core.readNamespacedPodLog(pod, namespace)),
  };
}

/** Adds to a request's query. */
export function ask({ context }: Prepared, query: Record<string, string | number | boolean | undefined>): void {
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) context.setQueryParam(name, String(value));
  }
}

function factories(base: string, token: string | null): Factories {
  const configuration: Configuration = createConfiguration({
    baseServer: new ServerConfiguration(base, {}),
    ...(token !== null && { authMethods: { BearerToken: `Bearer ${token}` } }),
  });
  return {
    core: new CoreV1ApiRequestFactory(configuration),
    apps: new AppsV1ApiRequestFactory(configuration),
    batch: new BatchV1ApiRequestFactory(configuration),
    custom: new CustomObjectsApiRequestFactory(configuration),
  };
}
