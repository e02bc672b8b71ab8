import type { Cluster } from '../ports.ts';

/** A cluster of which nothing can be read, for the reason given. */
export function unreadable(why: string): Cluster {
  const missing = async () => ({ known: false as const, why });
  return { list: missing, get: missing, replay: missing, log: missing, clockAhead: () => 0 };
}
