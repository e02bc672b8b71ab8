/** What a cause and a concern are: documents that carry their own description, and a pure function over what they ask for. */
import type { Ending, Evidence, EvidenceKind, Finding, Reading, Subject } from '../types.ts';
import type { Split } from '../facts/split.ts';

type ValueOf<K extends EvidenceKind> = Evidence[K] extends Reading<infer V> ? V : never;

/**
 * What a unit sees: the subject, the ending, the moment of judging, the values of the evidence it needs, and the readings (known or
 * not) of the evidence it merely wants. Nothing else.
 */
export type Case<K extends EvidenceKind, W extends EvidenceKind = never> = {
  subject: Subject;
  ending: Ending;
  now: string;
} & {
  [P in K]: ValueOf<P>;
} & { [P in W]: Evidence[P] };

type Unit = {
  /** kebab-case; never renamed: users' rules name it. */
  id: string;
  title: string;
  description: string;
  /** Where the outside fact stands. */
  url: string;
  /** The evidence it cannot judge without: when any of it is missing it does not answer. */
  needs: readonly EvidenceKind[];
  /** The evidence it only enriches its answer with. */
  wants: readonly EvidenceKind[];
  detect: (seen: never) => Finding | null;
};

export type Cause = Unit & {
  /** On which side of the first split it can be true; `either` is for what the split does not tell. */
  side: Exclude<Split, 'unknown'> | 'either';
  /** True when somebody or something meant the container to stop. */
  deliberate: boolean;
  /** For a cause that strikes every pod of a node: what became of the node, as a clause ("which was drained"). */
  node?: string;
};

export type ConcernUnit = Unit & {
  /** A grave concern turns an expected stop into one to investigate. */
  grave: boolean;
};

type Detect<K extends EvidenceKind, W extends EvidenceKind> = {
  needs: readonly K[];
  wants: readonly W[];
  detect: (seen: Case<K, W>) => Finding | null;
};

/** Defines a cause; `detect` can read only what `needs` and `wants` name: anything else is a compile error. */
export function defineCause<const K extends EvidenceKind, const W extends EvidenceKind>(
  cause: Omit<Cause, 'needs' | 'wants' | 'detect'> & Detect<K, W>,
): Cause {
  return cause;
}

/** Defines a concern: something true beside the cause. */
export function defineConcern<const K extends EvidenceKind, const W extends EvidenceKind>(
  concern: Omit<ConcernUnit, 'needs' | 'wants' | 'detect'> & Detect<K, W>,
): ConcernUnit {
  return concern;
}

/** Gives a unit what it asked for and asks it; null when something it needs is missing. */
export function ask(
  unit: Unit,
  evidence: Evidence,
  ground: { subject: Subject; ending: Ending; now: string },
): Finding | null {
  const seen: Record<string, unknown> = { ...ground };
  for (const kind of unit.needs) {
    const reading = evidence[kind];
    if (!reading.known) return null;
    seen[kind] = reading.value;
  }
  for (const kind of unit.wants) seen[kind] = evidence[kind];
  return unit.detect(seen as never);
}
