import { expect, it } from 'vitest';
import { repeatOfStop } from '../../src/decide/repeat.ts';
import { asked } from '../support/cases.ts';
import { incident } from '../support/incidents.ts';
import { standing } from '../support/standing.ts';

const open = incident();
const bad = { verdict: 'investigate' } as const;

it('a stop that was told is not told again, and the silence says why', () => {
  expect(repeatOfStop(asked({ diagnosis: bad, standing: standing({ open, repeat: true }) })).outcome).toEqual({
    action: 'suppress',
    rule: 'repeat',
    reason: 'this stop was told already',
  });
});

it('another stop of the same incident is told', () => {
  expect(repeatOfStop(asked({ diagnosis: bad, standing: standing({ open }) })).outcome).toBeNull();
});

it('an alert that knows worse of a stop that was told is told', () => {
  const mild = { ...open, verdict: 'expected' as const };
  expect(repeatOfStop(asked({ diagnosis: bad, standing: standing({ open: mild, repeat: true }) })).outcome).toBeNull();
});
