import { expect, it } from 'vitest';
import { withoutColours } from '../../src/facts/colours.ts';

it.each([
  ['of sixteen', '\u001b[31mERROR\u001b[0m it failed', 'ERROR it failed'],
  ['of 256, and bold', '\u001b[1;38;5;208mwarn\u001b[m', 'warn'],
  ['of all, with colons', '\u001b[38:2::255:0:0mred\u001b[39m', 'red'],
  ['what clears a line', 'a\u001b[2K\u001b[?25lb', 'ab'],
  ['as JSON has them', String.raw`{"level":"\u001b[32minfo\u001b[39m","x":"\x1b[1mb"}`, '{"level":"info","x":"b"}'],
])('colours go: %s', (_what, text, left) => {
  expect(withoutColours(text)).toBe(left);
});

it.each(['m[31] = 5', '[0m', 'a\nb', String.raw`^\u001b\[[0-9;]*m`, '\u001b]0;title\u0007'])('%j stays', (text) => {
  expect(withoutColours(text)).toBe(text);
});
