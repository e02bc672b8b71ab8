/** Several snapshots as one cluster. Their namespaces differ; nodes and the events of `default` they have in common. */
import {
  isList,
  type Recorded,
  type RecordedChange,
  type RecordedList,
  type Snapshot,
  type Status,
} from './snapshot.ts';

export type World = {
  resources: Map<string, RecordedList | Recorded | Status>;
  changes: Map<string, RecordedChange[]>;
  /** By `NAMESPACE/POD/CONTAINER/current` or `…/previous`. */
  logs: Map<string, string>;
  /** Namespaces of which no log at all was recorded: whoever recorded them was not allowed to. */
  withoutLogs: Set<string>;
  /** The newest resource version of all lists: what a list of nothing answers with. */
  resourceVersion: string;
};

/** Merges snapshots; where two have an object of the same path and name, the later one's stands. */
export function mergeSnapshots(snapshots: Snapshot[]): World {
  const world: World = {
    resources: new Map(),
    changes: new Map(),
    logs: new Map(),
    withoutLogs: new Set(),
    resourceVersion: '1',
  };
  for (const snapshot of snapshots) {
    for (const [path, entry] of Object.entries(snapshot.resources)) addResource(world, path, entry);
    for (const [path, changes] of Object.entries(snapshot.changes)) {
      world.changes.set(path, [...(world.changes.get(path) ?? []), ...changes]);
    }
    addLogs(world, snapshot);
  }
  return world;
}

function addResource(world: World, path: string, entry: RecordedList | Recorded | Status): void {
  const before = world.resources.get(path);
  const merged = before !== undefined && isList(before) && isList(entry) ? mergeLists(before, entry) : entry;
  world.resources.set(path, merged);
  if (isList(merged)) world.resourceVersion = newer(world.resourceVersion, merged.metadata.resourceVersion);
}

function mergeLists(a: RecordedList, b: RecordedList): RecordedList {
  const byName = new Map([...(a.items ?? []), ...(b.items ?? [])].map((item) => [item.metadata.name, item]));
  const resourceVersion = newer(a.metadata.resourceVersion, b.metadata.resourceVersion);
  return { ...b, metadata: { resourceVersion }, items: [...byName.values()] };
}

function addLogs(world: World, snapshot: Snapshot): void {
  const namespaces = Object.keys(snapshot.resources).flatMap(
    (path) => /^\/api\/v1\/namespaces\/([^/]+)\/pods$/.exec(path)?.[1] ?? [],
  );
  const logs = Object.entries(snapshot.logs);
  for (const namespace of namespaces) {
    if (logs.length === 0) world.withoutLogs.add(namespace);
    for (const [key, text] of logs) world.logs.set(`${namespace}/${key}`, text);
  }
}

/** The newer of two resource versions. As the API server does, and clients may since v1.35, they are compared as numbers. */
export function newer(a: string, b: string): string {
  return version(b) > version(a) ? b : a;
}

/** A resource version as a number; -1 when it is none. */
export function version(text: string | undefined): bigint {
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : -1n;
}
