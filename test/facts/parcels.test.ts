import { describe, expect, it } from 'vitest';
import { packed, rowsOf, unpacked } from '../../src/facts/parcels.ts';
import { alertOfPod } from '../support/alerts.ts';

const rejected = [{ id: 'hash', reason: 'alerts[0].status: Invalid', raw: '{"status":7}' }];
const many = (n: number) => Array.from({ length: n }, (_, at) => alertOfPod(`web-${at}`));
const bytes = (text: string): number => new TextEncoder().encode(text).length;

describe('what came in', () => {
  it('is in parcels of 25 at most, in its order, what could not be parsed in one of its own, and comes out of them as it was', () => {
    const alerts = many(60);
    const parcels = packed({ alerts, rejected });
    const contents = parcels.map(({ body }) => unpacked(body));
    expect(parcels.map(({ episodes }) => episodes.length)).toEqual([25, 25, 10, 0]);
    expect(contents.flatMap((one) => one?.alerts ?? [])).toEqual(alerts);
    expect(contents.flatMap((one) => one?.rejected ?? [])).toEqual(rejected);
  });

  it('is in none when nothing did', () => {
    expect(packed({ alerts: [], rejected: [] })).toEqual([]);
  });

  it('of several senders stands in one row as far as it fits, in its order', () => {
    const alerts = many(60);
    alerts[30] = { ...alertOfPod('large'), annotations: { a: 'x'.repeat(60_000) } };
    const parcels = [
      ...alerts.flatMap((alert) => packed({ alerts: [alert], rejected: [] })),
      ...packed({ alerts: [], rejected }),
    ];
    const rows = rowsOf(parcels);
    const contents = rows.map(({ body }) => unpacked(body));
    expect(contents.flatMap((one) => one?.alerts ?? [])).toEqual(alerts);
    expect(contents.flatMap((one) => one?.rejected ?? [])).toEqual(rejected);
    expect(rows.flatMap(({ episodes }) => episodes)).toHaveLength(60);
    expect(Math.max(...rows.map(({ episodes }) => episodes.length))).toBe(25);
    expect(Math.max(...rows.map(({ body }) => body.length))).toBeLessThan(66_000);
    expect(rows.length).toBeLessThan(7);
  });

  it('is a row by itself as it is', () => {
    const parcels = packed({ alerts: many(3), rejected: [] });
    expect(rowsOf(parcels)).toEqual(parcels);
    expect(rowsOf([])).toEqual([]);
  });

  it('names each alert, its end apart', () => {
    const [firing] = many(1) as [ReturnType<typeof alertOfPod>];
    const [parcel] = packed({ alerts: [firing, { ...firing, status: 'resolved' }], rejected: [] });
    expect(parcel?.episodes).toEqual([
      'lab|f-web-0|2026-11-22T14:04:00Z|firing',
      'lab|f-web-0|2026-11-22T14:04:00Z|resolved',
    ]);
  });

  it.each([
    [
      'alerts with megabytes of notes',
      { alerts: many(9).map((a) => ({ ...a, annotations: { a: '€'.repeat(1 << 20) } })), rejected },
    ],
    [
      'what could not be parsed, of control characters',
      {
        alerts: many(1),
        rejected: rejected.flatMap((one) =>
          Array.from({ length: 9 }, () => ({ ...one, raw: '\u0001'.repeat(1 << 20) })),
        ),
      },
    ],
  ])('never is more than a row holds: %s', (_what, contents) => {
    const parcels = packed(contents);
    expect(Math.max(...parcels.map(({ body }) => bytes(body)))).toBeLessThan(1 << 20);
    expect(parcels.map(({ body }) => unpacked(body)).flatMap((one) => one?.alerts ?? [])).toHaveLength(
      contents.alerts.length,
    );
  });

  it.each([
    '',
    '{"alerts":[',
    '7',
    'null',
    '{"alerts":[{}],"rejected":[]}',
    '{"alerts":[]}',
    '[{"alerts":[],"rejected":[]},7]',
  ])('that stands there as %j cannot be read', (body) => {
    expect(unpacked(body)).toBeNull();
  });
});
