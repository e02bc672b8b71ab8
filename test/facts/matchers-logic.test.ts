import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Matcher, matches, parseMatchers } from '../../src/facts/matchers.ts';
import { canNeverMatch, covers } from '../../src/facts/matchers-logic.ts';

const read = (text: string): Matcher[] => {
  const parsed = parseMatchers(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.matchers;
};

describe('matchers that no alert can match', () => {
  it.each([
    ['a="x",b="1",a="y"', 'a="x" and a="y" exclude each other: no value of a fits.'],
    ['a="x",a!="x"', 'a="x" and a!="x" exclude each other: no value of a fits.'],
    ['a="",a!=""', 'a="" and a!="" exclude each other: no value of a fits.'],
    ['a!~"x.*",a="xy"', 'a!~"x.*" and a="xy" exclude each other: no value of a fits.'],
    ['a="xy",a=~"x"', 'a="xy" and a=~"x" exclude each other: no value of a fits.'],
    ['a=~"x|y",a=~"z.*"', 'a=~"x|y" and a=~"z.*" exclude each other: no value of a fits.'],
    ['a=~"x|y",a!="x",a!="y"', 'a=~"x|y" and a!="x" and a!="y" exclude each other: no value of a fits.'],
  ])('%s', (text, said) => {
    expect(canNeverMatch(read(text))).toBe(said);
  });

  it.each([
    '',
    'a="x",b="y"',
    'a="x",a=~"x|y"',
    'a!="x",a!="y"',
    'a=~"x.*",a=~".*y"',
    'a="",b!=""',
    'a=~"x\\\\.y",a="x.y"',
  ])('not "%s"', (text) => {
    expect(canNeverMatch(read(text))).toBeNull();
  });
});

describe('one list of matchers covers another', () => {
  it.each([
    ['', 'a="x"'],
    ['a="x"', 'a="x",b="y"'],
    ['a=~"x.*"', 'a=~"x.*",b="y"'],
    ['a=~"x.*"', 'a="xy"'],
    ['a=~"x.*"', 'a=~"x|xy"'],
    ['a!="x"', 'a="y"'],
    ['a!="x"', 'a=~"y.*"'],
    ['a!="x"', 'a!~"x.*"'],
    ['a!~"x|y"', 'a!="x",a!~"y+"'],
    ['a!=""', 'a=~".+"'],
    ['a=~"x\\\\.y"', 'a="x.y"'],
  ])('%s covers %s', (wide, narrow) => {
    expect(covers(read(wide), read(narrow))).toBe(true);
  });

  it.each([
    ['a="x"', ''],
    ['a="x",b="y"', 'a="x"'],
    ['a="x"', 'a=~"x.*"'],
    ['a=~"x.+"', 'a=~"x|xy"'],
    ['a!="x"', 'a=~"x.*"'],
    ['a!="x"', 'a!~"y.*"'],
    ['a="x"', 'b="x"'],
    // True, but more than it can tell.
    ['a=~"x.*"', 'a=~"xy.*"'],
  ])('%s does not, or not certainly, cover %s', (wide, narrow) => {
    expect(covers(read(wide), read(narrow))).toBe(false);
  });
});

describe('whatever the matchers', () => {
  const value = fc.constantFrom('', 'x', 'y', 'xy');
  const pattern = fc.constantFrom('x', 'x|y', 'x.*', '.+', '|xy', '.*y', '');
  const name = fc.constantFrom('a', 'b');
  const matcher = fc.oneof(
    fc.record<Matcher>({ name, op: fc.constantFrom('=', '!='), value }),
    fc.record<Matcher>({ name, op: fc.constantFrom('=~', '!~'), value: pattern }),
  );
  const list = fc.array(matcher, { maxLength: 4 });
  const everyLabels = ['', 'x', 'y', 'xy', 'z', 'xz', 'zy'].flatMap((a, _, all) => all.map((b) => ({ a, b })));

  it('what is said to match never does not', () => {
    fc.assert(
      fc.property(list, (matchers) => {
        fc.pre(canNeverMatch(matchers) !== null);
        expect(everyLabels.filter((labels) => matches(matchers, labels))).toEqual([]);
      }),
    );
  });

  it('what is said to be covered matches nothing that its cover does not', () => {
    fc.assert(
      fc.property(list, list, (wide, narrow) => {
        fc.pre(covers(wide, narrow));
        expect(everyLabels.filter((labels) => matches(narrow, labels) && !matches(wide, labels))).toEqual([]);
      }),
    );
  });
});
