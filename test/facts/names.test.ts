import { expect, it } from 'vitest';
import { isDns1123Label, isDns1123Name } from '../../src/facts/names.ts';

it.each(['a', 'payments-api-74d986956b-kzjn4', 'ip-10-0-0-1.eu-central-1.compute.internal', '0', 'a'.repeat(253)])(
  'takes %s for a name',
  (text) => expect(isDns1123Name(text)).toBe(true),
);

it.each([
  '',
  '-a',
  'a-',
  'A',
  'a_b',
  'a..b',
  '.',
  '..',
  'a/b',
  'a b',
  'a\n',
  'ä',
  '{{ $labels.pod }}',
  'a'.repeat(254),
])('does not take %j for a name', (text) => expect(isDns1123Name(text)).toBe(false));

it('takes no dots and no more than 63 characters for a namespace or a container', () => {
  expect(['shop', 'team-68', 'a'.repeat(63)].map(isDns1123Label)).toEqual([true, true, true]);
  expect(['a.b', '', 'a\n', 'a'.repeat(64)].map(isDns1123Label)).toEqual([false, false, false, false]);
});
