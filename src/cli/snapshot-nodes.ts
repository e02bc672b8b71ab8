/** The pods of the nodes that a namespace's pods are on, of all namespaces: who else ended there, and no more of them. */
import { isStatus, type Recorded, type Snapshot } from '../demo/snapshot.ts';
import type { LiveCluster } from './explain-live.ts';
import { itemsOf, list } from './snapshot-lists.ts';

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const arrayOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

/** The names of the nodes that these pods are on. */
export function nodesOf(pods: Recorded[]): string[] {
  const names = pods.map((pod) => fieldsOf(pod['spec'])['nodeName']);
  return [...new Set(names.filter((name) => typeof name === 'string'))].toSorted();
}

function slimState(state: unknown): Fields {
  const { exitCode, reason, startedAt, finishedAt } = fieldsOf(fieldsOf(state)['terminated']);
  return exitCode === undefined ? {} : { terminated: { exitCode, reason, startedAt, finishedAt } };
}

const slimStatus = ({ name, restartCount, state, lastState }: Fields): Fields => ({
  name,
  restartCount,
  state: slimState(state),
  lastState: slimState(lastState),
});

/** A pod as far as its node and its ends: no labels, no images, no commands, no messages. */
function slim({ metadata, spec, status }: Recorded): Recorded {
  const { name, namespace, uid } = metadata;
  const { nodeName, initContainers } = fieldsOf(spec);
  const { phase, containerStatuses, initContainerStatuses } = fieldsOf(status);
  return {
    metadata: { name, ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) },
    spec: {
      nodeName,
      containers: [],
      initContainers: arrayOf(initContainers).map((c) => ({ name: c['name'], restartPolicy: c['restartPolicy'] })),
    },
    status: {
      phase,
      containerStatuses: arrayOf(containerStatuses).map(slimStatus),
      initContainerStatuses: arrayOf(initContainerStatuses).map(slimStatus),
    },
  };
}

/** One list a node, by the path and the selector that it answers. @throws InputError when there is no answer */
export async function podsOfNodes(live: LiveCluster, nodes: string[]): Promise<Snapshot['resources']> {
  const resources: Snapshot['resources'] = {};
  // One after the other: a namespace can be on every node of a large cluster.
  for (const node of nodes) {
    const query = `fieldSelector=${encodeURIComponent(`spec.nodeName=${node}`)}`;
    const listed = await list(live, '/api/v1/pods', query);
    const entry = isStatus(listed) ? listed : { ...listed, items: itemsOf(listed).map(slim) };
    resources[`/api/v1/pods?fieldSelector=spec.nodeName=${node}`] = entry;
  }
  return resources;
}
