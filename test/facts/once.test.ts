import { expect, it } from 'vitest';
import { once } from '../../src/facts/once.ts';

it('makes one thing of an object, however often it is asked', () => {
  let made = 0;
  const count = once((list: number[]) => ({ size: list.length, made: ++made }));
  const list = [1, 2];
  expect(count(list)).toEqual({ size: 2, made: 1 });
  expect(count(list)).toBe(count(list));
});

it('makes another of an object that only looks the same', () => {
  let made = 0;
  const count = once((_list: number[]) => ++made);
  expect([count([1]), count([1])]).toEqual([1, 2]);
});

it('remembers that there was nothing to be made, too', () => {
  let asked = 0;
  const none = once((_list: number[]) => void asked++);
  const list: number[] = [];
  expect([none(list), none(list), asked]).toEqual([undefined, undefined, 1]);
});

it('remembers nothing of what failed', () => {
  const outcomes = ['bug', null];
  const flaky = once((_list: number[]) => {
    const bug = outcomes.shift();
    if (bug) throw new Error(bug);
    return 'made';
  });
  const list: number[] = [];
  expect(() => flaky(list)).toThrow('bug');
  expect(flaky(list)).toBe('made');
});
