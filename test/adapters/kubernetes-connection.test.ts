import { expect, it } from 'vitest';
import { connection, connections } from '../../src/adapters/kubernetes-connection.ts';
import type { Result } from '../../src/facts/circuit-breaker.ts';

const failed: Result = { outcome: 'failed', why: 'no route', retryAfterMs: null };
const well: Result = { outcome: 'well', why: '', retryAfterMs: null };
/** A connection whose cluster has just failed three times, at 0. */
async function broken() {
  const clock = { now: 0 };
  const made = connection(undefined, () => clock.now);
  for (let n = 0; n < 3; n++) {
    const entered = await made.enter();
    if ('leave' in entered) entered.leave(failed);
  }
  return { made, clock };
}
const why = { why: 'the cluster could not be read: no route' };

it('answers at once while the cluster is out', async () => {
  const { made, clock } = await broken();
  expect(await made.enter()).toEqual(why);
  clock.now = 1_999;
  expect([await made.enter(), made.outage()]).toEqual([why, why.why]);
});

it.each([
  ['all go on when it is answered', well, ['sent', 'sent'], null],
  ['all have the answer when it fails', failed, [why, why], why.why],
])('holds the others while a probe is under way: %s', async (_name, result, expected, outage) => {
  const { made, clock } = await broken();
  clock.now = 2_000;
  const probe = await made.enter();
  const others = [made.enter(), made.enter()].map((entering) =>
    entering.then((entered) => ('leave' in entered ? 'sent' : entered)),
  );
  if ('leave' in probe) probe.leave(result);
  expect([await Promise.all(others), made.outage()]).toEqual([expected, outage]);
});

it('holds nobody longer than the signal allows', async () => {
  const { made, clock } = await broken();
  clock.now = 2_000;
  expect(await made.enter()).toHaveProperty('leave');
  const called = new AbortController();
  const waits = made.enter(called.signal);
  called.abort();
  expect(await waits).toEqual(why);
});

it('keeps one connection a cluster, and the same slots for all', () => {
  const of = connections();
  expect(of('a')).toBe(of('a'));
  expect(of('a')).not.toBe(of('b'));
  expect(of('a').slots).toBe(of('b').slots);
});
