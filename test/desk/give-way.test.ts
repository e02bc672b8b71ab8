import { expect, it, vi } from 'vitest';
import { giveWay } from '../../src/desk/give-way.ts';

/** How long it gave way (milliseconds, on a fake clock), while something comes in at these moments. */
async function gaveWay(heard: number[], most: number): Promise<number> {
  vi.useFakeTimers({ now: 1_000 });
  try {
    const last = (): number => heard.filter((at) => 1_000 + at <= Date.now()).at(-1) ?? -Infinity;
    const done = giveWay(() => (last() === -Infinity ? 0 : 1_000 + last()), Date.now, most).then(Date.now);
    await vi.runAllTimersAsync();
    return (await done) - 1_000;
  } finally {
    vi.useRealTimers();
  }
}

const flood = Array.from({ length: 1_000 }, (_, at) => at);

it.each<[string, number[], number]>([
  ['not at all while nothing comes in', [], 0],
  ['for a moment after the last that came in', [0], 10],
  ['as long as they come, one soon after the other', [0, 8, 16, 24], 35],
  ['no longer than it may in a flood', flood, 100],
  ['not for what came in long ago', [-500], 0],
])('it gives way %s', async (_name, heard, ms) => {
  expect(await gaveWay(heard, 100)).toBe(ms);
});
