import { expect, it } from 'vitest';
import { type Asker, inRounds } from '../../src/desk/rounds.ts';

type Round = { asked: number[]; end: () => void; fail: (error: Error) => void };

/** Rounds that end when the test says so; each answers its askers with how many they are. */
function held() {
  const rounds: Round[] = [];
  const ask = inRounds<number, number>(async (askers: Asker<number, number>[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    rounds.push({ asked: askers.map(({ asked }) => asked), end: resolve, fail: reject });
    // Odd ones wait for the round's end.
    for (const { asked, answer } of askers) if (asked % 2 === 0) answer(askers.length);
    await promise;
    for (const { answer } of askers) answer(askers.length);
  });
  return { rounds, ask };
}

it('who asks by itself is served at once', async () => {
  const { ask, rounds } = held();
  const answer = ask(2);
  expect(rounds.map(({ asked }) => asked)).toEqual([[2]]);
  expect(await answer).toBe(1);
});

it('who asks while a round is under way shares the next, in order', async () => {
  const { ask, rounds } = held();
  const first = ask(1);
  const others = [ask(4), ask(3), ask(6)];
  expect(rounds).toHaveLength(1);
  rounds[0]?.end();
  expect(await first).toBe(1);
  await expect.poll(() => rounds.map(({ asked }) => asked)).toEqual([[1], [4, 3, 6]]);
  rounds[1]?.end();
  expect(await Promise.all(others)).toEqual([3, 3, 3]);
  void ask(8);
  await expect.poll(() => rounds.map(({ asked }) => asked).at(-1)).toEqual([8]);
});

it('who was not answered when a round failed hears why, and the next goes on', async () => {
  const { ask, rounds } = held();
  const [answered, failed] = [ask(2), ask(3)];
  expect(await answered).toBe(1);
  rounds[0]?.end();
  await expect.poll(() => rounds.length).toBe(2);
  const next = ask(5);
  rounds[1]?.fail(new Error('disk full'));
  await expect(failed).rejects.toThrow('disk full');
  await expect.poll(() => rounds.length).toBe(3);
  rounds[2]?.end();
  expect(await next).toBe(1);
});
