import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Matcher, matches, matchersInWords, parseMatchers } from '../../src/facts/matchers.ts';

const read = (text: string): Matcher[] => {
  const parsed = parseMatchers(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.matchers;
};
const equals = (name: string, value: string): Matcher => ({ name, op: '=', value });

describe('matchers are read', () => {
  it.each<[string, Matcher[]]>([
    ['', []],
    ['{}', []],
    ['namespace="shop"', [equals('namespace', 'shop')]],
    ['{ namespace = shop , }', [equals('namespace', 'shop')]],
    [
      'a!="b",c=~"d.*"',
      [
        { name: 'a', op: '!=', value: 'b' },
        { name: 'c', op: '=~', value: 'd.*' },
      ],
    ],
    ['a!~"b|c"', [{ name: 'a', op: '!~', value: 'b|c' }]],
    ['a="x,y",b="{z}"', [equals('a', 'x,y'), equals('b', '{z}')]],
  ])('%s', (text, matchers) => {
    expect(read(text)).toEqual(matchers);
  });

  // What 0.27 brought and an older Alertmanager refuses. The behaviour: matcher/parse/parse_test.go and lexer_test.go of its sources.
  it.each<[string, Matcher[]]>([
    ['{größe=10}', [equals('größe', '10')]],
    ['"cost center"="4711"', [equals('cost center', '4711')]],
    ['{"a.b/c"=~"[x-z]+",}', [{ name: 'a.b/c', op: '=~', value: '[x-z]+' }]],
    ['k8s.pod=web-🙂', [equals('k8s.pod', 'web-🙂')]],
    ['"a"="\\xf0\\x9f\\x98\\x80"', [equals('a', '😀')]],
    ['"a"="\\U0001f600\\u00e9\\101"', [equals('a', '😀éA')]],
    ['"a"="\\t\\a\\"\\\\"', [equals('a', '\t\x07"\\')]],
    ['"a\\tb"="c"', [equals('a\tb', 'c')]],
    ['0a="b"', [equals('0a', 'b')]],
    ['größe\u202f=\u00a0"10"', [equals('größe', '10')]],
    ['größe!=a:b', [{ name: 'größe', op: '!=', value: 'a:b' }]],
  ])('%s, as Alertmanager has since 0.27', (text, matchers) => {
    expect(read(text)).toEqual(matchers);
  });

  // matcher/compat/parse_test.go: where both readings make sense of a text and differ, the older one is kept.
  it.each<[string, Matcher[]]>([
    ['a="\\xf0\\x9f\\x98\\x80"', [equals('a', '\\xf0\\x9f\\x98\\x80')]],
    ['a="\\t"', [equals('a', '\\t')]],
    ['{a=!b,c=$d\\n}', [equals('a', '!b'), equals('c', '$d\n')]],
    ['a==b', [equals('a', '=b')]],
    ['a=b c', [equals('a', 'b c')]],
    ['a=~"\\d+"', [{ name: 'a', op: '=~', value: '\\d+' }]],
  ])('%s, as Alertmanager always has', (text, matchers) => {
    expect(read(text)).toEqual(matchers);
  });

  it.each([
    ['a=="b"', /^At character 3 there is =, .* Did you mean =\?$/],
    ['a~="b"', /Did you mean =~\?$/],
    ['a=!"b"', /Did you mean !=\?$/],
    ['a!=="b"', /Did you mean !=\?$/],
    ['a<>"b"', /Did you mean !=\?$/],
    ['a: "b"', /Did you mean = instead of the colon\?$/],
    ['a="b" and c="d"', /^At character 7 there is and, .* separate them with commas\.$/],
    ['a="b" or c="d"', /write one =~ with alternatives, or two lists\.$/],
    ['a="b" c="d"', /Matchers are separated by commas\.$/],
    ['größe="b', /^The double quote at character 7 is never closed\.$/],
    ['größe', /^At character 6 there is nothing more, where one of =, !=, =~, !~ after größe should be\.$/],
    ['größe=', /where a value, in double quotes, after größe= should be\.$/],
    ['größe=b}', /^At character 8 a \} closes what no \{ opened\.$/],
    ['{größe=b', /a \} is missing at the end\.$/],
    ['{größe=b}}', /^At character 10 there is \}, where a comma or the end should be\.$/],
    [',', /^At character 1 there is ,, where the name of a label should be\.$/],
    ['größe="\\d"', /^The text "\\d" at character 7 has an escape that does not exist/],
    ['größe="\\xf0\\x9f"', /is not UTF-8/],
    ['größe="\\777"', /has an escape that does not exist/],
    ['größe="\\ud800"', /has an escape that does not exist/],
    ['größe="a\nb"', /has an escape that does not exist/],
    ['größe=\\n', /there is \\, where a value/],
    ["größe='b'", /there is ', where a value, in double quotes/],
    ['a=~"["', /^The regular expression "\[" for a is wrong: missing closing \].* RE2: https/],
    ['a!~"(?!b)"', /RE2, which has neither look-arounds nor back-references/],
  ])('%s is refused, and it says where and what to do', (text, said) => {
    expect(parseMatchers(text)).toEqual({ ok: false, error: expect.stringMatching(said) as string });
  });
});

describe('matchers match', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['', { a: 'b' }, true],
    ['a="b",c="d"', { a: 'b', c: 'd' }, true],
    ['a="b",c="d"', { a: 'b' }, false],
    ['c=""', { a: 'b' }, true],
    ['c!=""', { a: 'b' }, false],
    ['workload=~"Deployment/pay.*"', { workload: 'Deployment/payments' }, true],
    ['workload=~"pay.*"', { workload: 'Deployment/payments' }, false],
    ['a=~"b.c"', { a: 'b\nc' }, false],
    ['constructor=""', {}, true],
    ['toString!=""', {}, false],
    ['__proto__=""', {}, true],
  ])('%s of %o: %s', (text, labels, answer) => {
    expect(matches(read(text), labels)).toBe(answer);
  });

  it('a label may have any name that JSON can give it', () => {
    const labels = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>;
    expect(matches(read('__proto__="x",constructor="y"'), labels)).toBe(true);
  });

  it('a pattern that other engines choke on takes no longer than any', () => {
    expect(matches(read('a=~"(x+x+)+y"'), { a: 'x'.repeat(5000) })).toBe(false);
  });
});

describe('matchers in words', () => {
  it.each([
    ['{ a = b , c!="d" }', 'a="b",c!="d"'],
    ['a=~"x\\\\d"', 'a=~"x\\\\d"'],
    ['a=say \\"hi\\"', 'a="say \\"hi\\""'],
    ['"a b"="\\t\\u0007\\x7fé\\u2028🙂"', '"a b"="\\t\\a\\x7fé\\u2028🙂"'],
    ['größe=10', 'größe="10"'],
  ])('%s is printed %s', (text, words) => {
    expect(matchersInWords(read(text))).toBe(words);
  });

  it('say the same when they are read again', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('a', 'b', ' ', '\\', '"', '\n', '\t', '{', '}', ',', '=', '~', '!', "'", '`'),
      }),
    );
    const matcher = fc.record<Matcher>({
      name: text.filter((name) => name !== ''),
      op: fc.constantFrom('=', '!='),
      value: text,
    });
    fc.assert(
      fc.property(fc.array(matcher, { maxLength: 4 }), (list) => {
        expect(read(matchersInWords(list))).toEqual(list);
      }),
    );
  });
});
