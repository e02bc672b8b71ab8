/** Looks at deployments under way: how far their controllers are, and how their pods ended, until each is over and can be told. */
import { controllerState } from '../facts/controller-state.ts';
import { freshMs } from '../facts/looks.ts';
import { podEnds } from '../facts/pod-ends.ts';
import { iso } from '../facts/time.ts';
import { older } from '../facts/versions.ts';
import { windowAt } from '../facts/windows.ts';
import { type DeploymentSeen, isSelected, readDeployment } from '../pipeline.ts';
import { awaitsLooks } from '../store/hidden.ts';
import { awaitsShutdowns, putShutdown } from '../store/shutdowns.ts';
import { claimWindows, getWindow, putWindow, type StoredWindow } from '../store/windows.ts';
import type { DeploymentWindow } from '../types.ts';
import { closeWindow, refreshOwnMessage } from './close-window.ts';
import type { DeskPorts } from './ports.ts';
import { raiseIfPossible } from './raise.ts';
import { type Readers, readersUntil } from './readers.ts';
import { sortForReader } from './sort.ts';
import { nextWindowLook } from './windows.ts';

const batchSize = 50;
/** Longer than a pass may take. */
const claimMs = 15_000;
/** Looks at ends of its own are waited for, so that its digest is whole; not for ever. */
const longestWaitMs = 10 * 60_000;

/** One that nobody saw the end of, and whose time is up. */
const overdue = (window: DeploymentWindow): DeploymentWindow =>
  window.state === 'running' ? { ...window, state: 'expired', endedAt: window.closesAt } : window;

/** What the controller of an observed rollout says, if it could be read: the window ends with it, and settles. */
function advanced(
  { window, settleMs }: StoredWindow,
  { controllers }: DeploymentSeen,
  now: string,
  ahead: number,
): DeploymentWindow {
  if (window.kind === 'announced' || window.endedAt !== null) return windowAt(window, now);
  if (now >= window.closesAt) return overdue(window);
  if (!controllers.known) return window;
  const [[name, object] = ['', null]] = [...controllers.value.found];
  // Whoever deleted the workload ended its rollout, too.
  const { state, endedAt } = object
    ? controllerState({ kind: name.split('/')[0] ?? '', object })
    : { state: 'done' as const, endedAt: null };
  if (state === 'running' || state === 'unknown') return window;
  const ended = endedAt === null ? now : iso(Math.max(Date.parse(endedAt) - ahead, Date.parse(window.openedAt)));
  const closesAt = iso(Date.parse(ended) + settleMs);
  return { ...window, state: state === 'stuck' ? 'stuck' : 'finished', endedAt: ended, closesAt };
}

/** A watch that was cut has told a part: the rest is read soon, before it is forgotten. */
const isCut = ({ pods }: DeploymentSeen): boolean => pods.known && pods.value.cut;
const soonMs = 1_000;

/**
 * What a watch could not read back is said in the digest: what is counted there is then not all.
 * @param last no other look comes
 */
function unseenIn(
  { window, resourceVersion }: StoredWindow,
  seen: DeploymentSeen,
  last: boolean,
): Pick<DeploymentWindow, 'unseen'> {
  const { pods } = seen;
  if (window.unseen !== undefined) return { unseen: window.unseen };
  if (last && isCut(seen)) return { unseen: 'what became of its pods was more than could be read' };
  return pods.known || resourceVersion === null ? {} : { unseen: pods.why };
}

/** Writes down the ends that were read back. */
function keepEnds({ store }: DeskPorts, id: string, { pods, selectors }: DeploymentSeen, now: string): void {
  if (!pods.known || selectors === null) return;
  const { path } = pods.value;
  for (const { states, gone } of pods.value.pods.values()) {
    const last = states.at(-1);
    if (!last || !isSelected(last, selectors)) continue;
    for (const end of podEnds(states, gone, path, now)) putShutdown(store, id, end);
  }
}

/**
 * What one look makes of a window: it goes on, or it is over and told.
 * @param beside those of its namespace that are looked at with it
 */
async function lookAt(ports: DeskPorts, readers: Readers, stored: StoredWindow, beside: StoredWindow[]): Promise<void> {
  const { store } = ports;
  const cluster = readers.of(stored.window.cluster);
  const from = stored.resourceVersion && beside.map((other) => other.resourceVersion).reduce(older, null);
  const seen = await readDeployment(cluster, stored.window, {
    resourceVersion: from,
    renew: stored.nextVersion === null,
    shared: beside.length > 1,
    selectors: stored.selectors,
    asks: stored.window.kind === 'observed' && stored.window.endedAt === null,
  });
  // Whether what is hidden still fires is asked below: ends that came in meanwhile count.
  sortForReader(ports);
  const now = ports.now();
  const ahead = cluster.clockAhead();
  store.transaction(() => {
    // While the cluster was read a notice may have ended it, and a stop may have been hidden in it.
    const kept = getWindow(store, stored.window.id);
    if (!kept || kept.reported) return;
    keepEnds(ports, stored.window.id, seen, iso(now + ahead));
    const cut = isCut(seen);
    const known = cut ? null : stored.nextVersion;
    const resourceVersion = seen.pods.known ? (known ?? seen.pods.value.resourceVersion) : null;
    const { selectors } = seen;
    const next = advanced(kept, seen, iso(now), ahead);
    const closesAt = Date.parse(next.closesAt);
    const dying = cut || awaitsLooks(store, next.id) || awaitsShutdowns(store, next.id);
    const over = now >= closesAt && !(dying && now < closesAt + longestWaitMs);
    const window = { ...next, ...unseenIn(stored, seen, over) };
    if (over) return closeWindow(ports, { ...kept, window });
    const later = now >= closesAt ? now + freshMs : nextWindowLook(window, now);
    const dueAt = cut ? now + soonMs : later;
    putWindow(store, { ...kept, window, resourceVersion, nextVersion: null, selectors, dueAt });
    return refreshOwnMessage(ports, kept, window);
  });
}

/** A look that fails is made again when its claim runs out. A window that has been over for long is told without. */
function failed(ports: DeskPorts, { window: { id } }: StoredWindow, error: unknown): void {
  const { store } = ports;
  ports.log('window failed', { window: id, why: error instanceof Error ? error.message : String(error) });
  store.transaction(() => {
    const kept = getWindow(store, id);
    if (!kept || kept.reported || ports.now() < Date.parse(kept.window.closesAt) + longestWaitMs) return;
    closeWindow(ports, { ...kept, window: overdue(kept.window) }, raiseIfPossible);
  });
}

/**
 * One batch of due windows. Returns how many there were.
 * @param deadline reads of the cluster are called off by then (milliseconds); what was not read is read again
 */
export async function windowsPass(ports: DeskPorts, deadline: number): Promise<number> {
  const claimed = claimWindows(ports.store, ports.now(), batchSize, claimMs);
  if (claimed.length === 0) return 0;
  const readers = readersUntil(ports, deadline);
  const groups = Map.groupBy(claimed, ({ window }) => JSON.stringify([window.cluster, window.namespace]));
  const together = (stored: StoredWindow): StoredWindow[] =>
    [...groups.values()].find((group) => group.includes(stored)) ?? [stored];
  await Promise.all(
    claimed.map((stored) =>
      lookAt(ports, readers, stored, together(stored)).catch((error: unknown) => failed(ports, stored, error)),
    ),
  );
  readers.count();
  return claimed.length;
}
