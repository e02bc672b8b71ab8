import { expect, it } from 'vitest';
import { markOf } from '../../src/facts/marks.ts';

it.each([
  ['', '811c9dc5'],
  ['a', 'e40c292c'],
  ['foobar', 'bf9cf968'],
])('%s has the mark that FNV-1a gives it', (text, mark) => {
  expect(markOf(text)).toBe(mark);
});

it('another token of the same workspace has another mark', () => {
  expect(markOf('https://slack.com/api/ xoxb-1-2-abc')).not.toBe(markOf('https://slack.com/api/ xoxb-1-2-abd'));
});
