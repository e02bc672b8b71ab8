/** All that the API of a made-up cluster ever held: each change of an object, in the order of time, with resource versions that count up. */
import type { Recorded } from '../../src/demo/snapshot.ts';

/** The lists that the cluster keeps, by their place in the API. */
export const groups = {
  pods: '/api/v1',
  events: '/api/v1',
  nodes: '/api/v1',
  services: '/api/v1',
  deployments: '/apis/apps/v1',
  replicasets: '/apis/apps/v1',
  statefulsets: '/apis/apps/v1',
  daemonsets: '/apis/apps/v1',
  controllerrevisions: '/apis/apps/v1',
  jobs: '/apis/batch/v1',
  cronjobs: '/apis/batch/v1',
} as const;
export type Plural = keyof typeof groups;

/** One change. `version` is the resource version that the object got with it; `at` milliseconds. */
export type Line = {
  at: number;
  plural: Plural;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  version: number;
  object: Recorded;
};

export type Ledger = {
  lines: Line[];
  /** The newest resource version. */
  version: () => string;
  /** Writes an object as it is from now on, and returns it with its resource version. */
  put: (plural: Plural, object: Recorded) => Recorded;
  /** Takes an object away; what it was last is what its DELETED change shows. */
  remove: (plural: Plural, object: Recorded) => void;
};

/** RFC 3339 in whole seconds, as Kubernetes cuts its times. */
export const whole = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');

/** A UUID that the same run gives again. */
export function uuids(): () => string {
  let last = 0;
  return () =>
    `${(++last).toString(16).padStart(8, '0')}-77ee-4000-8000-${(last * 7919).toString(16).padStart(12, '0')}`;
}

export function ledger(now: () => number): Ledger {
  const lines: Line[] = [];
  const known = new Set<string>();
  let version = 10_000;
  const write = (plural: Plural, type: Line['type'], object: Recorded): Recorded => {
    version += 3;
    const written = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    lines.push({ at: now(), plural, type, version, object: written });
    return written;
  };
  return {
    lines,
    version: () => String(version),
    put: (plural, object) => {
      const uid = object.metadata.uid ?? '';
      const type = known.has(uid) ? 'MODIFIED' : 'ADDED';
      known.add(uid);
      return write(plural, type, object);
    },
    remove: (plural, object) => void write(plural, 'DELETED', object),
  };
}
