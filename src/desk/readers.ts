/** A pass's view of its clusters: what was asked of one is not asked again within the pass, nor by the next if it is fresh enough. */
import { batchReader, type Memory, metricsReader, newMemory } from '../gather/reader.ts';
import { sampleOf } from '../pipeline.ts';
import type { Cluster, Metrics } from '../ports.ts';
import { countRequest } from './measure.ts';
import type { DeskPorts, Pass } from './ports.ts';

/** The reader of the cluster that an alert names; all of them are called off by `deadline` (milliseconds). */
export type Readers = {
  of: (cluster: string | null) => Cluster;
  /** What is measured there; null where no Prometheus is set up. */
  metrics: (cluster: string | null) => Metrics | null;
  ahead: (cluster: string | null) => number;
  /** Which subjects are looked at in full. */
  sample: ReturnType<typeof sampleOf>;
  /** Adds the requests that the pass has cost to the Desk's counters, by kind. */
  count: () => void;
};

/** What was read may be used for so long by later passes, for alerts that had come in before it was read. */
const freshMs = 30_000;

type Ports = Pick<DeskPorts, 'cluster' | 'metrics' | 'now' | 'turns' | 'store' | 'memories' | 'samples'>;

/** What a Desk has read of a cluster lately, if it is as new as `newest` (milliseconds); else a new memory, which it keeps. */
function memoryFor({ memories, now }: Ports, cluster: string | null, newest: number): Memory {
  const known = memories.get(cluster);
  if (known && known.since >= newest && Math.abs(now() - known.since) < freshMs) return known;
  const memory = newMemory(now());
  memories.set(cluster, memory);
  return memory;
}

/** @param newest when the youngest of the pass' alerts came in (milliseconds): what is read must not be older. By default nothing is reused. */
export function readersUntil(ports: Ports, deadline: number, newest = Infinity): Readers {
  const signal = AbortSignal.timeout(Math.max(1, deadline - ports.now()));
  const readers = new Map<string | null, Cluster>();
  const measured = new Map<string | null, Metrics | null>();
  const requests: Parameters<Pass['onRequest']>[0][] = [];
  const pass: Pass = { signal, deadline, next: ports.turns.between, onRequest: (seen) => void requests.push(seen) };
  return {
    of: (cluster) => {
      const known = readers.get(cluster);
      if (known) return known;
      const memory = newest === Infinity ? newMemory(ports.now()) : memoryFor(ports, cluster, newest);
      const reader = batchReader(ports.cluster(cluster, pass), memory);
      readers.set(cluster, reader);
      return reader;
    },
    sample: sampleOf(ports.samples, ports.now()),
    metrics: (cluster) => {
      const known = measured.get(cluster);
      if (known !== undefined) return known;
      const found = ports.metrics(cluster, pass);
      const reader = found && metricsReader(found);
      measured.set(cluster, reader);
      return reader;
    },
    // A cluster's times are judged by its own clock.
    ahead: (cluster) => readers.get(cluster)?.clockAhead() ?? 0,
    count: () => {
      for (const same of Map.groupBy(requests.splice(0), ({ kind, status }) => `${kind} ${status}`).values())
        if (same[0]) countRequest(ports.store, same[0], same.length);
    },
  };
}
