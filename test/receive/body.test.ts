import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { complaint, fieldPath, parseBody, parsed, short, time } from '../../src/receive/body.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('a body', () => {
  it.each([
    ['nothing', '', /empty/],
    ['white space', ' \n\t', /empty/],
    ['not JSON', 'status=firing', /not JSON/],
    ['cut off', '{"alerts":[{"status":"fir', /not JSON/],
    ['33 levels deep', nested(33), /deeper than 32 levels/],
    ['a bomb of a hundred thousand levels', nested(100_000), /deeper than 32 levels/],
    ['a bomb of a million levels', nested(1_000_000), /more than 250,000 brackets/],
    ['a bomb of a million objects side by side', `[${'{},'.repeat(999_999)}{}]`, /more than 250,000 brackets/],
    ['a bomb that never closes', '{"a":'.repeat(100_000), /not JSON/],
    ['33 levels of objects deep', '{"a":'.repeat(33) + '0' + '}'.repeat(33), /deeper than 32 levels/],
    ['a bomb behind a string with brackets and quotes', `["\\"]]]]", ${nested(32)}]`, /deeper than 32 levels/],
  ])('that is %s is refused with the reason', (_name, text, reason) => {
    expect(parseBody(text)).toEqual({ ok: false, reason: expect.stringMatching(reason) as string });
  });

  it.each([
    ['32 levels deep', nested(32)],
    ['32 levels deep a thousand times', `[${Array(1_000).fill(nested(31)).join()}]`],
    ['brackets in a string, however many', JSON.stringify({ a: nested(100) })],
    ['a string that ends in a backslash', JSON.stringify(['\\', '\\"', nested(40)])],
    ['a number', '7'],
  ])('with %s is parsed', (_name, text) => {
    expect(parseBody(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
  });

  const group = JSON.stringify({ alerts: [] });
  it.each([
    ['gzip, whatever its header says', gzipSync(group), undefined],
    ['gzip', gzipSync(group), 'gzip'],
    ['br', brotliCompressSync(group), 'br'],
  ])('compressed with %s is refused, saying so', (_name, bytes, encoding) => {
    const reason = expect.stringMatching(/compressed: turn compression off/) as string;
    expect(parseBody(new TextDecoder().decode(bytes), encoding)).toEqual({ ok: false, reason, compressed: true });
  });

  it('that can be read is, although its header says that it is compressed', () => {
    expect(parseBody(group, 'gzip')).toEqual({ ok: true, value: { alerts: [] } });
  });

  it('is not quoted in the refusal: it may hold what nobody should read in a log', () => {
    const refused = parseBody('{"password": hunter2}');
    expect(refused.ok ? '' : refused.reason).not.toContain('hunter2');
  });
});

it('writes the path of a problem as one would in code', () => {
  expect(fieldPath(['alerts', 3, 'labels', 'pod'])).toBe('alerts[3].labels.pod');
  expect(fieldPath([])).toBe('');
});

describe('what is wrong with a field is said in words, and never with its value', () => {
  const shape = z.object({
    text: z.optional(short(3)),
    time: z.optional(time),
    list: z.optional(z.array(z.int()).check(z.maxLength(1))),
    object: z.optional(z.object({ needed: z.string() })),
    flag: z.optional(z.boolean()),
    one: z.optional(z.enum(['firing', 'resolved'])),
    filled: z.optional(z.string().check(z.minLength(1))),
    count: z.optional(z.int().check(z.minimum(0), z.maximum(9))),
    either: z.optional(z.union([z.string(), z.number()])),
  });
  it.each<[given: unknown, said: string]>([
    [null, 'body: must be an object, not null'],
    [undefined, 'body: missing'],
    [{ text: 7 }, 'text: must be a text, not a number'],
    [{ text: ['x'] }, 'text: must be a text, not a list'],
    [{ text: 'hunter2' }, 'text: longer than 3 characters'],
    [{ time: 'hunter2' }, 'time: must be a time, like 2026-11-22T14:02:10Z'],
    [{ list: {} }, 'list: must be a list, not an object'],
    [{ list: [1, 2] }, 'list: more than 1 entries'],
    [{ list: ['hunter2'] }, 'list[0]: must be a number, not a text'],
    [{ list: [0.5] }, 'list[0]: must be a whole number'],
    [{ object: {} }, 'object.needed: missing'],
    [{ object: true }, 'object: must be an object, not true or false'],
    [{ flag: 'hunter2' }, 'flag: must be true or false, not a text'],
    [{ one: 'hunter2' }, 'one: must be firing or resolved'],
    [{ filled: '' }, 'filled: empty'],
    [{ count: -1 }, 'count: less than 0'],
    [{ count: 10 }, 'count: more than 9'],
    [{ either: {} }, 'either: not what is expected here'],
  ])('%j', (given, said) => {
    const read = parsed(shape, given);
    expect(read.success ? 'fine' : complaint(read.error.issues[0])).toBe(said);
  });
});
