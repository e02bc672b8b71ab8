/** What the outside world must offer. Few, small and complete; adapters/ implements them, contract suites prove it. */
import type { Delivered, Granted, Kind, Kinds, Message, Pod, Reading, Refused, Samples, Seen } from './types.ts';

/** A list as the API answered it. `truncated` when pages were left unread. */
export type Listing<T> = { path: string; items: T[]; resourceVersion: string; truncated: boolean };

/** Which objects to list. Selectors are in Kubernetes' own syntax. `limit`: no more than so many, in one page. */
export type Where = { namespace: string | null; fieldSelector?: string; labelSelector?: string; limit?: number };

/** A pod change that a watch replayed. */
export type Change = { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: Pod };

/** Which log to read. */
export type LogRequest = { namespace: string; pod: string; container: string; previous: boolean };

/**
 * Read-only access to one cluster. Nothing throws: what cannot be read is `{ known: false, why }`, where `why` is one
 * sentence for the user ("pods is forbidden to lastword (403)", "the watch history is used up (410)"); it is `passing` when the answer was
 * lost, the cluster was busy (429, 5xx), or it was not asked at all.
 */
export type Cluster = {
  list<K extends Kind>(kind: K, where: Where): Promise<Reading<Listing<Kinds[K]>>>;
  /** One object by name; a known null when the API itself says that it does not exist. */
  get<K extends Kind>(
    kind: K,
    namespace: string | null,
    name: string,
  ): Promise<Reading<{ path: string; object: Kinds[K] | null }>>;
  /**
   * What a watch on pods from an older resource version replays, oldest first. `cut`: it broke off or was too long; what came after the last
   * change is not among them, and a watch from its version replays it.
   */
  replay(
    where: Where & { namespace: string; resourceVersion: string },
  ): Promise<Reading<{ path: string; changes: Change[]; cut: boolean }>>;
  /** The log's tail with time stamps; `path` includes the query. A known null when the API says there is none. */
  log(request: LogRequest): Promise<Reading<{ path: string; text: string | null }>>;
  /**
   * How far the cluster's clock is ahead of ours (milliseconds), as the `Date` of its answers tells; 0 before the first answer.
   * Its times are compared with its own clock, never with ours.
   */
  clockAhead(): number;
};

/**
 * Read-only access to what was measured in one cluster. Nothing throws: what cannot be read is `{ known: false, why }`, where `why` is
 * one sentence for the user ("Prometheus did not answer within 2 s").
 */
export type Metrics = {
  /** Labels that every query must ask for, because others' series are there too; mostly none. */
  labels: Record<string, string>;
  /**
   * What a PromQL expression comes to at one moment (RFC 3339; null: now). `path` is that of the query with its parameters. No samples
   * when there is no such series.
   */
  query(promql: string, at: string | null): Promise<Reading<Seen<Samples>>>;
};

/** Where explained messages go. Nothing throws. */
export type Notifier = {
  /**
   * Posts a message, carrying the delivery's id as message metadata: into a thread when one is given, and with `broadcast` into the
   * channel, too.
   */
  post(
    channel: string,
    message: Message,
    delivery: string,
    thread: { ts: string; broadcast: boolean } | null,
  ): Promise<Delivered>;
  update(channel: string, ts: string, message: Message): Promise<Delivered>;
  /** Looks for a message that carries the delivery's id, from `sinceUnix` (seconds) on; null when there is none. */
  find(
    channel: string,
    delivery: string,
    sinceUnix: number,
    threadTs: string | null,
  ): Promise<{ ok: true; ts: string | null } | Refused>;
  /** Asks what it may do, in one call that nobody sees. */
  check(): Promise<Granted | Refused>;
};

/**
 * Turns on the one thread that everything shares. `next` resolves when the asker may do a piece of work, of a millisecond or so: what came
 * in meanwhile was answered, and more had its time. `between` is for the pieces of what others wait for, a cluster's answer above all: what came
 * in meanwhile was answered. `heard`: something came in.
 */
export type Turns = { next: () => Promise<void>; between: () => Promise<void>; heard: () => void };

/** Takes secrets out of texts; the answer has the same length and order as the question. */
export type Redactor = (texts: string[]) => Promise<string[]>;
