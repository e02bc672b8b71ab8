import { expect, it } from 'vitest';
import { repeatOfStop } from '../../src/decide/repeat.ts';
import { incident } from '../support/incidents.ts';

const open = incident();

it('a stop that was told is not told again, and the silence says why', () => {
  expect(repeatOfStop(open.diagnosis, { open, repeat: true, resolvedAt: null })).toEqual({
    action: 'suppress',
    reason: 'repeat: this stop was told already',
  });
});

it('another stop of the same incident is told', () => {
  expect(repeatOfStop(open.diagnosis, { open, repeat: false, resolvedAt: null })).toBeNull();
});
