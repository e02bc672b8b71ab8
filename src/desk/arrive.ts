/** Keeps what came in with one webhook: all of it or nothing. */
import { addAlert, addRejected } from '../store/inbox.ts';
import type { Store } from '../store/store.ts';
import type { Arrival } from './api.ts';
import { countArrival } from './measure.ts';

/** Returns how many of its alerts were not known before. @param now milliseconds */
export function keepArrival(store: Store, arrival: Arrival, now: number): number {
  return store.transaction(() => {
    for (const { id, reason, raw } of arrival.rejected) addRejected(store, id, reason, raw, now);
    const fresh = arrival.alerts.filter((alert) => addAlert(store, alert, now)).length;
    countArrival(store, arrival, fresh);
    return fresh;
  });
}
