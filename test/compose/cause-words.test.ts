import { expect, test } from 'vitest';
import { causeInWords, deedOf } from '../../src/compose/cause-words.ts';
import { causes } from '../../src/diagnose/causes/index.ts';

test('every cause is said in a few words, and no other', () => {
  expect(Object.keys(causeInWords).toSorted()).toEqual(causes.map(({ id }) => id).toSorted());
});

test.each(Object.entries(causeInWords))('%s follows a number: 3 pods %s', (_id, deed) => {
  expect(deed).toMatch(/^[a-z][\w -]{5,59}$/i);
  expect(deed).not.toMatch(/\b(their|its|was|were)\b/);
});

test('no cause is said to be none, and one of a later version by its id', () => {
  expect(deedOf(null)).toBe('stopped for a reason that was not found');
  expect(deedOf('eaten-by-mice')).toBe('stopped (eaten-by-mice)');
});
