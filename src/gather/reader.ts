/** One batch's view of a cluster and what is measured in it: what was asked once is not asked again, so that a list serves all alerts of a namespace. */
import type { Cluster, Listing, Metrics, Where } from '../ports.ts';
import type { Kind, Kinds, Reading } from '../types.ts';

/** What was read since a moment (milliseconds): good for all that happened before it. */
export type Memory = {
  since: number;
  /** How far the cluster's clock is ahead (milliseconds), as the answers told; null before the first. */
  ahead: number | null;
  answers: Map<string, Promise<unknown>>;
  /** The names that were asked about, by question. */
  names: Map<string, Set<string>>;
};
export const newMemory = (since: number): Memory => ({
  since,
  ahead: null,
  answers: new Map(),
  names: new Map(),
});

const isUnread = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'known' in answer && answer.known === false;

/** The past that a memory holds is told by the clock that stood in its answers: of several readings the one furthest ahead is nearest the truth. */
const learnClock = (memory: Memory, ahead: number): void => {
  memory.ahead = Math.max(memory.ahead ?? ahead, ahead);
};

/**
 * Asks each question once as long as a memory lasts. What could not be read is asked again by the next batch.
 * @param learn told that an answer came in
 */
function asking(
  memory: Memory,
  learn: () => void = () => undefined,
): <T>(key: string, ask: () => Promise<T>) => Promise<T> {
  const unread = new Map<string, Promise<unknown>>();
  return <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const known = (unread.get(key) ?? memory.answers.get(key)) as Promise<T> | undefined;
    if (known) return known;
    const asked = ask();
    memory.answers.set(key, asked);
    void asked.then(
      (answer) => {
        if (!isUnread(answer)) return learn();
        memory.answers.delete(key);
        unread.set(key, asked);
      },
      () => memory.answers.delete(key),
    );
    return asked;
  };
}

/**
 * Questions that differ only in a name: after a handful of them the whole list is asked for once, and answers the rest. A storm over
 * twenty nodes costs two lists and not forty requests.
 */
const handful = 2;
const ofName = /^(.+),involvedObject\.name=([^,]+)$/;

/** The same question about all names, and the name that it was about; null when it names nothing. */
function widened(where: Where): { wide: Where; name: string } | null {
  const parts = ofName.exec(where.fieldSelector ?? '');
  const [, rest, name] = parts ?? [];
  return rest && name && where.limit === undefined ? { wide: { ...where, fieldSelector: rest }, name } : null;
}

type About = { involvedObject?: { name?: string } };
type Named = { metadata?: { name?: string } };

/** The part of a list that is about a name. */
function narrowed<T>(listed: Reading<Listing<T>>, name: string): Reading<Listing<T>> {
  if (!listed.known) return listed;
  const items = listed.value.items.filter((item) => (item as About).involvedObject?.name === name);
  return { known: true, value: { ...listed.value, items } };
}

/** Counts the names asked about, by question; true once there are more than a handful. */
const counter =
  ({ names }: Memory) =>
  (question: string, name: string): boolean => {
    const asked = names.get(question) ?? new Set();
    names.set(question, asked.add(name));
    return asked.size > handful;
  };

/** `get` and `list` of a cluster that ask for lists once they were asked for many names. `cluster` asks each question once. */
function asksWidely(cluster: Pick<Cluster, 'list' | 'get'>, memory: Memory): Pick<Cluster, 'list' | 'get'> {
  const many = counter(memory);
  return {
    async list<K extends Kind>(kind: K, where: Where): Promise<Reading<Listing<Kinds[K]>>> {
      const parts = widened(where);
      if (!parts || !many(`list ${kind} ${JSON.stringify(parts.wide)}`, parts.name)) return cluster.list(kind, where);
      const all = await cluster.list(kind, parts.wide);
      return all.known && all.value.truncated ? cluster.list(kind, where) : narrowed(all, parts.name);
    },
    async get<K extends Kind>(kind: K, namespace: string | null, name: string) {
      if (!many(`get ${kind} ${namespace}`, name)) return cluster.get(kind, namespace, name);
      const all = await cluster.list(kind, { namespace });
      const found = all.known ? all.value.items.find((item) => (item as Named).metadata?.name === name) : undefined;
      // A list that is forbidden or cut says nothing about one object.
      if (!all.known || (!found && all.value.truncated)) return cluster.get(kind, namespace, name);
      return { known: true, value: { path: `${all.value.path}/${name}`, object: found ?? null } } as const;
    },
  };
}

const asList = (kind: Kind, where: Where): string => `list ${kind} ${JSON.stringify(where)}`;

/**
 * A Cluster that remembers answers: for as long as a batch lasts, or a memory that is handed on. Events are not kept for pods that are read
 * later: what they do not tell of a newer end would count as not having happened.
 */
export function batchReader(cluster: Cluster, memory: Memory = newMemory(0)): Cluster {
  const once = asking(memory, () => learnClock(memory, cluster.clockAhead()));
  const { list, get } = asksWidely(
    {
      list: async (kind, where) => {
        const listed = await once(asList(kind, where), () => cluster.list(kind, where));
        if (kind === 'pods' && !listed.known) memory.answers.delete(asList('events', { namespace: where.namespace }));
        return listed;
      },
      get: (kind, namespace, name) =>
        once(`get ${kind} ${namespace} ${name}`, () => cluster.get(kind, namespace, name)),
    },
    memory,
  );
  return {
    list,
    get,
    replay: (where) => once(`replay ${JSON.stringify(where)}`, () => cluster.replay(where)),
    log: (request) => once(`log ${JSON.stringify(request)}`, () => cluster.log(request)),
    clockAhead: () => memory.ahead ?? cluster.clockAhead(),
  };
}

/** A Metrics that remembers answers for as long as a batch lasts. */
export function metricsReader(metrics: Metrics): Metrics {
  const once = asking(newMemory(0));
  return {
    labels: metrics.labels,
    query: (promql, at) => once(`${at} ${promql}`, () => metrics.query(promql, at)),
  };
}
