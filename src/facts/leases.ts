/**
 * Announced deployment windows: a lease that a pipeline takes, prolongs and gives back, and that ends by itself when it is forgotten.
 * All times are lastword's at receipt, so that no sender's clock matters; RFC 3339, in whole seconds as Kubernetes writes them.
 */
import type { DeployAnswer, DeploymentNotice, DeploymentWindow } from '../types.ts';
import { inWords, shift } from './time.ts';
import { isTombstone, windowAt } from './windows.ts';

/** An announced window, and how long its notices prolong it where they do not say so themselves. */
export type Lease = { window: DeploymentWindow; ttlMs: number };

/** How long leases last unless they say so, how long they may, and how long after its finish a deployment still settles. Milliseconds. */
export type LeaseTerms = { ttlMs: number; longestMs: number; settleMs: number };

/** What a notice makes of a lease, and what its sender is told. The lease is null where nothing is to be kept. */
export type Leased = { lease: Lease | null; answer: DeployAnswer };

/** After so long an id that ended is forgotten, and may be that of another deployment. */
const forgottenAfterMs = 24 * 3_600_000;

const endings = {
  running: 'runs since',
  finished: 'finished at',
  aborted: 'was aborted at',
  expired: 'ran out at',
  stuck: 'got stuck at',
} as const;

const later = (time: string, ms: number): string => shift(time, ms / 1000);
const earlier = (a: string, b: string): string => (Date.parse(a) < Date.parse(b) ? a : b);
const told = ({ id, state, closesAt }: DeploymentWindow) => ({ id, state, closesAt });
const howItEnded = ({ id, state, endedAt, openedAt }: DeploymentWindow): string =>
  `deployment ${id} ${endings[state]} ${endedAt ?? openedAt}`;

const refuse = (status: 400 | 404 | 409, error: string): Leased => ({
  lease: null,
  answer: { ok: false, status, error },
});
const keep = (lease: Lease, note: string | null = null): Leased => ({
  lease,
  answer: { ok: true, accepted: true, window: told(lease.window), note },
});
/** An expired lease is kept as such; else nothing has changed. */
const unchanged = (lease: Lease, note: string): Leased => ({
  lease,
  answer: { ok: true, accepted: false, window: told(lease.window), note },
});

/** Until when a lease lasts that is taken or prolonged now: however often it is prolonged, not for longer than any may last. */
function until(
  openedAt: string,
  ttlMs: number,
  terms: LeaseTerms,
  now: string,
): { closesAt: string; note: string | null } {
  const [asked, last] = [later(now, ttlMs), later(openedAt, terms.longestMs)];
  const closesAt = earlier(asked, last);
  const note =
    closesAt === asked ? null : `a lease lasts ${inWords(terms.longestMs / 1000)} at most: this one ends at ${last}`;
  return { closesAt, note };
}

/** A window that opens now. */
const opened = (notice: DeploymentNotice, namespace: string, now: string, closesAt: string): DeploymentWindow => ({
  id: notice.id,
  kind: 'announced',
  cluster: notice.cluster,
  namespace,
  workloads: notice.workloads ?? [],
  version: notice.version,
  url: notice.url,
  actor: notice.actor,
  rollout: null,
  openedAt: now,
  state: 'running',
  endedAt: null,
  closesAt,
});

function open(notice: DeploymentNotice, terms: LeaseTerms, now: string): Leased {
  if (notice.namespace === null) return refuse(400, 'namespace: missing; a start says which namespace is deployed to');
  const ttlMs = notice.ttlMs ?? Math.min(terms.ttlMs, terms.longestMs);
  return keep({ window: opened(notice, notice.namespace, now, later(now, ttlMs)), ttlMs });
}

/** A heartbeat, or a start that is sent again: what it says anew replaces what was said. */
function prolong(notice: DeploymentNotice, { window, ttlMs: before }: Lease, terms: LeaseTerms, now: string): Leased {
  const ttlMs = notice.ttlMs ?? Math.min(before, terms.longestMs);
  const { closesAt, note } = until(window.openedAt, ttlMs, terms, now);
  const workloads = notice.workloads ?? window.workloads;
  const said = {
    version: notice.version ?? window.version,
    url: notice.url ?? window.url,
    actor: notice.actor ?? window.actor,
  };
  return keep({ window: { ...window, ...said, workloads, closesAt }, ttlMs }, note);
}

/** A start for an id that ended: too late for one whose end came first, and for any other it needs a new id. */
function startEnded(lease: Lease): Leased {
  if (isTombstone(lease.window))
    return unchanged(lease, `${howItEnded(lease.window)}, before this start came in: it opens nothing`);
  return refuse(409, `${howItEnded(lease.window)}: an id is one deployment, so start the next one with a new id`);
}

/** An end that nobody has announced: its start may come late, and is to open nothing then. */
function tombstone(notice: DeploymentNotice, terms: LeaseTerms, now: string): Leased {
  const state = notice.action === 'finish' ? 'finished' : 'aborted';
  const window: DeploymentWindow = { ...opened(notice, '', now, now), state, endedAt: now };
  return keep(
    { window, ttlMs: terms.ttlMs },
    `no deployment ${notice.id} was open; a start that comes late opens nothing`,
  );
}

function end(notice: DeploymentNotice, lease: Lease, terms: LeaseTerms, now: string): Leased {
  const { window } = lease;
  if (window.state !== 'running') return unchanged(lease, `${howItEnded(window)}: it was over, and stays so`);
  const [state, closesAt] =
    notice.action === 'finish' ? (['finished', later(now, terms.settleMs)] as const) : (['aborted', now] as const);
  return keep({ ...lease, window: { ...window, state, endedAt: now, closesAt } });
}

/** True when its id may be that of another deployment. */
export const isForgotten = ({ endedAt }: DeploymentWindow, now: string): boolean =>
  endedAt !== null && Date.parse(now) - Date.parse(endedAt) > forgottenAfterMs;

/** Two deployments under one id would end each other. */
const isAnother = ({ namespace }: DeploymentNotice, { window }: Lease): boolean =>
  namespace !== null && namespace !== window.namespace && !isTombstone(window);

/**
 * What becomes of a lease when a notice comes in. A notice that is sent twice changes nothing that once would not.
 * @param before what is kept under the notice's id
 * @param now RFC 3339, by lastword's clock at receipt
 */
export function leaseAfter(notice: DeploymentNotice, before: Lease | null, terms: LeaseTerms, now: string): Leased {
  const { id, action, namespace, ttlMs } = notice;
  if (ttlMs !== null && ttlMs > terms.longestMs)
    return refuse(
      400,
      `ttl: a lease lasts ${inWords(terms.longestMs / 1000)} at most; ask for less, and send heartbeats`,
    );
  const at = before && { ...before, window: windowAt(before.window, now) };
  const lease = at && isForgotten(at.window, now) ? null : at;
  if (lease && isAnother(notice, lease))
    return refuse(
      409,
      `deployment ${id} is one of namespace ${lease.window.namespace}: give that of ${namespace} an id of its own`,
    );
  if (action === 'finish' || action === 'abort')
    return lease ? end(notice, lease, terms, now) : tombstone(notice, terms, now);
  if (lease?.window.state === 'running') return prolong(notice, lease, terms, now);
  if (action === 'start') return lease ? startEnded(lease) : open(notice, terms, now);
  return lease
    ? refuse(409, `${howItEnded(lease.window)}: it can be prolonged no more; start the next one with a new id`)
    : refuse(404, `no deployment ${id} is open: send its start first`);
}
