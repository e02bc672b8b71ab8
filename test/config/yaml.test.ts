import { describe, expect, it } from 'vitest';
import { readYaml } from '../../src/config/yaml.ts';

describe('YAML that cannot be read says where', () => {
  const bombs = (first: string, next: (before: string) => string): string =>
    Array.from({ length: 12 }, (_, n) => `a${n}: &a${n} ${n === 0 ? first : next(`*a${n - 1}`)}`).join('\n');

  it.each([
    ['a tab', 'a:\n\tb: 1', 2, 1, /tab/],
    ['a key twice', 'a: 1\nb: 2\na: 3', 3, 1, /was there before/],
    ['a bracket left open', 'a: [1', 1, 6, /not closed/],
    ['a colon in a text', 'a: b: c', 1, 4, /quotes/],
    ['a second document', 'a: 1\n---\nb: 1', 2, 1, /one document/],
    ['a text that begins oddly', 'a: @b', 1, 4, /quotes/],
    ['an alias of nothing', 'a: 1\nb: *c', 2, 4, /quotes/],
    ['too deep nesting', '['.repeat(10_000), 1, expect.any(Number) as number, /deep/],
    [
      'aliases of aliases',
      bombs('[x]', (of) => `[${Array(10).fill(of).join(',')}]`),
      1,
      1,
      /aliases stand for too much/,
    ],
    ['merges of merges', bombs('{ k: 1 }', (of) => `{ <<: [${of}, ${of}], k: ${of} }`), 1, 1, /too much/],
    ['more than settings can need', `a: ${'x'.repeat(1024 * 1024)}`, 1, 1, /1 MiB/],
  ])('%s', (_what, text, line, column, error) => {
    expect(readYaml(text)).toEqual({
      ok: false,
      position: { line, column },
      error: expect.stringMatching(error) as string,
    });
  });
});

describe('positions', () => {
  const tree = readYaml('a: &a\n  - b: 1\n    c: [x, y]\nd: *a\n"__proto__": 1\n');
  const at = tree.ok ? tree.at : () => null;

  it.each([
    [['a', 0, 'c', 1], 'value', 3, 12],
    [['a', 0, 'c'], 'key', 3, 5],
    [['a', 0, 'missing'], 'value', 2, 5],
    [['a', 0, 'missing', 'deeper'], 'key', 2, 5],
    [['d', 0, 'c', 0], 'value', 3, 9],
    [[], 'value', 1, 1],
    [['__proto__'], 'key', 5, 1],
  ] as const)('of %j (%s)', (path, what, line, column) => {
    expect(at(path, what)).toEqual({ line, column });
  });

  it('what every object inherits is not taken for a value', () => {
    expect(tree.ok && Object.keys(tree.value as object)).toEqual(['a', 'd', '__proto__']);
  });

  it.each(['', '# nothing', '---\n'])('%j is nothing', (text) => {
    expect(readYaml(text)).toMatchObject({ ok: true, value: null });
  });
});
