import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { againDue, asideAlerts, claimAgain, lookAgainAt } from '../../src/store/aside.ts';
import { addAlert, addRejected, finishAlert } from '../../src/store/inbox.ts';
import type { Store } from '../../src/store/store.ts';
import { alert, desk, inStore } from '../support/desks.ts';

afterEach(() => reset());

const claimMs = 15_000;
/** Alerts a, b, c … of incidents 11, 12, 13 …, told as they came. */
function told(store: Store, ...fingerprints: string[]): void {
  for (const [at, fingerprint] of fingerprints.entries()) {
    addAlert(store, alert({ fingerprint }), 1000);
    finishAlert(store, at + 1, { state: 'done', reason: 'a new incident', incident: at + 11 });
  }
}
const claimed = (store: Store, now: number, limit = 10) => claimAgain(store, now, limit, claimMs).map(({ id }) => id);

it('what was set aside or refused is listed, newest first; what is done or waits is not', async () => {
  const seen = await inStore(desk(), (store) => {
    told(store, 'a');
    addAlert(store, alert({ fingerprint: 'waits' }), 2000);
    addAlert(store, alert({ fingerprint: 'bad' }), 3000);
    finishAlert(store, 3, { state: 'set-aside', reason: 'failed on it 5 times', incident: null });
    addRejected(store, 'hash', 'alerts[0]: Invalid', '{}', 4000);
    return [asideAlerts(store, 10), asideAlerts(store, 1)];
  });
  const [refused, aside] = [
    { at: 4000, reason: 'alerts[0]: Invalid' },
    { at: 3000, reason: 'failed on it 5 times' },
  ];
  expect(seen).toEqual([[refused, aside], [refused]]);
});

describe('an alert whose cluster could not be read', () => {
  it('is looked at again when that is due, with the incident that tells it', async () => {
    const seen = await inStore(desk(), (store) => {
      told(store, 'a');
      const before = againDue(store);
      lookAgainAt(store, 1, 5000);
      return [before, againDue(store), claimed(store, 4999), claimAgain(store, 5000, 10, claimMs)];
    });
    const row = { id: 1, tries: 1, receivedAt: 1000, alert: alert({ fingerprint: 'a' }), incidentId: 11 };
    expect(seen).toEqual([null, 5000, [], [row]]);
  });

  it('is due again when the claim runs out, and never once it was looked at', async () => {
    const seen = await inStore(desk(), (store) => {
      told(store, 'a');
      lookAgainAt(store, 1, 5000);
      const ids = [claimed(store, 5000), claimed(store, 5000 + claimMs - 1), claimed(store, 5000 + claimMs)];
      lookAgainAt(store, 1, null);
      return [...ids, againDue(store), claimed(store, 1e15)];
    });
    expect(seen).toEqual([[1], [], [1], null, []]);
  });

  it('comes oldest due first, as many as asked for', async () => {
    const ids = await inStore(desk(), (store) => {
      told(store, 'a', 'b', 'c');
      for (const [id, due] of [
        [1, 7000],
        [2, 6000],
        [3, 6000],
      ] as const)
        lookAgainAt(store, id, due);
      return [claimed(store, 9000, 2), claimed(store, 9000, 2)];
    });
    expect(ids).toEqual([[2, 3], [1]]);
  });

  it('and of which nothing can be told any more is forgotten: no incident, or a row that cannot be read', async () => {
    const seen = await inStore(desk(), (store) => {
      told(store, 'a', 'b');
      for (const id of [1, 2]) lookAgainAt(store, id, 5000);
      store.sql('UPDATE inbox SET incident_id = NULL WHERE id = 1');
      store.sql(`UPDATE inbox SET body = '{"cut":' WHERE id = 2`);
      return [claimed(store, 5000), againDue(store)];
    });
    expect(seen).toEqual([[], null]);
  });
});
