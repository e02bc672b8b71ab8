import { expect, it } from 'vitest';
import { nearest } from '../../src/facts/nearest.ts';

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];

it.each([
  ['thrusday', 'thursday'],
  ['tuesdays', 'tuesday'],
  ['wendesday', 'wednesday'],
  ['friday', 'friday'],
])('for %s the nearest is %s', (given, meant) => {
  expect(nearest(given, days)).toBe(meant);
});

it('nothing is near when more than half of the word would have to change, or nothing is known', () => {
  expect(nearest('christmas', days)).toBeNull();
  expect(nearest('a', [])).toBeNull();
});
