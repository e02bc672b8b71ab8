/** Words that have a fixed list: how a container can end, and what can be said of that. docs/glossary.md explains them. */
import type { EndingId, Verdict } from '../types.ts';

const keysOf = <T extends string>(all: Record<T, true>): T[] => Object.keys(all) as T[];

export const endingIds = keysOf<EndingId>({
  'stopped-in-time': true,
  'killed-after-grace': true,
  'oom-killed': true,
  exited: true,
  signalled: true,
  'never-started': true,
  unknown: true,
});

export const verdictIds = keysOf<Verdict>({ expected: true, investigate: true, undetermined: true });

/** The endings that an expected stop can have; the last one for want of anything that speaks against it. */
export const expectedEndings: readonly EndingId[] = ['stopped-in-time', 'unknown'];
