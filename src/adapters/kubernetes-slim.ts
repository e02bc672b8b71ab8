/** Lets go of what lastword never reads of a list's objects: half of a pod's size, and a storm's lists are held while it lasts. */

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ofPod = [
  'volumes',
  'tolerations',
  'affinity',
  'topologySpreadConstraints',
  'imagePullSecrets',
  'schedulingGates',
];
/** Values of env variables are nobody's business, and their names are read from the workload's template. */
const ofContainer = ['env', 'envFrom', 'volumeMounts', 'volumeDevices'];
const ofStatus = ['imageID', 'volumeMounts', 'allocatedResources', 'user'];

function without(fields: unknown, names: string[]): void {
  if (isFields(fields)) for (const name of names) delete fields[name];
}

function each(list: unknown, names: string[]): void {
  if (Array.isArray(list)) for (const item of list) without(item, names);
}

/** Changes the object in place: it was parsed a moment ago, and nobody else has it. */
export function slim<T extends Fields>(object: T): T {
  const { metadata, spec, status } = object;
  without(metadata, ['managedFields']);
  // Only a pod's own spec has containers: templates, whose changes are compared, lie deeper.
  if (!isFields(spec) || !Array.isArray(spec['containers'])) return object;
  without(spec, ofPod);
  for (const list of ['containers', 'initContainers']) each(spec[list], ofContainer);
  if (isFields(status)) for (const list of ['containerStatuses', 'initContainerStatuses']) each(status[list], ofStatus);
  return object;
}
