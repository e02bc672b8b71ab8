/** What a Desk works with. functions/worker.ts makes one from the environment. */
import type { Cluster, Notifier, Redactor } from '../ports.ts';
import type { Store } from '../store/store.ts';

export type DeskPorts = {
  store: Store;
  /**
   * The cluster that an alert names; what cannot be read says why. `signal` calls its questions off, `onRequest` is told of each request
   * (the kind it asks for).
   */
  cluster: (name: string | null, signal: AbortSignal, onRequest: (kind: string) => void) => Cluster;
  notifier: Notifier;
  redact: Redactor;
  /** Slack channel ID, or `page`. */
  channel: string;
  /** Least time between two calls to Slack, milliseconds. */
  gapMs: number;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Writes one structured line. Static messages; fields carry no secret and no log text. */
  log: (msg: string, fields: Record<string, unknown>) => void;
};

/** The ports that do not depend on the Desk's own storage. */
export type WiredPorts = Omit<DeskPorts, 'store' | 'now'>;
