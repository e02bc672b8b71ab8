import { expect, it } from 'vitest';
import { slots } from '../../src/adapters/slots.ts';

const turns = async (n = 20): Promise<void> => {
  for (let at = 0; at < n; at++) await Promise.resolve();
};

it('runs so many at a time, the others in order of arrival', async () => {
  const take = slots(2);
  const [began, ends]: [number[], (() => void)[]] = [[], []];
  const all = [0, 1, 2, 3].map((n) =>
    take(() => {
      began.push(n);
      return new Promise<number>((resolve) => ends.push(() => resolve(n)));
    }),
  );
  await turns();
  expect(began).toEqual([0, 1]);
  ends[1]?.();
  await turns();
  expect(began).toEqual([0, 1, 2]);
  ends[0]?.();
  ends[2]?.();
  await turns();
  ends[3]?.();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
});

it('lets go of who waits when the signal says stop, and hands the slot to the next', async () => {
  const take = slots(1);
  const called = new AbortController();
  let end = (): void => {};
  const first = take(() => new Promise<string>((resolve) => (end = () => resolve('first'))));
  const waits = [take(async () => 'never', called.signal), take(async () => 'next')];
  called.abort();
  expect(await waits[0]).toBeNull();
  expect(await take(async () => 'never', AbortSignal.abort())).toBeNull();
  end();
  expect(await Promise.all([first, waits[1], take(async () => 'after')])).toEqual(['first', 'next', 'after']);
});

it('frees the slot of a task that throws', async () => {
  const take = slots(1);
  await expect(take(() => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
  expect(await take(async () => 'next')).toBe('next');
});
