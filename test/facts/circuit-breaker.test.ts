import { describe, expect, it } from 'vitest';
import {
  type Admission,
  admit,
  type Circuit,
  closed,
  learn,
  outageOf,
  type Result,
} from '../../src/facts/circuit-breaker.ts';

const failed = (why = 'no route', retryAfterMs: number | null = null): Result => ({
  outcome: 'failed',
  why,
  retryAfterMs,
});
const well: Result = { outcome: 'well', why: '', retryAfterMs: null };
const neither: Result = { outcome: 'neither', why: 'called off', retryAfterMs: null };

/** What requests sent one after the other came to, each [at (s), result]; an answer where it was not sent. */
function play(...steps: [at: number, result: Result][]): { circuit: Circuit; admissions: Admission[] } {
  let circuit = closed;
  const admissions = steps.map(([at, result]) => {
    const asked = admit(circuit, at * 1000);
    circuit = asked.circuit;
    if (asked.admission === 'go' || asked.admission === 'probe')
      circuit = learn(circuit, asked.admission, result, at * 1000);
    return asked.admission;
  });
  return { circuit, admissions };
}
const thrice: [number, Result][] = [
  [0, failed()],
  [0, failed()],
  [0, failed()],
];

describe('a cluster is asked', () => {
  it.each<[string, [number, Result][]]>([
    ['that was never asked', []],
    ['that failed twice', thrice.slice(1)],
    ['that answered between failures', [...thrice.slice(1), [0, well], ...thrice.slice(1)]],
    ['whose questions were called off', Array.from({ length: 9 }, () => [0, neither] as [number, Result])],
  ])('%s', (_name, steps) => {
    const { circuit } = play(...steps);
    expect([admit(circuit, 0).admission, outageOf(circuit)]).toEqual(['go', null]);
  });
});

describe('a cluster that failed three times in a row', () => {
  it('is not asked for two seconds, and the last failure says why', () => {
    const { circuit } = play([0, failed('first')], [0, failed('second')], [0, failed('third')]);
    expect(outageOf(circuit)).toBe('the cluster could not be read: third');
    expect([0, 1_999, 2_000].map((now) => admit(circuit, now).admission)).toEqual(['refused', 'refused', 'probe']);
  });

  it('is asked at once when the clock was set back: nobody waits an hour for a second to come again', () => {
    const { circuit } = play(...thrice);
    expect([-57_999, -58_001, -3_600_000].map((now) => admit(circuit, now).admission)).toEqual([
      'refused',
      'probe',
      'probe',
    ]);
  });

  it('stays out although what was called off in between tells nothing', () => {
    expect(play([0, failed()], [0, neither], [0, failed()], [0, failed()], [1, well]).admissions.at(-1)).toBe(
      'refused',
    );
  });

  it('is probed twice as late each time, a minute at most', () => {
    let { circuit } = play(...thrice);
    const waits: number[] = [];
    for (let now = 0, at = 0; waits.length < 8; now += 1_000) {
      const asked = admit(circuit, now);
      if (asked.admission !== 'probe') continue;
      circuit = learn(asked.circuit, 'probe', failed('still'), now);
      waits.push((now - at) / 1000);
      at = now;
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    expect(outageOf(circuit)).toBe('the cluster could not be read: still');
  });

  it.each([
    ['later than the probe would be', 7_000, 7_000],
    ['sooner', 500, 2_000],
    ['in an hour', 3_600_000, 60_000],
  ])('is probed when it asks for that: %s', (_name, retryAfterMs, probeAt) => {
    const { circuit } = play(...thrice.slice(1), [0, failed('busy', retryAfterMs)]);
    expect([probeAt - 1, probeAt].map((now) => admit(circuit, now).admission)).toEqual(['refused', 'probe']);
  });

  it('has one probe at a time: the others wait for it', () => {
    const probing = admit(play(...thrice).circuit, 2_000).circuit;
    expect(admit(probing, 2_000).admission).toBe('wait');
    expect(admit(probing, 99_000).admission).toBe('wait');
  });

  it('is well again when the probe is answered', () => {
    const { circuit, admissions } = play(...thrice, [2, well], [2, well]);
    expect(admissions.slice(3)).toEqual(['probe', 'go']);
    expect([circuit, outageOf(circuit)]).toEqual([closed, null]);
  });

  it('is probed anew at once when the probe was called off', () => {
    expect(play(...thrice, [2, neither], [2, well]).admissions.slice(3)).toEqual(['probe', 'probe']);
  });

  it('is well when a request is answered that was sent before', () => {
    expect(learn(play(...thrice).circuit, 'go', well, 1_000)).toEqual(closed);
  });

  it('is out no longer because of late failures', () => {
    const { circuit } = play(...thrice);
    expect(learn(circuit, 'go', failed('late'), 1_000)).toEqual(circuit);
  });
});
