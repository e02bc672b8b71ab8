/** What a made-up cluster is made of while its week goes by: workloads, pods, and the account of every stop that the generator itself keeps. */
import type { Recorded } from '../../src/demo/snapshot.ts';
import type { Ledger } from './week-ledger.ts';
import {
  type About,
  eventObject,
  type Look,
  type PodParts,
  type PodSpec,
  type Said,
  type State,
} from './week-shapes.ts';
import type { WeekTime } from './week-time.ts';

/** How a release behaves: what it does when it is told to stop, and whether it fails by itself. Seconds. */
export type Manners = {
  stopsAfter: number;
  exitCode: number;
  /** It ends by itself, so long after each start; `ready` when it had become ready before. */
  fails: { how: 'exit' | 'oom'; after: number; ready: boolean } | null;
};

/** A release of a workload: its `number` moves when it is gone back to. */
export type Release = {
  number: number;
  hash: string;
  look: Look;
  manners: Manners;
  bornAt: number;
  set: Recorded | null;
  replicas: number;
};

export type ContainerLife = { state: State; lastState: object; restarts: number; ready: boolean };

export type SimPod = {
  parts: PodParts;
  spec: PodSpec;
  release: Release | null;
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  lives: Map<string, ContainerLife>;
  deletion: { at: string; grace: number } | null;
  evictedAt: number | null;
  readySince: number | null;
  startedAt: number;
  /** Its resource version when the kubelet began to start it: the one that its events carry. */
  startedVersion: string;
  object: Recorded | null;
  gone: boolean;
};

export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob';
export type SimWorkload = {
  kind: WorkloadKind;
  namespace: string;
  name: string;
  uid: string;
  bornAt: number;
  replicas: number;
  generation: number;
  releases: Release[];
  current: Release;
  /** What it ran before the release that is being rolled out. */
  before: Release;
  /** When its controller was done with the current release; null while it is not. */
  doneAt: number | null;
  pods: SimPod[];
  object: Recorded | null;
};

export type SimNode = { name: string; uid: string; object: Recorded; cordoned: boolean };

/** What the generator knows of a stop, for it did it: never asked of the product. */
export type Stop = {
  id: number;
  /** In a few words: `rollout, killed at the end of its grace`. */
  kind: string;
  /** When it was told to stop, or ended by itself. */
  at: number;
  /** When it had ended. */
  endedAt: number;
  namespace: string;
  /** `Deployment/web` */
  workload: string;
  pod: string;
  uid: string;
  container: string;
  node: string;
  cause: string;
  ending: 'stopped-in-time' | 'killed-after-grace' | 'exited' | 'oom-killed' | 'signalled';
  verdict: 'expected' | 'investigate';
  shouldSpeak: boolean;
  /** Where it may be hidden; null: nowhere. */
  mayBeHiddenBy: 'window' | 'digest' | null;
  /** Until when an alert of it fires that can resolve; null without one. */
  firesUntil: number | null;
  /** It fires still when its window closes: then it is told, after all. */
  firesStill: boolean;
  /** Its alerts, as `fingerprint|startsAt`. */
  alerts: Set<string>;
};

/** A webhook on its way: when it arrives, where, and what it says. `path` follows `/webhooks/`. */
export type Post = { at: number; path: 'events' | 'alertmanager' | 'deployments'; body: string };

/** A deployment window as the rules define one. `workloads` empty: the whole namespace. `until` holds the time to settle. */
export type TrueWindow = {
  id: string;
  kind: 'observed' | 'announced';
  namespace: string;
  workloads: string[];
  from: number;
  until: number;
};

export type LogLine = { at: number; key: string; text: string };

export type Sim = {
  time: WeekTime;
  ledger: Ledger;
  dice: () => number;
  uuid: () => string;
  nodes: SimNode[];
  workloads: SimWorkload[];
  stops: Stop[];
  posts: Post[];
  windows: TrueWindow[];
  logs: LogLine[];
};

/** A whole number from `low` to `high`. */
export const between = (sim: Pick<Sim, 'dice'>, low: number, high: number): number =>
  low + Math.floor(sim.dice() * (high - low + 1));

/** One of them. */
export function pick<T>(sim: Pick<Sim, 'dice'>, items: readonly T[]): T {
  const item = items[Math.floor(sim.dice() * items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

const letters = 'bcdfghjklmnpqrstvwxz2456789';
export const suffix = (sim: Pick<Sim, 'dice'>, length: number): string =>
  Array.from({ length }, () => pick(sim, letters.split(''))).join('');

/** Writes an Event, and returns it as it was written. */
export function say(sim: Sim, about: About, said: Said): Recorded {
  return sim.ledger.put('events', eventObject(sim.uuid(), about, said, sim.time.now()));
}

export const label = ({ kind, name }: Pick<SimWorkload, 'kind' | 'name'>): string => `${kind}/${name}`;
