import { expect, it } from 'vitest';
import { replayDeadLetters } from '../../src/store/dead-letters.ts';
import { putIncident, threadPosted } from '../../src/store/incidents.ts';
import { addDelivery, deliveriesOf, settleDelivery } from '../../src/store/outbox.ts';
import { incident } from '../support/incidents.ts';
import { memoryStore } from '../support/sqlite.ts';

/** An incident whose first message died, and `more` first messages beside it, as an earlier version wrote them. */
function died(more: number) {
  const store = memoryStore();
  const id = putIncident(store, null, incident());
  const row = addDelivery(store, 'd-0', id, { kind: 'parent', rank: 1, message: null }, 0);
  settleDelivery(store, row, { state: 'dead', error: 'not_in_channel' });
  for (let n = 1; n <= more; n++)
    store.sql(
      `INSERT INTO outbox (delivery, thread_id, kind, state, created_at, error, message, rank)
       SELECT ?, thread_id, kind, state, created_at, error, message, rank FROM outbox WHERE id = ?`,
      `d-${n}`,
      row,
    );
  const kinds = () => deliveriesOf(store, id).map(({ kind, state }) => `${kind} ${state}`);
  return { store, id, kinds };
}

it('of several first messages of a thread that died one is posted, the others edit it', () => {
  const { store, kinds } = died(2);
  expect(kinds()).toEqual(['parent dead', 'parent dead', 'parent dead']);
  expect(replayDeadLetters(store, null, 9)).toBe(3);
  expect(kinds()).toEqual(['parent waiting', 'update waiting', 'update waiting']);
});

it('a first message that died edits the one that was posted in its place since', () => {
  const { store, id, kinds } = died(1);
  const row = 2;
  settleDelivery(store, row, { state: 'posted', ts: '5.1' });
  threadPosted(store, id, 'C1', '5.1');
  replayDeadLetters(store, 'd-0', 9);
  expect(kinds()).toEqual(['update waiting', 'parent posted']);
});

it('one that may have been posted is looked for from when it was queued first, however often it is sent again', () => {
  const store = memoryStore();
  const id = putIncident(store, null, incident());
  const row = addDelivery(store, 'd-0', id, { kind: 'parent', rank: 1, message: null }, 100);
  const [unsure, sure] = [true, false].map((maybe) => () => {
    settleDelivery(store, row, { state: 'waiting', dueAt: 200, error: 'fatal_error', plain: false, unsure: maybe });
    settleDelivery(store, row, { state: 'dead', error: 'not_in_channel' });
  }) as [() => void, () => void];
  const again = (now: number) => {
    replayDeadLetters(store, null, now);
    return deliveriesOf(store, id).map(({ createdAt, lookFrom }) => [createdAt, lookFrom])[0];
  };
  unsure();
  expect(again(900)).toEqual([900, 100]);
  unsure();
  expect(again(950)).toEqual([950, 100]);
  sure();
  expect(again(990)).toEqual([990, 990]);
});
