import { describe, expect, it } from 'vitest';
import { packed, unpacked } from '../../src/facts/parcels.ts';
import { alertOfPod } from '../support/alerts.ts';

const rejected = [{ id: 'hash', reason: 'alerts[0].status: Invalid', raw: '{"status":7}' }];
const many = (n: number) => Array.from({ length: n }, (_, at) => alertOfPod(`web-${at}`));
const bytes = (text: string): number => new TextEncoder().encode(text).length;

describe('what came in', () => {
  it('is in parcels of 25 at most, in its order, and comes out of them as it was', () => {
    const alerts = many(60);
    const parcels = packed({ alerts, rejected });
    const contents = parcels.map(({ body }) => unpacked(body));
    expect(parcels.map(({ episodes }) => episodes.length)).toEqual([25, 25, 10]);
    expect(contents.flatMap((one) => one?.alerts ?? [])).toEqual(alerts);
    expect(contents.flatMap((one) => one?.rejected ?? [])).toEqual(rejected);
  });

  it('is in none when nothing did', () => {
    expect(packed({ alerts: [], rejected: [] })).toEqual([]);
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

  it.each(['', '{"alerts":[', '7', 'null', '{"alerts":[{}],"rejected":[]}', '{"alerts":[]}'])(
    'that stands there as %j cannot be read',
    (body) => {
      expect(unpacked(body)).toBeNull();
    },
  );
});
