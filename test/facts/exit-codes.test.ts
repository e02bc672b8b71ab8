import { expect, it } from 'vitest';
import { exitInWords, isCrash, signalOf } from '../../src/facts/exit-codes.ts';

it.each<[code: number, signal: string | null, words: string]>([
  [0, null, 'exit 0'],
  [1, null, 'exit 1'],
  [9, null, 'exit 9'],
  [127, null, 'exit 127'],
  [128, null, 'exit 128'],
  [129, 'SIGHUP', 'exit 129, SIGHUP'],
  [134, 'SIGABRT', 'exit 134, SIGABRT'],
  [137, 'SIGKILL', 'exit 137, SIGKILL'],
  [139, 'SIGSEGV', 'exit 139, SIGSEGV'],
  [143, 'SIGTERM', 'exit 143, SIGTERM'],
  [159, 'SIGSYS', 'exit 159, SIGSYS'],
  [255, null, 'exit 255'],
])('%d is signal %s, said as %j and never as more', (code, signal, words) => {
  expect([signalOf(code), exitInWords(code)]).toEqual([signal, words]);
});

it.each([132, 133, 134, 135, 136, 139, 159])('a program that ends with %d crashed', (code) => {
  expect(isCrash(signalOf(code))).toBe(true);
});

it.each([0, 1, 129, 130, 131, 137, 141, 143])('one that ends with %d may have been told to', (code) => {
  expect(isCrash(signalOf(code))).toBe(false);
});
