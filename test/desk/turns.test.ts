import { expect, it, vi } from 'vitest';
import { turns } from '../../src/desk/turns.ts';

/**
 * Asks for a number of turns at once, on a fake clock that begins at 1,000, after something came in at some moments before. Answers when
 * each came, in milliseconds since it was asked for.
 */
async function taken(asked: number, heard: number[]): Promise<number[]> {
  vi.useFakeTimers({ now: 1_000 + Math.min(0, ...heard) });
  try {
    const { next, heard: hear } = turns(() => Date.now());
    for (const at of heard) {
      vi.setSystemTime(1_000 + at);
      hear();
    }
    vi.setSystemTime(1_000);
    const all = Array.from({ length: asked }, () => next().then(() => Date.now() - 1_000));
    await vi.runAllTimersAsync();
    return await Promise.all(all);
  } finally {
    vi.useRealTimers();
  }
}

it.each<[string, number[], number[]]>([
  ['at once while nothing comes in', [], [0, 0, 0, 0, 0, 0]],
  ['at once after a webhook by itself', [-1], [0, 0, 0, 0, 0, 0]],
  ['at once after webhooks that did not come one soon after the other', [-40, -1], [0, 0, 0, 0, 0, 0]],
  ['one after the other, with a rest before each, while webhooks come fast', [-4, -1], [10, 20, 20, 20, 20, 20]],
  ['at once after what came in long ago', [-504, -501], [0, 0, 0, 0, 0, 0]],
  ['at once after the clock was set back', [500, 501], [0, 0, 0, 0, 0, 0]],
])('a turn comes %s', async (_when, heard, at) => {
  expect(await taken(6, heard)).toEqual(at);
});

it('the pieces of what others wait for come without a rest, one after the other, also in a flood', async () => {
  vi.useFakeTimers({ now: 1_000 });
  try {
    const { between, heard } = turns(() => Date.now());
    const flood = setInterval(heard, 1);
    await vi.advanceTimersByTimeAsync(50);
    const pieces = Promise.all(Array.from({ length: 20 }, () => between().then(() => Date.now() - 1_050)));
    await vi.advanceTimersByTimeAsync(50);
    clearInterval(flood);
    expect(Math.max(...(await pieces))).toBeLessThanOrEqual(20);
  } finally {
    vi.useRealTimers();
  }
});

it('and without waiting for those who rest', async () => {
  vi.useFakeTimers({ now: 1_000 });
  try {
    const { next, between, heard } = turns(() => Date.now());
    const flood = setInterval(heard, 1);
    await vi.advanceTimersByTimeAsync(50);
    const resting = Promise.all(Array.from({ length: 10 }, next));
    const piece = between().then(() => Date.now() - 1_050);
    await vi.advanceTimersByTimeAsync(400);
    clearInterval(flood);
    expect(await piece).toBeLessThanOrEqual(1);
    await resting;
  } finally {
    vi.useRealTimers();
  }
});

it('every twentieth turn lets others have the thread, also while nothing comes in', async () => {
  const order: string[] = [];
  const { next } = turns(() => 0);
  setTimeout(() => void order.push('another'), 0);
  await Promise.all(Array.from({ length: 21 }, (_, i) => next().then(() => order.push(String(i + 1)))));
  expect(order.indexOf('another')).toBe(19);
});

it.each([
  ['a flood waits for a pause, and never for long', 1, 30],
  ['a stream of one webhook after the other has its rest', 9, 10],
])('a turn in %s', async (_where, everyMs, after) => {
  vi.useFakeTimers({ now: 1_000 });
  try {
    const { next, heard } = turns(() => Date.now());
    const flood = setInterval(heard, everyMs);
    await vi.advanceTimersByTimeAsync(50);
    const turn = next().then(() => Date.now());
    await vi.advanceTimersByTimeAsync(50);
    clearInterval(flood);
    expect(await turn).toBe(1_050 + after);
  } finally {
    vi.useRealTimers();
  }
});
