import { describe, expect, it } from 'vitest';
import { isPastOf, stopKey, withItsPast, withPastOf } from '../../src/facts/stop-keys.ts';
import type { Diagnosis, Incident } from '../../src/types.ts';
import { diagnosis, incident } from '../support/incidents.ts';

const stopped = diagnosis();
const another = diagnosis({ subject: { uid: 'p-2' } });
const running = diagnosis({ ending: { id: 'unknown', finishedAt: null, toldAt: '2026-11-22T18:59:50Z' } });
const when = '2026-11-22T19:05:00Z';
const raisedFor = (of: Diagnosis) => ({ hiddenAt: when, why: 'raised by hand', stop: stopKey(of) });
const revisedFor = (of: Diagnosis) => ({ at: when, from: 'undetermined' as const, stop: stopKey(of) });

describe('the past of a stop', () => {
  it('is that of no other', () => {
    expect(isPastOf(raisedFor(stopped), stopped)).toBe(true);
    expect(isPastOf(raisedFor(stopped), another)).toBe(false);
    expect(isPastOf(undefined, stopped)).toBe(false);
  });

  it('kept by an earlier version, which did not say whose it is, is that of the stop that is told', () => {
    expect(isPastOf({}, another)).toBe(true);
  });

  it('is not told of another stop of its incident', () => {
    const told = incident({ raised: raisedFor(stopped), revised: revisedFor(stopped) });
    expect(withPastOf(told, stopped)).toEqual(told);
    expect(withPastOf(told, another)).toEqual(incident());
  });
});

describe('after a later look', () => {
  /** What a look at `next` makes of an incident that tells of `before`. */
  const looked = (before: Diagnosis, next: Diagnosis, changes: Partial<Incident> = {}): Incident => {
    const told = incident({ diagnosis: before, verdict: before.verdict, ...changes });
    const revised = { at: when, from: told.revised?.from ?? told.verdict };
    return withItsPast(told, { ...told, diagnosis: next, revised });
  };

  it('what was said first is said of the stop that is told now', () => {
    const { revised } = looked({ ...running, verdict: 'expected' }, stopped);
    expect(revised).toEqual({ at: when, from: 'expected', stop: stopKey(stopped) });
  });

  it('and another, what was said first stays the first', () => {
    const { revised } = looked(running, stopped, { revised: revisedFor(running) });
    expect(revised).toEqual({ at: when, from: 'undetermined', stop: stopKey(stopped) });
  });

  it.each([
    ['was said of a stop that is told no more', revisedFor(another)],
    ['is said of another stop now', revisedFor(running)],
  ])('what was said first begins anew where it %s', (_name, revised) => {
    const next = looked({ ...running, verdict: 'expected' }, diagnosis({ subject: { uid: 'p-3' } }), { revised });
    expect(next.revised?.from).toBe('expected');
  });

  it('one that was hidden is known by its end', () => {
    expect(looked(running, stopped, { raised: raisedFor(running) }).raised).toEqual(raisedFor(stopped));
    expect(looked(running, another, { raised: raisedFor(running) }).raised).toEqual(raisedFor(running));
    expect(looked(stopped, another, { raised: raisedFor(stopped) }).raised).toEqual(raisedFor(stopped));
  });
});
