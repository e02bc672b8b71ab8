import { expect, it } from 'vitest';
import { expected } from '../../src/decide/expected.ts';
import { asked } from '../support/cases.ts';

it('an expected stop goes to the digest', () => {
  expect(expected(asked()).outcome).toMatchObject({
    action: 'digest',
    rule: 'expected',
    reason: 'expected (scale-down), outside of any deployment window',
  });
});

it('any other does not', () => {
  expect(expected(asked({ diagnosis: { verdict: 'investigate' } })).outcome).toBeNull();
});
