/** What a Desk works with. functions/worker.ts makes one from the environment. */
import type { Memory } from '../gather/reader.ts';
import type { Samples } from '../pipeline.ts';
import type { Cluster, Metrics, Notifier, Redactor, Turns } from '../ports.ts';
import type { Store } from '../store/store.ts';
import type { Bot, Policy } from '../types.ts';
import type { Coming } from './arrive.ts';
import type { Places } from './sort.ts';

/** A pass's questions to its clusters: `signal` calls them off, at the `deadline` (milliseconds); `onRequest` is told of each request. */
export type Pass = {
  signal: AbortSignal;
  deadline: number;
  /** Explaining takes turns with answering. */
  next: Turns['next'];
  /** `status` is null when no answer came. */
  onRequest: (seen: { kind: string; status: number | null }) => void;
};

export type DeskPorts = {
  store: Store;
  /** The cluster that an alert names; what cannot be read says why. */
  cluster: (name: string | null, pass: Pass) => Cluster;
  /** What is measured in that cluster; null where no Prometheus is set up. */
  metrics: (name: string | null, pass: Pass) => Metrics | null;
  notifier: Notifier;
  /** Null when nothing leaves the page. */
  bot: Bot | null;
  redact: Redactor;
  /** Explaining takes turns with answering. */
  turns: Turns;
  /** Slack channel ID, or `page`. */
  channel: string;
  /** Least time between two calls to Slack, milliseconds. */
  gapMs: number;
  /** What was read lately, by cluster; kept in memory alone. */
  memories: Map<string | null, Memory>;
  samples: Samples;
  /** What came in and is not in the inbox yet. */
  coming: Coming;
  places: Places;
  /** What is told and where, what is hidden, and which deployments there are windows for. */
  policy: Policy;
  calm: Calm;
  keep: Keep;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Writes one structured line. Static messages; fields carry no secret and no log text. */
  log: (msg: string, fields: Record<string, unknown>) => void;
};

/** When lastword speaks anew, and when it speaks once for many. Durations are milliseconds. */
export type Calm = {
  /** An incident that resolved no longer ago is opened again instead of posted anew. */
  reopenMs: number;
  /** An incident takes in new stops for this long after the last one, or while an alert of it still fires. */
  joinMs: number;
  /** An alert of which its sender has said nothing for so long does not fire any more: senders repeat themselves within hours. */
  silentMs: number;
  /** So many incidents that open within the window are a storm. */
  stormThreshold: number;
  stormWindowMs: number;
};

/** How long things are kept (milliseconds), and how large the store may become. */
export type Keep = { alertsMs: number; incidentsMs: number; bytes: number };

/** The ports that do not depend on the Desk's own storage and memory. */
export type WiredPorts = Omit<DeskPorts, 'store' | 'now' | 'memories' | 'samples' | 'coming' | 'places'>;

/** Ports that follow the settings. */
export type Wiring = {
  /** Of the settings as they are now: the same ones as long as those are the same. */
  ports: () => WiredPorts;
  /** Looks whether the settings have changed; false while there are none to work by. Never rejects. */
  renew: () => Promise<boolean>;
};

/** Settings that never change. */
export const fixed = (ports: WiredPorts): Wiring => ({ ports: () => ports, renew: () => Promise.resolve(true) });
