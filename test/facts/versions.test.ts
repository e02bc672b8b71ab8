import { expect, it } from 'vitest';
import { newer, older } from '../../src/facts/versions.ts';

it.each<[string | null, string | null, string | null, string | null]>([
  ['9', '10', '9', '10'],
  ['8976', '8988', '8976', '8988'],
  ['7', '7', '7', '7'],
  [null, '5', '5', '5'],
  ['5', null, '5', '5'],
  [null, null, null, null],
])('of %s and %s the older is %s and the newer %s', (a, b, first, last) => {
  expect([older(a, b), newer(a, b)]).toEqual([first, last]);
});
