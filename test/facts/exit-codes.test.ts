import { expect, it } from 'vitest';
import { exitInWords, signalOf } from '../../src/facts/exit-codes.ts';

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
