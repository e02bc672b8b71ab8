import { expect, it } from 'vitest';
import { refusals } from '../src/refusals.ts';

function door(fails: () => boolean = () => false) {
  const told: Record<string, number>[] = [];
  const clock = { now: 0 };
  const tell = async (counts: Record<string, number>): Promise<void> => {
    if (fails()) throw new Error('disk I/O error');
    told.push(counts);
  };
  return { told, clock, door: refusals(tell, () => clock.now) };
}

it('tells a refusal by its reason, and no other answer', async () => {
  const { told, clock, door: at } = door();
  for (const status of [401, 400, 413, 415, 503, 404, 405]) {
    await at.note(status);
    clock.now += 1_000;
  }
  expect(told).toEqual([{ unauthorized: 1 }, { malformed: 1 }, { 'too-large': 1 }, { malformed: 1 }]);
});

it('tells them once a second at most, and what came in between with the next', async () => {
  const { told, clock, door: at } = door();
  for (let n = 0; n < 100; n++) await at.note(401);
  clock.now = 1_000;
  await at.note(413);
  expect(told).toEqual([{ unauthorized: 1 }, { unauthorized: 99, 'too-large': 1 }]);
});

it('tells the rest when asked, and then nothing twice', async () => {
  const { told, door: at } = door();
  for (let n = 0; n < 3; n++) await at.note(401);
  await at.flush();
  await at.flush();
  expect(told).toEqual([{ unauthorized: 1 }, { unauthorized: 2 }]);
});

it('keeps what the store did not take', async () => {
  let broken = true;
  const { told, door: at } = door(() => broken);
  await at.note(401);
  broken = false;
  await at.flush();
  expect(told).toEqual([{ unauthorized: 1 }]);
});
