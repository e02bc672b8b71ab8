import { expect, it } from 'vitest';
import { bytesInWords, coresInWords, quantity } from '../../src/facts/quantities.ts';

it.each([
  ['64Mi', 67_108_864],
  ['1Gi', 1_073_741_824],
  ['128M', 128_000_000],
  ['123456', 123_456],
  ['1e3', 1000],
  ['1.5Gi', 1_610_612_736],
  ['250m', 0.25],
  ['2', 2],
  ['0', 0],
])('%s is %d', (text, value) => {
  expect(quantity(text)).toBe(value);
});

it('metrics-server writes CPU in billionths of a core', () => {
  expect(quantity('480000000n')).toBeCloseTo(0.48);
});

it.each(['', 'SIZE', '64 Mi', '64MiB', '-', '1.2.3'])('%j is no quantity', (text) => {
  expect(quantity(text)).toBeNull();
});

it('no text is no quantity', () => {
  expect(quantity(undefined)).toBeNull();
});

it.each([
  [63_963_136, '61Mi'],
  [1_610_612_736, '1.5Gi'],
  [2048, '2Ki'],
])('%d bytes are %s', (bytes, words) => {
  expect(bytesInWords(bytes)).toBe(words);
});

it.each([
  [0.48, '480m'],
  [2, '2'],
  [1.25, '1250m'],
])('%d cores are %s', (cores, words) => {
  expect(coresInWords(cores)).toBe(words);
});
