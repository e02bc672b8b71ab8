/** What all requests of a Desk to a cluster share, whichever pass or alert they are for: a few slots, and a circuit breaker. */
import {
  type Admission,
  admit,
  type Circuit,
  closed,
  learn,
  outageOf,
  type Result,
  troubleOf,
} from '../facts/circuit-breaker.ts';
import { slots, type Slots, turn } from './slots.ts';

export type Connection = {
  slots: Slots;
  /** Leave to send one request: then `leave` must be told how it went. Else why it is not sent. */
  enter: (signal?: AbortSignal) => Promise<{ leave: (result: Result) => void } | { why: string }>;
  /** Why the cluster could not be read when it was asked last; null when it answered. */
  outage: () => string | null;
};

/** Requests under way at the same time. Workers have six connections in all, and Slack needs one. */
const mostInFlight = 4;

/**
 * One cluster's connection. Several clusters of a Desk share their slots.
 * @param now milliseconds
 */
export function connection(shared: Slots = slots(mostInFlight), now: () => number = () => Date.now()): Connection {
  let circuit: Circuit = closed;
  const line = new Set<() => void>();
  const leave = (as: Admission) => (result: Result) => {
    circuit = learn(circuit, as, result, now());
    // Who waited for the probe asks again for leave.
    if (as === 'probe') for (const go of line) go();
  };
  const enter: Connection['enter'] = async (signal) => {
    for (;;) {
      const asked = admit(circuit, now());
      circuit = asked.circuit;
      if (asked.admission === 'go' || asked.admission === 'probe') return { leave: leave(asked.admission) };
      const why = outageOf(circuit) ?? '';
      if (asked.admission === 'refused' || !(await turn(line, signal))) return { why };
    }
  };
  return { slots: shared, enter, outage: () => troubleOf(circuit) };
}

/** The connections of a Desk, by the cluster's name: each is made once, so that it outlives the pass that first asked. */
export function connections(): (cluster: string) => Connection {
  const shared = slots(mostInFlight);
  const made = new Map<string, Connection>();
  return (cluster) => {
    const known = made.get(cluster) ?? connection(shared);
    made.set(cluster, known);
    return known;
  };
}
