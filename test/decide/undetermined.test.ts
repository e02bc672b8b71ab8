import { expect, it } from 'vitest';
import { undetermined } from '../../src/decide/undetermined.ts';
import { asked } from '../support/cases.ts';

it('what nobody understood is told', () => {
  expect(undetermined(asked({ diagnosis: { verdict: 'undetermined' } })).outcome).toMatchObject({
    action: 'route',
    rule: 'undetermined',
  });
});

it.each(['expected', 'investigate'] as const)('of what is %s it says nothing', (verdict) => {
  expect(undetermined(asked({ diagnosis: { verdict } })).outcome).toBeNull();
});
