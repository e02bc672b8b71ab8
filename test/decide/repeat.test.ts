import { expect, it } from 'vitest';
import { repeatOfStop } from '../../src/decide/repeat.ts';
import { incident } from '../support/incidents.ts';

const open = incident();

it('a stop that was told is not told again, and the silence says why', () => {
  expect(
    repeatOfStop(open.diagnosis, { open, repeat: true, podKnown: true, workloadKnown: true, resolvedAt: null }),
  ).toEqual({
    action: 'suppress',
    reason: 'repeat: this stop was told already',
  });
});

it('another stop of the same incident is told', () => {
  expect(
    repeatOfStop(open.diagnosis, { open, repeat: false, podKnown: true, workloadKnown: true, resolvedAt: null }),
  ).toBeNull();
});

it('an alert that knows worse of a stop that was told is told', () => {
  const mild = { ...open, verdict: 'expected' as const };
  expect(
    repeatOfStop(open.diagnosis, { open: mild, repeat: true, podKnown: true, workloadKnown: true, resolvedAt: null }),
  ).toBeNull();
});
