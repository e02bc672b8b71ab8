/**
 * Whether a cluster is asked at all. After three failures in a row nobody waits for it: what would be asked is answered at once with why,
 * until a probe, two seconds later and then twice as late each time, is let through and answered.
 */

/** `failures` in a row, and why the last of them was one; `open` while the cluster is not asked. Times are milliseconds. */
export type Circuit = {
  failures: number;
  why: string;
  open: { why: string; probeAt: number; waitMs: number; probing: boolean } | null;
};

/** `go`: ask. `probe`: ask, and all others wait to hear how it went. `wait`: a probe is under way. `refused`: do not ask. */
export type Admission = 'go' | 'probe' | 'wait' | 'refused';

/** What a request came to. `neither`: it was called off too early to tell. `retryAfterMs`: when the cluster wants to be asked again. */
export type Result = { outcome: 'well' | 'failed' | 'neither'; why: string; retryAfterMs: number | null };

export const closed: Circuit = { failures: 0, why: '', open: null };

const mostFailures = 3;
const firstWaitMs = 2_000;
const longestWaitMs = 60_000;

/** Asks for leave to put one question. @param now milliseconds */
export function admit(circuit: Circuit, now: number): { circuit: Circuit; admission: Admission } {
  const { open } = circuit;
  if (open === null) return { circuit, admission: 'go' };
  if (open.probing) return { circuit, admission: 'wait' };
  // Farther off than anybody waits: the clock has jumped back.
  if (now < open.probeAt && open.probeAt - now <= longestWaitMs) return { circuit, admission: 'refused' };
  return { circuit: { ...circuit, open: { ...open, probing: true } }, admission: 'probe' };
}

/**
 * What follows from a request that was let through. An answer of any kind, a refusal too, shows that the cluster is there: it closes the
 * circuit even when the request was sent before it opened. A late failure of such a request tells nothing new.
 */
export function learn(circuit: Circuit, as: Admission, result: Result, now: number): Circuit {
  const { failures, open } = circuit;
  const { outcome } = result;
  if (outcome === 'well') return closed;
  if (open === null) {
    if (outcome === 'neither') return circuit;
    const count = failures + 1;
    return { failures: count, why: result.why, open: count < mostFailures ? null : opened(firstWaitMs, result, now) };
  }
  if (as !== 'probe') return circuit;
  if (outcome === 'neither') return { ...circuit, open: { ...open, probing: false } };
  return {
    failures: failures + 1,
    why: result.why,
    open: opened(Math.min(longestWaitMs, 2 * open.waitMs), result, now),
  };
}

/** Why the cluster is not asked; null when it is. */
export function outageOf({ open }: Circuit): string | null {
  return open === null ? null : `the cluster could not be read: ${open.why}`;
}

/** Why the last request failed; null when it was answered. */
export function troubleOf({ failures, why }: Circuit): string | null {
  return failures === 0 ? null : `the cluster could not be read: ${why}`;
}

const opened = (waitMs: number, { why, retryAfterMs }: Result, now: number): Circuit['open'] => ({
  why,
  probeAt: now + Math.min(longestWaitMs, Math.max(waitMs, retryAfterMs ?? 0)),
  waitMs,
  probing: false,
});
