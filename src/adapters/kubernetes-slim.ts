/** Lets go of what lastword never reads of a list's objects: half of a pod's size, and a storm's lists are held while it lasts. */

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ofMetadata = ['managedFields', 'generateName'];
const ofPod = [
  'volumes',
  'tolerations',
  'affinity',
  'topologySpreadConstraints',
  'imagePullSecrets',
  'schedulingGates',
  'schedulerName',
  'serviceAccount',
  'serviceAccountName',
  'securityContext',
  'dnsPolicy',
  'enableServiceLinks',
  'preemptionPolicy',
];
/** Values of env variables are nobody's business, and their names are read from the workload's template. */
const ofContainer = [
  'env',
  'envFrom',
  'volumeMounts',
  'volumeDevices',
  'securityContext',
  'imagePullPolicy',
  'terminationMessagePath',
  'terminationMessagePolicy',
];
const ofPodStatus = ['hostIP', 'hostIPs', 'podIP', 'podIPs', 'qosClass'];
const ofStatus = ['containerID', 'imageID', 'volumeMounts', 'allocatedResources', 'user'];

/** Made anew and not deleted from: V8 keeps an object from which something was deleted as a table, three times as large. */
function without(value: unknown, names: string[]): unknown {
  if (!isFields(value) || !names.some((name) => name in value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

function each(fields: Fields, lists: string[], names: string[]): Fields {
  const slimmed = lists.flatMap((list) => {
    const items = fields[list];
    return Array.isArray(items) ? [[list, items.map((item) => without(item, names))] as const] : [];
  });
  return { ...fields, ...Object.fromEntries(slimmed) };
}

/** The object without them; it may be the very same. */
export function slim<T extends Fields>(object: T): T {
  const metadata = without(object['metadata'], ofMetadata);
  const { spec, status } = object;
  // Only a pod's own spec has containers: templates, whose changes are compared, lie deeper.
  if (!isFields(spec) || !Array.isArray(spec['containers'])) return { ...object, metadata };
  return {
    ...object,
    metadata,
    spec: each(without(spec, ofPod) as Fields, ['containers', 'initContainers'], ofContainer),
    ...(isFields(status) && {
      status: each(without(status, ofPodStatus) as Fields, ['containerStatuses', 'initContainerStatuses'], ofStatus),
    }),
  };
}
