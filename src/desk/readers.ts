/** A pass's view of its clusters: what was asked of one is not asked again within the pass. */
import { batchReader } from '../gather/reader.ts';
import type { Cluster } from '../ports.ts';
import type { DeskPorts } from './ports.ts';

/** The reader of the cluster that an alert names; all of them are called off by `deadline` (milliseconds). */
export type Readers = { of: (cluster: string | null) => Cluster; ahead: (cluster: string | null) => number };

export function readersUntil(ports: DeskPorts, deadline: number): Readers {
  const signal = AbortSignal.timeout(Math.max(1, deadline - ports.now()));
  const readers = new Map<string | null, Cluster>();
  return {
    of: (cluster) => {
      const reader = readers.get(cluster) ?? batchReader(ports.cluster(cluster, signal));
      readers.set(cluster, reader);
      return reader;
    },
    // A cluster's times are judged by its own clock.
    ahead: (cluster) => readers.get(cluster)?.clockAhead() ?? 0,
  };
}
