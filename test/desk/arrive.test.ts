import { describe, expect, it } from 'vitest';
import type { Arrival, Receipt } from '../../src/desk/api.ts';
import { keepTogether, stillComing } from '../../src/desk/arrive.ts';
import { packed } from '../../src/facts/parcels.ts';
import { arrivedBodies } from '../../src/store/arrivals.ts';
import { counters } from '../../src/store/counters.ts';
import type { Alert } from '../../src/types.ts';
import { arrivalOf } from '../support/accounting-model.ts';
import { alertOfPod } from '../support/alerts.ts';
import { memoryStore } from '../support/sqlite.ts';

const [a, b, c] = ['a', 'b', 'c'].map(alertOfPod) as [Alert, Alert, Alert];
/** SQLite takes no such text. */
const broken: Arrival = { parcels: [{ episodes: ['x'], body: {} as string }], dropped: null };

/** Keeps what came in side by side. What each sender heard: two counts, or an error. */
function kept(...arrivals: Arrival[]) {
  const store = memoryStore();
  const failed = new Map<Arrival, unknown>();
  const askers = arrivals.map((asked) => ({
    asked,
    answer: () => undefined,
    fail: (error: unknown) => void failed.set(asked, error),
  }));
  const receipts = new Map<Arrival, Receipt>(
    keepTogether(store, stillComing(store), askers, 7).map(([{ asked }, receipt]) => [asked, receipt]),
  );
  const heard = arrivals.map((arrival) => {
    const receipt = receipts.get(arrival);
    return receipt ? [receipt.accepted, receipt.repeated] : String(failed.get(arrival));
  });
  return { heard, rows: [...arrivedBodies(store)].length, counted: counters(store), coming: stillComing(store) };
}

describe('webhooks that come in side by side', () => {
  it('are one row, and each sender hears of its own', () => {
    const { heard, rows, coming } = kept(arrivalOf(a, b), arrivalOf(b), arrivalOf(c, c));
    expect(heard).toEqual([
      [2, 0],
      [0, 1],
      [1, 1],
    ]);
    expect([rows, coming.episodes.size, coming.alerts]).toEqual([1, 3, 5]);
  });

  it('of more alerts than a row takes are several', () => {
    const many = Array.from({ length: 60 }, (_, n) => arrivalOf(alertOfPod(`web-${n}`)));
    const { heard, rows } = kept(...many);
    expect([heard.every(([accepted]) => accepted === 1), rows]).toEqual([true, 3]);
  });

  it('are kept when one of them cannot be', () => {
    const { heard, coming } = kept(arrivalOf(a), broken, arrivalOf(b));
    expect(heard).toEqual([[1, 0], expect.stringContaining('Error'), [1, 0]]);
    expect([coming.episodes.size, coming.alerts]).toEqual([2, 2]);
  });

  it('count what was dropped of each, and bring what could not be parsed', () => {
    const rejected = [{ id: 'hash', reason: 'alerts[0].status: Invalid', raw: '{}' }];
    const bad: Arrival = { parcels: packed({ alerts: [], rejected }), dropped: null };
    const dropped: Arrival = { parcels: [], dropped: 'Pulled' };
    const { heard, counted, rows } = kept(dropped, bad, dropped, arrivalOf(a));
    expect(heard).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 0],
    ]);
    expect(counted).toMatchObject([{ labels: { reason: 'Pulled' }, value: 2 }]);
    expect(rows).toBe(1);
  });
});
