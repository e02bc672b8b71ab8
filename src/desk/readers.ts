/** A pass's view of its clusters: what was asked of one is not asked again within the pass. */
import { batchReader } from '../gather/reader.ts';
import type { Cluster } from '../ports.ts';
import { count } from '../store/counters.ts';
import type { DeskPorts } from './ports.ts';

/** The reader of the cluster that an alert names; all of them are called off by `deadline` (milliseconds). */
export type Readers = {
  of: (cluster: string | null) => Cluster;
  ahead: (cluster: string | null) => number;
  /** Adds the requests that the pass has cost to the Desk's counters, by kind. */
  count: () => void;
};

export function readersUntil(ports: DeskPorts, deadline: number): Readers {
  const signal = AbortSignal.timeout(Math.max(1, deadline - ports.now()));
  const readers = new Map<string | null, Cluster>();
  const requests = new Map<string, number>();
  const onRequest = (kind: string): void => void requests.set(kind, (requests.get(kind) ?? 0) + 1);
  return {
    of: (cluster) => {
      const reader = readers.get(cluster) ?? batchReader(ports.cluster(cluster, signal, onRequest));
      readers.set(cluster, reader);
      return reader;
    },
    // A cluster's times are judged by its own clock.
    ahead: (cluster) => readers.get(cluster)?.clockAhead() ?? 0,
    count: () => {
      for (const [kind, n] of requests) count(ports.store, `cluster requests ${kind}`, n);
      requests.clear();
    },
  };
}
