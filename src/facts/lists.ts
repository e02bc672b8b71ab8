/** Lists of which pages were left unread: what they hold is so, and what they do not hold may be all the same. */
import type { Unread } from '../types.ts';

/** @param kind a plural, as the API calls it */
export const notAllRead = (kind: string): Unread => ({
  known: false,
  why: `the namespace has more ${kind} than lastword reads`,
});
