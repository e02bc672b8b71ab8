/** Chance that a seed repeats: the same seed, the same numbers. */

/** Numbers from 0 to below 1 (mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of them, by a number from 0 to below 1. */
export function oneOf<T>(items: readonly [T, ...T[]], dice: number): T {
  return items[Math.floor(dice * items.length)] ?? items[0];
}
