import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  codeBlock,
  context,
  cutMarkup,
  divider,
  fence,
  fit,
  header,
  limits,
  section,
  sections,
  textsOf,
} from '../../src/compose/blocks.ts';
import { clean, code, date, escape, prose, truncate, unescape, unformatted } from '../../src/compose/escape.ts';
import type { Message } from '../../src/types.ts';

/** Data as bad as it gets: markup, entities, directions, halves of surrogate pairs. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<!channel>',
        '<@U012AB3CD>',
        '<#C1>',
        '<http://x.y|z>',
        '```',
        '`',
        '``',
        '*',
        '_',
        '~',
        '&',
        '&amp;',
        '>',
        '"',
        '\u202e',
        '\u2066',
        '\ud83d',
        '🔴',
        '\u001b[31m',
        '\n',
        '\r\n',
        ':skull:',
        ' ',
        'word',
        '2026-11-22T14:02:10Z',
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

const dates = /<!date\^\d+\^\{date_short_pretty\} \{time_secs\}\|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC>/g;
const entity = /&(?!amp;|lt;|gt;)/;
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/; // oxlint-disable-line no-control-regex

/** What holds for every text of ours that carries data. */
function expectHarmless(markup: string): void {
  const text = markup.replace(dates, 'DATE');
  expect(text).not.toMatch(/[<>]/);
  expect(text).not.toMatch(entity);
  expect(text).not.toMatch(hidden);
  expect(text.isWellFormed()).toBe(true);
}

describe('prose', () => {
  test.each([
    ['a <!channel> & b', 'a &lt;!channel&gt; &amp; b'],
    ['set `kubectl get pods -l "a=*"` now', 'set `kubectl get pods -l "a=*"` now'],
    ['DB_HOST in my_file.py is 2*3', 'DB_HOST in my_file.py is 2*3'],
    ['*all good* in __main__', '`*all` `good*` in `__main__`'],
    ['from ~/app to *.log', 'from `~/app` to `*.log`'],
    ['a :skull: at 14:02:10', 'a `:skull:` at 14:02:10'],
    ['> quoted', '`&gt;` quoted'],
    ['one ` backtick', "one ' backtick"],
    ['a ```fence``` b', "a 'fence' b"],
    ['glued`code`on', 'glued `code` on'],
    ['beside `code`* it', 'beside `code`∗ it'],
    [
      'ended at 2026-11-22T14:02:18Z, late',
      'ended at <!date^1795356138^{date_short_pretty} {time_secs}|2026-11-22 14:02:18 UTC>, late',
    ],
    ['it logged "2026-11-22T14:02:18Z INFO up"', 'it logged "2026-11-22T14:02:18Z INFO up"'],
    ['two\nlines\u202e and \u001b[31mred\u001b[0m', 'two lines and red'],
  ])('%j', (text, shown) => {
    expect(prose(text)).toBe(shown);
  });

  test('no data makes a mention, a link or a fence, hides a character, or formats anything', () => {
    fc.assert(
      fc.property(nasty, (data) => {
        const shown = prose(data);
        expectHarmless(shown);
        expect(shown).not.toContain('``');
        const outside = shown
          .replace(dates, 'DATE')
          .split('`')
          .filter((_, i) => i % 2 === 0);
        expect(shown.split('`').length % 2).toBe(1);
        for (const part of outside) expect(part).not.toMatch(/(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/u);
        expect(shown).not.toMatch(/\n/);
      }),
      { numRuns: 500 },
    );
  });

  test('a command in backticks is pasted as it was written', () => {
    const command = fc
      .string({ minLength: 1 })
      .map((s) => clean(s.replaceAll('`', '')))
      .filter((s) => s !== '');
    fc.assert(
      fc.property(command, (text) => {
        expect(unescape(prose(`run \`${text}\` now`, 5000))).toBe(`run \`${text}\` now`);
      }),
    );
  });

  test('a result is never longer than asked for', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 20, max: 300 }), (data, max) => {
        expect(prose(data, max).length).toBeLessThanOrEqual(max);
      }),
    );
    expect(prose('&'.repeat(100_000), 1000).length).toBeLessThanOrEqual(1000);
  });
});

test('names in backticks stay exact and cannot leave them', () => {
  expect(code('sessions-7d9f-x2k4z')).toBe('`sessions-7d9f-x2k4z`');
  expect(code('a`*b*` <!here>')).toBe("`a'*b*' &lt;!here&gt;`");
  expect(code('')).toBe('`-`');
});

test('text without backticks to help is written in look-alikes where Slack would format it', () => {
  expect(unformatted('*bold* _it_ my_var `x`')).toBe('∗bold∗ ˍitˍ my_var ˋxˋ');
});

test('a date is the reader’s own, with UTC where it cannot be; what is no date is shown as it is', () => {
  expect(date('2026-11-22T14:02:18.5Z')).toBe(
    '<!date^1795356138^{date_short_pretty} {time_secs}|2026-11-22 14:02:18 UTC>',
  );
  expect(date('<!channel>')).toBe('&lt;!channel&gt;');
});

describe('cutting', () => {
  test.each([
    ['short', 10, 'short'],
    ['a &amp; b', 5, 'a …'],
    ['a &amp; b', 8, 'a &amp;…'],
    ['ab🔴cd', 4, 'ab…'],
  ])('truncate(%j, %i)', (text, max, cut) => {
    expect(truncate(text, max)).toBe(cut);
  });

  test('never cuts in an entity or a surrogate pair', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 60 }), (data, max) => {
        const cut = truncate(escape(clean(data)), max);
        expectHarmless(cut);
        expect(cut.length).toBeLessThanOrEqual(max);
      }),
    );
  });

  test('markup that is cut closes its fence, its backticks and its tokens', () => {
    const token = date('2026-11-22T14:02:18Z');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('`code`', fence('log\nlog'), token, 'word &amp; word', '\n'), {
          minLength: 10,
          maxLength: 40,
        }),
        (parts) => {
          const cut = cutMarkup(parts.join(' '), 120);
          expect(cut.length).toBeLessThanOrEqual(120);
          expectHarmless(cut);
          expect(cut.split('```').length % 2).toBe(1);
        },
      ),
    );
  });
});

describe('builders', () => {
  test('a section holds 3000 characters of markup and links nothing by itself', () => {
    expect(section('*Why*', '• a')).toEqual({
      type: 'section',
      text: { type: 'mrkdwn', text: '*Why*\n• a', verbatim: true },
    });
    expect(textsOf(section('x'.repeat(9000)))[0]?.length).toBeLessThanOrEqual(limits.section);
  });

  test('lines that do not fit one section go on in the next', () => {
    const lines = Array.from({ length: 10 }, (_, i) => `${i} ${'x'.repeat(900)}`);
    const blocks = sections(lines);
    expect(blocks.length).toBe(4);
    expect(blocks.flatMap(textsOf).join('\n').split('\n')).toEqual(lines);
  });

  test('a context holds ten elements; further ones share the last', () => {
    const block = context(...Array.from({ length: 12 }, (_, i) => `e${i}`));
    expect(textsOf(block)).toHaveLength(10);
    expect(textsOf(block).at(-1)).toBe('e9 · e10 · e11');
  });

  test('a header is plain text of 150 characters', () => {
    expect(header(`<!here> ${'x'.repeat(200)}`)).toMatchObject({ text: { type: 'plain_text', emoji: false } });
    expect(textsOf(header('x'.repeat(200)))[0]).toHaveLength(150);
    expect(divider()).toEqual({ type: 'divider' });
  });

  test('no log breaks out of its fence', () => {
    fc.assert(
      fc.property(nasty, (data) => {
        const text = textsOf(codeBlock(data))[0] ?? '';
        expect(text.startsWith('```\n') && text.endsWith('\n```')).toBe(true);
        expect(text.slice(3, -3)).not.toContain('```');
        expectHarmless(text);
        expect(text.length).toBeLessThanOrEqual(limits.section);
      }),
      { numRuns: 300 },
    );
    expect(fence('a `b` *c*\n  d')).toBe('```\na `b` *c*\n  d\n```');
  });
});

describe('fit', () => {
  const message = (blocks: Message['blocks']): Message => ({
    text: 'first line',
    blocks: [section('*first*')],
    attachments: [{ color: '#fff', fallback: 'first line', blocks }],
  });
  const size = (m: Message): number => m.blocks.length + m.attachments.reduce((n, a) => n + a.blocks.length, 0);

  test('a message that fits is left alone', () => {
    const small = message([section('a'), context('b')]);
    expect(fit(small)).toEqual(small);
  });

  test('the last blocks go first, and a line says which', () => {
    const fitted = fit(
      message([
        section('*Why*', 'x'.repeat(2900)),
        ...Array.from({ length: 5 }, () => section('*Log*', 'y'.repeat(2900))),
      ]),
    );
    expect(fitted.attachments[0]?.blocks).toHaveLength(4);
    expect(textsOf(fitted.attachments[0]?.blocks.at(-1) ?? divider())).toEqual([
      'Left out, too long for Slack: 3 blocks (Log)',
    ]);
  });

  test('fifty blocks at most', () => {
    const fitted = fit(message(Array.from({ length: 80 }, (_, i) => section(`b${i}`))));
    expect(size(fitted)).toBe(50);
    expect(textsOf(fitted.attachments[0]?.blocks[0] ?? divider())).toEqual(['b0']);
  });

  test('any message comes within all limits', () => {
    const raw = (text: string): Message['blocks'][number] => ({ type: 'section', text: { type: 'mrkdwn', text } });
    const long = fc.tuple(nasty, fc.integer({ min: 1, max: 400 })).map(([s, n]) => (clean(s) || 'x').repeat(n));
    const block = fc.oneof(
      long.map(raw),
      fc
        .array(long, { maxLength: 14 })
        .map((texts) => ({ type: 'context', elements: texts.map((text) => ({ type: 'mrkdwn', text })) })),
    );
    fc.assert(
      fc.property(long, fc.array(block, { maxLength: 8 }), fc.array(block, { maxLength: 70 }), (text, blocks, more) => {
        const fitted = fit({ text, blocks, attachments: [{ color: '#fff', fallback: text, blocks: more }] });
        expect(size(fitted)).toBeLessThanOrEqual(limits.blocks);
        expect(JSON.stringify(fitted).length).toBeLessThanOrEqual(limits.total);
        for (const b of [...fitted.blocks, ...fitted.attachments.flatMap((a) => a.blocks)]) {
          if (b.type === 'section') expect(textsOf(b)[0]?.length).toBeLessThanOrEqual(limits.section);
          else expect(textsOf(b).length).toBeLessThanOrEqual(limits.contextElements);
        }
      }),
      { numRuns: 60 },
    );
  });
});
