/** lastword builds its requests by itself; client-node's generated code says what each must be. */
import { AppsV1ApiRequestFactory } from '@kubernetes/client-node/dist/gen/apis/AppsV1Api.js';
import { BatchV1ApiRequestFactory } from '@kubernetes/client-node/dist/gen/apis/BatchV1Api.js';
import { CoreV1ApiRequestFactory } from '@kubernetes/client-node/dist/gen/apis/CoreV1Api.js';
import { CustomObjectsApiRequestFactory } from '@kubernetes/client-node/dist/gen/apis/CustomObjectsApi.js';
import { createConfiguration } from '@kubernetes/client-node/dist/gen/configuration.js';
import type { RequestContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { ServerConfiguration } from '@kubernetes/client-node/dist/gen/servers.js';
import { describe, expect, it } from 'vitest';
import { ask, requestsTo, type Prepared } from '../../src/adapters/kubernetes-requests.ts';
import type { Kind } from '../../src/types.ts';

const [base, token] = ['https://rancher.test/k8s/clusters/c-1', 'the-token'];
const configuration = createConfiguration({
  baseServer: new ServerConfiguration(base, {}),
  authMethods: { BearerToken: `Bearer ${token}` },
});
const core = new CoreV1ApiRequestFactory(configuration);
const apps = new AppsV1ApiRequestFactory(configuration);
const batch = new BatchV1ApiRequestFactory(configuration);
const custom = new CustomObjectsApiRequestFactory(configuration);
const metrics = ['metrics.k8s.io', 'v1beta1'] as const;

type Calls = [all: Promise<RequestContext>, within: Promise<RequestContext>, one: Promise<RequestContext>];

/** A namespace and a name that must be escaped: what is no name is refused before, but a request stays one for what it says. */
const [ns, name] = ['shop/../x', 'a b?c=d#é'];

const generated: Record<Kind, Calls> = {
  pods: [core.listPodForAllNamespaces(), core.listNamespacedPod(ns), core.readNamespacedPod(name, ns)],
  events: [core.listEventForAllNamespaces(), core.listNamespacedEvent(ns), core.readNamespacedEvent(name, ns)],
  nodes: [core.listNode(), core.listNode(), core.readNode(name)],
  services: [core.listServiceForAllNamespaces(), core.listNamespacedService(ns), core.readNamespacedService(name, ns)],
  replicasets: [
    apps.listReplicaSetForAllNamespaces(),
    apps.listNamespacedReplicaSet(ns),
    apps.readNamespacedReplicaSet(name, ns),
  ],
  deployments: [
    apps.listDeploymentForAllNamespaces(),
    apps.listNamespacedDeployment(ns),
    apps.readNamespacedDeployment(name, ns),
  ],
  statefulsets: [
    apps.listStatefulSetForAllNamespaces(),
    apps.listNamespacedStatefulSet(ns),
    apps.readNamespacedStatefulSet(name, ns),
  ],
  daemonsets: [
    apps.listDaemonSetForAllNamespaces(),
    apps.listNamespacedDaemonSet(ns),
    apps.readNamespacedDaemonSet(name, ns),
  ],
  controllerrevisions: [
    apps.listControllerRevisionForAllNamespaces(),
    apps.listNamespacedControllerRevision(ns),
    apps.readNamespacedControllerRevision(name, ns),
  ],
  jobs: [batch.listJobForAllNamespaces(), batch.listNamespacedJob(ns), batch.readNamespacedJob(name, ns)],
  cronjobs: [
    batch.listCronJobForAllNamespaces(),
    batch.listNamespacedCronJob(ns),
    batch.readNamespacedCronJob(name, ns),
  ],
  podmetrics: [
    custom.listCustomObjectForAllNamespaces(...metrics, 'pods'),
    custom.listNamespacedCustomObject(...metrics, ns, 'pods'),
    custom.getNamespacedCustomObject(...metrics, ns, 'pods', name),
  ],
};

const theirs = (context: RequestContext): object => ({
  method: context.getHttpMethod(),
  url: context.getUrl(),
  headers: context.getHeaders(),
});
const ours = ({ url, headers }: Prepared): object => ({ method: 'GET', url: url.href, headers });

const requests = requestsTo(`${base}/`, () => token);

describe.each(Object.keys(generated) as Kind[])('what asks for %s is what client-node would send', (kind) => {
  const [all, within, one] = generated[kind];

  it.each([
    ['all of them', () => requests.list(kind, null), all],
    ['those of a namespace', () => requests.list(kind, ns), within],
    ['one of them', () => requests.get(kind, ns, name), one],
  ])('for %s', async (_what, prepared, expected) => {
    expect(ours(prepared())).toEqual(theirs(await expected));
  });
});

it('and so is what asks for a log, with its query', async () => {
  const log = requests.log({ namespace: ns, pod: name, container: 'app', previous: true });
  ask(log, { container: 'app', limitBytes: 65_536, previous: true, tailLines: 200, timestamps: true });
  const query = [undefined, undefined, 65_536, undefined, true, undefined, undefined, 200, true] as const;
  expect(ours(log)).toEqual(theirs(await core.readNamespacedPodLog(name, ns, 'app', ...query)));
});

it('a cluster without a token is asked without one, and the path says nothing of what stands before the API', () => {
  const { headers, path } = requestsTo(base, () => null).list('cronjobs', 'shop');
  expect(headers).not.toHaveProperty('authorization');
  expect(path).toBe('/apis/batch/v1/namespaces/shop/cronjobs');
});
