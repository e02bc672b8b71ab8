/** Which alerts are one: an episode's firing side with its repeats, and its end. */
import type { Alert } from '../types.ts';
import { joined } from './keys.ts';

/** The alert apart from its status: firing and resolved of one episode share it. groupKey and endsAt differ by route and peer. */
export const alertKey = (alert: Alert): string => joined(alert.cluster ?? '', alert.fingerprint, alert.startsAt);

/** One episode's message: what a sender repeats is the same row. */
export const episodeOf = (alert: Alert): string => `${alertKey(alert)}|${alert.status}`;
