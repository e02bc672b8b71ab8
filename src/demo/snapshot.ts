/** What a cluster said at one moment, as recorded: lists by API path, logs, and the changes that a watch would still replay. */
import { readFile } from 'node:fs/promises';

/** A Kubernetes object as it stands in a recording. */
export type Recorded = {
  kind?: string;
  apiVersion?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    labels?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
};

export type RecordedList = {
  kind: string;
  apiVersion: string;
  metadata: { resourceVersion: string };
  items: Recorded[] | null;
};

/** A refusal, as the API words one: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export type Status = {
  kind: 'Status';
  apiVersion: 'v1';
  status: 'Failure';
  code: number;
  reason?: string;
  message?: string;
  [field: string]: unknown;
};

export type RecordedChange = { type: string; object: Recorded };

/** `resources` and `changes` by API path, `logs` by `POD/CONTAINER/current` or `…/previous`, each line with its time stamp. */
export type Snapshot = {
  now: string;
  resources: Record<string, RecordedList | Recorded | Status>;
  logs: Record<string, string>;
  changes: Record<string, RecordedChange[]>;
};

/**
 * Reads a snapshot file (JSON); `logs` and `changes` may be missing in it.
 * @throws Error when the file cannot be read, is not JSON or has no `resources`.
 */
export async function readSnapshot(file: string): Promise<Snapshot> {
  const read = JSON.parse(await readFile(file, 'utf8')) as Partial<Snapshot> | null;
  if (typeof read?.resources !== 'object')
    throw new Error(`${file} is not a snapshot of a cluster: it has no "resources"`);
  return { now: read.now ?? '', resources: read.resources, logs: read.logs ?? {}, changes: read.changes ?? {} };
}

export function isStatus(entry: object): entry is Status {
  return 'kind' in entry && entry.kind === 'Status' && 'code' in entry;
}

export function isList(entry: object): entry is RecordedList {
  return 'items' in entry;
}
