/** Alertmanager 0.25 of Debian reads the same matchers and comes to the same answers: its own `amtool` is asked. */
import { expect, it } from 'vitest';
import { matches, parseMatchers } from '../../src/facts/matchers.ts';
import { matchingRoutes, takesMatchers } from '../support/amtool.ts';

const lists = [
  '',
  '{}',
  'namespace="shop"',
  'namespace=shop',
  ' namespace = "shop" ',
  '{namespace="shop"}',
  '{namespace="shop",}',
  'namespace="shop"}',
  '{namespace="shop"',
  'namespace="shop",pod="cart-1"',
  'namespace="shop" , pod!="cart-1",',
  'namespace!="shop"',
  'namespace!=shop',
  'namespace=',
  'namespace=""',
  'namespace!=""',
  'namespace=,pod=',
  'missing=""',
  'missing!=""',
  'missing=~".*"',
  'missing=~".+"',
  'missing!~".+"',
  'namespace=~"sh"',
  'namespace=~"sh.*"',
  'namespace=~sh.*',
  'namespace=~".*op"',
  'namespace=~"(?i)SHOP"',
  'namespace=~"shop|pay"',
  'namespace=~"^shop$"',
  'namespace=~"shop)|(xyz"',
  'namespace!~"shop|pay"',
  'namespace!~"sh"',
  'pod=~"cart-\\d"',
  'pod=~"cart-\\\\d+"',
  'pod=~cart-[0-9]+',
  'pod=~"cart-[[:digit:]]{1,3}"',
  'pod=~"cart-\\\\pN"',
  'note="a,b"',
  'note="say \\"hi\\""',
  'note=say \\"hi\\"',
  'note="a\\\\b"',
  'note="a\\b"',
  'note=a\\',
  'note="one\\ntwo"',
  'note=~"one.two"',
  'note=~"(?s)one.two"',
  'note=~"(?m)one$\\n^two"',
  'note="\\t"',
  "note='x'",
  'note==x',
  'note=!x',
  'note=~~x',
  'note=~"\\\\x{1F642}|."',
  'note=~"\\\\Qa.b\\\\E"',
  'note=🙂',
  'note={x}',
  'note={x}}',
  'note=a b',
  '__name__=~"x|"',
  'a:b="c"',
];
const labelSets: Record<string, string>[] = [
  { namespace: 'shop', pod: 'cart-1' },
  { namespace: 'shop', pod: 'cart-12', note: 'a,b' },
  { namespace: 'pay', pod: 'cart', note: 'say "hi"' },
  { namespace: 'SHOP', note: 'one\ntwo' },
  { namespace: 'shopping', note: 'a\\b' },
  { namespace: 'xyz', note: '=x' },
  { pod: 'cart-1', note: '!x' },
  { pod: 'cart-١', note: '🙂' },
  { note: 'a.b', __name__: 'x' },
  { note: 'a\\' },
  { note: "'x'" },
  { note: '~x' },
  { note: '{x}' },
  { note: '{x' },
  { note: 'a b', 'a:b': 'c' },
  { note: '\\t', namespace: '' },
];

it(`${lists.length} lists of matchers and ${labelSets.length} sets of labels come together as in Alertmanager`, () => {
  const theirs = matchingRoutes(lists, labelSets);
  const ours = labelSets.map((labels) =>
    lists.flatMap((text, at) => {
      const read = parseMatchers(text);
      return read.ok && matches(read.matchers, labels) ? [at] : [];
    }),
  );
  expect(ours).toEqual(theirs);
  // Every list decides something, but those that are always or never true of these labels.
  const always = lists.filter((_, at) => theirs.every((routes) => routes.includes(at)));
  const never = lists.filter((_, at) => theirs.every((routes) => !routes.includes(at)));
  expect([always, never]).toMatchInlineSnapshot(`
    [
      [
        "",
        "{}",
        "missing=""",
        "missing=~".*"",
        "missing!~".+"",
        "namespace!~"sh"",
        "__name__=~"x|"",
      ],
      [
        "missing!=""",
        "missing=~".+"",
        "namespace=~"sh"",
        "note=~"one.two"",
      ],
    ]
  `);
}, 60_000);

it('what Alertmanager refuses is refused, and what it takes is taken', () => {
  const doubtful = [
    'note=="x"',
    'namespace',
    'namespace shop',
    '="shop"',
    ',',
    '{,}',
    'a="b",,c="d"',
    'a="b" c="d"',
    'a="b" and c="d"',
    'a="b',
    'a=b"',
    'a="b"c',
    'a="b\\"',
    'a=~"["',
    'a!~"("',
    'a=~"(?=b)"',
    'a=~"\\\\1"',
    'a=~"*"',
    'a=~"b**"',
    'a=~"b{1001}"',
    'a=~"(b{1000}){1000}"',
    'a=~"\\\\Z"',
    'a~="b"',
    'a=!"b"',
    '{{a="b"}}',
    '0a="b"',
    'a.b="c"',
    'a-b="c"',
    'a b="c"',
    'a="b"}}',
    '}',
    '{',
    ...lists,
  ];
  const ours = doubtful.map((text) => parseMatchers(text).ok);
  const theirs = takesMatchers(doubtful);
  // 0.25 came before every UTF-8 name was possible.
  const newer = ['0a="b"', 'a.b="c"', 'a-b="c"'];
  expect(doubtful.filter((_, at) => ours[at] !== theirs[at])).toEqual(newer);
  expect(theirs.filter((taken) => !taken).length).toBeGreaterThan(20);
});
