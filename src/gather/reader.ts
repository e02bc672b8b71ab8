/** One batch's view of a cluster: what was asked once is not asked again, so that a list serves all alerts of a namespace. */
import type { Cluster } from '../ports.ts';

/** A Cluster that remembers answers for as long as a batch lasts. */
export function batchReader(cluster: Cluster): Cluster {
  const answers = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const known = answers.get(key) as Promise<T> | undefined;
    if (known) return known;
    const asked = ask();
    answers.set(key, asked);
    return asked;
  };
  return {
    list: (kind, where) => once(`list ${kind} ${JSON.stringify(where)}`, () => cluster.list(kind, where)),
    get: (kind, namespace, name) => once(`get ${kind} ${namespace} ${name}`, () => cluster.get(kind, namespace, name)),
    replay: (where) => once(`replay ${JSON.stringify(where)}`, () => cluster.replay(where)),
    log: (request) => once(`log ${JSON.stringify(request)}`, () => cluster.log(request)),
    clockAhead: () => cluster.clockAhead(),
  };
}
