/** What the store knows of the past for a stop: the incident that it joins, whether it was told, which deployments were announced. */
import type { Found } from '../pipeline.ts';
import { nothingBefore } from '../facts/standing.ts';
import { alertKey } from '../facts/episodes.ts';
import { covers, nearestWindow } from '../facts/windows.ts';
import { firingAsTold, resolvedAt } from '../store/ends.ts';
import { openIncident, type StoredIncident } from '../store/incidents.ts';
import { knowsPod, knowsStop, knowsWorkload, stopTimes } from '../store/stops.ts';
import { windowsAround } from '../store/windows.ts';
import type { Alert, DeploymentWindow, Standing, Workload } from '../types.ts';
import type { DeskPorts } from './ports.ts';

/** `told`: the row of the incident that the standing calls open. */
export type Past = { told: StoredIncident | null; standing: Standing };

/** Of a stop that nothing is known about beforehand. */
export const nobody: Past = { told: null, standing: nothingBefore };

const longestThreshold = (ports: DeskPorts): number =>
  Math.max(0, ...ports.policy.rules.map(({ threshold }) => threshold?.withinMs ?? 0));

const named = (workload: Workload | null): string | null => workload && `${workload.kind}/${workload.name}`;

/** The announced window that the stop is counted to. Leases go by our clock, the stop by its cluster's. */
function announced({ store }: DeskPorts, { diagnosis: { subject }, at }: Found, ahead: number): DeploymentWindow[] {
  const { namespace } = subject;
  const [workload, controller] = [named(subject.workload), named(subject.controller)];
  const around = namespace === null ? [] : windowsAround(store, namespace, at - ahead);
  const covering = around
    .map(({ window }) => window)
    .filter((window) => window.kind === 'announced' && covers(window, namespace, workload, controller, at - ahead));
  const nearest = nearestWindow(covering, workload, controller);
  return nearest ? [nearest] : [];
}

/** @param ahead how far the cluster's clock is ahead of ours, milliseconds */
export function pastOf(ports: DeskPorts, alert: Alert, found: Found, ahead: number): Past {
  const { store, now, calm } = ports;
  const { keys, at } = found;
  const { stop, pod, workload } = found.stop;
  const told = openIncident(store, keys, {
    seenSince: now() - calm.joinMs,
    // What came in just before the end of the last that fired joins it, as it would have before or after.
    isLive: (id) => firingAsTold(store, id, now() - calm.silentMs),
    resolvedSince: now() - calm.reopenMs,
  });
  const repeat = told !== null && knowsStop(store, told.id, stop);
  // An Event is over when it happens: about a stop that was told it opens nothing again, for nothing would close it.
  const over = repeat && alert.sender === 'kubernetes-event' ? told.incident.resolvedAt : null;
  const within = longestThreshold(ports);
  const standing = {
    open: told?.incident ?? null,
    repeat,
    podKnown: told !== null && pod !== null && knowsPod(store, told.id, pod),
    workloadKnown: told !== null && knowsWorkload(store, told.id, workload),
    resolvedAt: resolvedAt(store, alertKey(alert)) ?? over,
    windows: announced(ports, found, ahead),
    stopsLately: within === 0 ? [] : stopTimes(store, workload, at - within, stop),
  };
  return { told, standing };
}
