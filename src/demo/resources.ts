/** The resources the demo's API knows, and what a request path means. */

/** One resource type. `prefix` is its group's path; `group` is '' for the core one; `fields` are its field selectors. */
export type Resource = {
  prefix: string;
  group: string;
  plural: string;
  kind: string;
  apiVersion: string;
  namespaced: boolean;
  fields: readonly string[];
};

/** A path taken apart. `namespace` null: cluster-wide, or the list over all namespaces. */
export type Target = {
  resource: Resource;
  namespace: string | null;
  name: string | null;
  sub: string | null;
  listPath: string;
};

const named = ['metadata.name', 'metadata.namespace'];
/** Sources: AddFieldLabelConversionFunc in kubernetes/pkg/apis/{core,batch}/v1/conversion.go. */
const fieldsOf: Record<string, readonly string[]> = {
  pods: [
    ...named,
    ...['nodeName', 'restartPolicy', 'schedulerName', 'serviceAccountName', 'hostNetwork'].map((f) => `spec.${f}`),
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [
    ...named,
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (f) => `involvedObject.${f}`,
    ),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  nodes: ['metadata.name', 'spec.unschedulable'],
  namespaces: ['metadata.name', 'status.phase'],
  jobs: [...named, 'status.successful'],
};

const kinds: [prefix: string, namespaced: boolean, kinds: Record<string, string>][] = [
  [
    '/api/v1',
    true,
    {
      pods: 'Pod',
      events: 'Event',
      configmaps: 'ConfigMap',
      resourcequotas: 'ResourceQuota',
      services: 'Service',
      persistentvolumeclaims: 'PersistentVolumeClaim',
    },
  ],
  ['/api/v1', false, { nodes: 'Node', namespaces: 'Namespace', persistentvolumes: 'PersistentVolume' }],
  [
    '/apis/apps/v1',
    true,
    {
      deployments: 'Deployment',
      replicasets: 'ReplicaSet',
      statefulsets: 'StatefulSet',
      daemonsets: 'DaemonSet',
      controllerrevisions: 'ControllerRevision',
    },
  ],
  ['/apis/batch/v1', true, { jobs: 'Job', cronjobs: 'CronJob' }],
  ['/apis/autoscaling/v2', true, { horizontalpodautoscalers: 'HorizontalPodAutoscaler' }],
  ['/apis/policy/v1', true, { poddisruptionbudgets: 'PodDisruptionBudget' }],
  ['/apis/events.k8s.io/v1', true, { events: 'Event' }],
  ['/apis/metrics.k8s.io/v1beta1', true, { pods: 'PodMetrics' }],
];

const resources = new Map<string, Resource>(
  kinds.flatMap(([prefix, namespaced, byPlural]) =>
    Object.entries(byPlural).map(([plural, kind]): [string, Resource] => {
      const apiVersion = prefix.replace(/^\/apis?\//, '');
      const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
      const fields = prefix === '/apis/events.k8s.io/v1' ? eventsFields() : (fieldsOf[plural] ?? named);
      return [`${prefix}/${plural}`, { prefix, group, plural, kind, apiVersion, namespaced, fields }];
    }),
  ),
);

function eventsFields(): string[] {
  return [
    ...named,
    ...['kind', 'namespace', 'name', 'uid', 'fieldPath'].map((f) => `regarding.${f}`),
    'reason',
    'reportingController',
    'type',
  ];
}

const shape =
  /^(?<prefix>\/api\/v1|\/apis\/[^/]+\/[^/]+)(\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[^/]+)(\/(?<name>[^/]+)(\/(?<sub>[^/]+))?)?$/;

/** What an API path asks for; null when the API has no such resource. */
export function target(path: string): Target | null {
  const own = /^\/api\/v1\/namespaces(\/(?<name>[^/]+))?$/.exec(path);
  const parts = own
    ? { prefix: '/api/v1', plural: 'namespaces', name: own.groups?.['name'] }
    : shape.exec(path)?.groups;
  if (parts === undefined) return null;
  const {
    prefix,
    namespace = null,
    plural,
    name = null,
    sub = null,
  }: Record<string, string | undefined | null> = parts;
  const resource = resources.get(`${prefix}/${plural}`);
  if (resource === undefined || (namespace !== null && !resource.namespaced)) return null;
  // One namespaced object has no path without its namespace.
  if (resource.namespaced && namespace === null && name !== null) return null;
  const listPath = namespace === null ? `${prefix}/${plural}` : `${prefix}/namespaces/${namespace}/${plural}`;
  return { resource, namespace, name, sub, listPath };
}
