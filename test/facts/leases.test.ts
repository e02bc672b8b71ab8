import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaseAfter, type Lease, type Leased } from '../../src/facts/leases.ts';
import { millis } from '../../src/facts/time.ts';
import type { DeploymentNotice } from '../../src/types.ts';
import { notice, start } from '../support/windows.ts';

const minute = 60_000;
const terms = { ttlMs: 30 * minute, longestMs: 240 * minute, settleMs: 5 * minute };
/** RFC 3339 of a time of day. */
const at = (time: string): string => `2026-11-22T${time}:00Z`;

/** What a sequence of notices makes of a lease: what was told last, and what is kept. */
function after(...said: [time: string, notice: DeploymentNotice][]): { lease: Lease | null; answer: Leased['answer'] } {
  let lease: Lease | null = null;
  let answer: Leased['answer'] = { ok: false, status: 400, error: 'nothing was said' };
  for (const [time, one] of said) {
    const leased: Leased = leaseAfter(one, lease, terms, time.includes('T') ? time : at(time));
    [lease, answer] = [leased.lease ?? lease, leased.answer];
  }
  return { lease, answer };
}
const accepted = (state: string, closes: string, note: unknown = null) => ({
  ok: true,
  accepted: true,
  window: { id: 'run-7', state, closesAt: at(closes) },
  note,
});
const unchanged = (state: string, closes: string, note: string) => ({
  ...accepted(state, closes, expect.stringContaining(note)),
  accepted: false,
});
const refused = (status: number, error: string) => ({
  ok: false,
  status,
  error: expect.stringContaining(error) as string,
});

describe('a deployment that is announced', () => {
  const open = ['12:00', start({ workloads: ['Deployment/web'], version: 'v1', ttlMs: 20 * minute })] as const;

  it.each<[what: string, said: [string, DeploymentNotice][], answer: object]>([
    ['opens for the ttl that it asks for', [[...open]], accepted('running', '12:20')],
    ['opens for as long as leases last, when it asks for none', [['12:00', start()]], accepted('running', '12:30')],
    ['opens nothing without a namespace', [['12:00', notice('start')]], refused(400, 'namespace: missing')],
    [
      'opens nothing for longer than a lease may last',
      [['12:00', start({ ttlMs: 241 * minute })]],
      refused(400, 'ttl: a lease lasts 4 hours at most'),
    ],
    [
      'is prolonged by a heartbeat, by its own ttl',
      [[...open], ['12:15', notice('heartbeat')]],
      accepted('running', '12:35'),
    ],
    [
      'is prolonged by a heartbeat, by the ttl that this one asks for',
      [[...open], ['12:15', notice('heartbeat', { ttlMs: minute })]],
      accepted('running', '12:16'),
    ],
    [
      'is prolonged by that ttl from then on',
      [[...open], ['12:15', notice('heartbeat', { ttlMs: 2 * minute })], ['12:16', notice('heartbeat')]],
      accepted('running', '12:18'),
    ],
    ['is prolonged by a start that is sent again', [[...open], ['12:15', start()]], accepted('running', '12:35')],
    [
      'is prolonged to the longest that a lease lasts, and says so',
      [
        ['12:00', start({ ttlMs: 240 * minute })],
        ['14:00', notice('heartbeat')],
      ],
      accepted('running', '16:00', 'a lease lasts 4 hours at most: this one ends at 2026-11-22T16:00:00Z'),
    ],
    ['settles after its finish', [[...open], ['12:10', notice('finish')]], accepted('finished', '12:15')],
    [
      'settles for longer than its lease would have lasted',
      [[...open], ['12:19', notice('finish')]],
      accepted('finished', '12:24'),
    ],
    ['closes at once when it is aborted', [[...open], ['12:10', notice('abort')]], accepted('aborted', '12:10')],
    [
      'is told that it had finished when its finish is sent again',
      [[...open], ['12:10', notice('finish')], ['12:30', notice('finish')]],
      unchanged('finished', '12:15', 'deployment run-7 finished at 2026-11-22T12:10:00Z'),
    ],
    [
      'stays finished when it is aborted then',
      [[...open], ['12:10', notice('finish')], ['12:11', notice('abort')]],
      unchanged('finished', '12:15', 'finished at'),
    ],
    [
      'has expired when its lease runs out, and a finish opens nothing again',
      [[...open], ['12:25', notice('finish')]],
      unchanged('expired', '12:20', 'deployment run-7 ran out at 2026-11-22T12:20:00Z'),
    ],
    [
      'cannot be prolonged when it has expired',
      [[...open], ['12:20', notice('heartbeat')]],
      refused(409, 'ran out at'),
    ],
    [
      'cannot be prolonged when it has finished, also while it settles',
      [[...open], ['12:10', notice('finish')], ['12:11', notice('heartbeat')]],
      refused(409, 'finished at'),
    ],
    [
      'cannot be prolonged when nobody knows it',
      [['12:00', notice('heartbeat')]],
      refused(404, 'send its start first'),
    ],
    [
      'cannot begin again under its id',
      [[...open], ['12:10', notice('abort')], ['12:11', start()]],
      refused(409, 'was aborted at 2026-11-22T12:10:00Z: an id is one deployment'),
    ],
    [
      'cannot begin again under its id within a day',
      [[...open], ['12:10', notice('finish')], ['2026-11-23T12:10:00Z', start()]],
      refused(409, 'with a new id'),
    ],
    [
      'is another one a day later',
      [[...open], ['12:10', notice('finish')], ['2026-11-23T12:10:01Z', start()]],
      { ...accepted('running', '12:00'), window: { id: 'run-7', state: 'running', closesAt: '2026-11-23T12:40:01Z' } },
    ],
    [
      'is not mistaken for one of another namespace with the same id',
      [[...open], ['12:10', notice('finish', { namespace: 'payments' })]],
      refused(409, 'is one of namespace shop: give that of payments an id of its own'),
    ],
  ])('%s', (_what, said, answer) => {
    expect(after(...said).answer).toEqual(answer);
  });

  it('keeps what was said of it until something else is', () => {
    const said = { version: 'v2', url: 'https://ci.example/7', workloads: ['Deployment/web', 'Deployment/api'] };
    const { lease } = after([...open], ['12:05', start(said)], ['12:06', notice('heartbeat', { actor: 'kim' })]);
    expect(lease?.window).toMatchObject({ ...said, actor: 'kim', openedAt: at('12:00'), closesAt: at('12:26') });
  });

  it('is kept as it was when a notice is refused', () => {
    const { lease, answer } = after([...open], ['12:05', notice('heartbeat', { ttlMs: 999 * minute })]);
    expect([answer.ok, lease?.window.closesAt]).toEqual([false, at('12:20')]);
  });
});

describe('an end that comes before its start', () => {
  const note = 'no deployment run-7 was open; a start that comes late opens nothing';

  it.each([
    ['finish', 'finished'],
    ['abort', 'aborted'],
  ] as const)('%s is remembered, and the start that comes late opens nothing', (action, state) => {
    expect(after(['12:00', notice(action)]).answer).toEqual(accepted(state, '12:00', note));
    const late = after(['12:00', notice(action, { namespace: 'shop' })], ['12:01', start()]);
    expect(late.answer).toEqual(unchanged(state, '12:00', 'before this start came in: it opens nothing'));
    expect(late.lease?.window).toMatchObject({ namespace: '', state, closesAt: at('12:00') });
  });

  it('is forgotten after a day', () => {
    const { answer } = after(['12:00', notice('finish')], ['2026-11-23T12:00:01Z', start()]);
    expect(answer).toMatchObject({ ok: true, accepted: true, window: { state: 'running' } });
  });
});

describe('whatever pipelines send', () => {
  const anyNotice = fc.record({
    action: fc.constantFrom('start', 'heartbeat', 'finish', 'abort'),
    namespace: fc.constantFrom(null, 'shop', 'shop', 'payments'),
    ttlMs: fc.option(fc.integer({ min: 1, max: 300 }).map((minutes) => minutes * minute)),
    workloads: fc.option(fc.constantFrom<string[][]>([], ['Deployment/web'])),
  });
  const steps = fc.array(fc.tuple(fc.nat(400), anyNotice), { maxLength: 40 });
  type Step = { said: DeploymentNotice; before: Lease | null; lease: Lease | null; now: string; leased: Leased };

  /** A time without notices, then one, and so on. */
  const played = (sequence: [number, Partial<DeploymentNotice> & Pick<DeploymentNotice, 'action'>][]): Step[] => {
    let [clock, lease] = [Date.parse(at('12:00')), null as Lease | null];
    return sequence.map(([minutes, { action, ...changes }]) => {
      clock += minutes * minute;
      const [now, said, before] = [new Date(clock).toISOString(), notice(action, changes), lease];
      const leased = leaseAfter(said, before, terms, now);
      lease = leased.lease ?? lease;
      return { said, before, lease, now, leased };
    });
  };
  const holds = (check: (step: Step) => void): void =>
    fc.assert(fc.property(steps, (sequence) => played(sequence).forEach(check)));

  it('a lease ends within the longest time of its last notice, and of its start', () => {
    holds(({ lease, now }) => {
      if (!lease) return;
      const closes = Date.parse(lease.window.closesAt);
      expect(closes).toBeLessThanOrEqual(Date.parse(now) + terms.longestMs);
      expect(closes).toBeLessThanOrEqual(Date.parse(lease.window.openedAt) + terms.longestMs + terms.settleMs);
    });
  });

  it('what ended stays as it ended for a day', () => {
    holds(({ before, lease, now }) => {
      const window = before?.window;
      if (!window) return;
      const over = window.state !== 'running' || Date.parse(now) >= Date.parse(window.closesAt);
      const end = millis(window.endedAt) ?? Date.parse(window.closesAt);
      if (over && Date.parse(now) - end <= 24 * 60 * minute) {
        // That it ran out is written down when somebody looks.
        const { state, endedAt } = window.state === 'running' && lease ? lease.window : window;
        expect(lease?.window).toEqual({ ...window, state, endedAt });
        expect(Date.parse(lease?.window.closesAt ?? '')).toBeLessThanOrEqual(end + terms.settleMs);
      }
    });
  });

  it('a notice that is sent twice changes what it changes once', () => {
    holds(({ said, lease, now, leased }) => {
      if (leased.lease) expect(leaseAfter(said, lease, terms, now).lease ?? lease).toEqual(lease);
    });
  });

  it('nothing runs but what was started, in the namespace that its start named', () => {
    holds(({ said, before, lease }) => {
      if (lease?.window.state !== 'running' || before?.window.openedAt === lease.window.openedAt) return;
      expect([said.action, said.namespace]).toEqual(['start', lease.window.namespace]);
    });
  });
});
