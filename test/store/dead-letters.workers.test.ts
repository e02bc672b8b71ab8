import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { countDeadLetters, deadLetters, killThread, replayDeadLetters } from '../../src/store/dead-letters.ts';
import { putIncident, threadPosted } from '../../src/store/incidents.ts';
import { addDelivery, claimDelivery, deliveriesOf, settleDelivery } from '../../src/store/outbox.ts';
import type { Store } from '../../src/store/store.ts';
import { desk, inStore } from '../support/desks.ts';
import { incident, message } from '../support/incidents.ts';

afterEach(() => reset());

/** An incident whose parent Slack refused for good, and the log with it. Deliveries are called after its id. */
function died(store: Store, error = 'is_archived'): number {
  const id = putIncident(store, null, incident());
  addDelivery(store, `parent-${id}`, id, { kind: 'parent', rank: 1, message: null }, 1000);
  addDelivery(store, `log-${id}`, id, { kind: 'reply', rank: 40, message: message('the log') }, 1000);
  settleDelivery(store, claimDelivery(store, 1000, 10)?.id ?? 0, { state: 'dead', error });
  killThread(store, id, `its parent: ${error}`);
  return id;
}
const states = (store: Store, id: number) =>
  deliveriesOf(store, id).map(({ kind, state, error }) => [kind, state, error]);

it('the newest come first, as many as asked for, each with its reason', async () => {
  const seen = await inStore(desk(), (store) => {
    died(store);
    died(store, 'not_in_channel');
    return [deadLetters(store, 3).map(({ delivery, error }) => [delivery, error]), countDeadLetters(store)];
  });
  expect(seen).toEqual([
    [
      ['log-2', 'its parent: not_in_channel'],
      ['parent-2', 'not_in_channel'],
      ['log-1', 'its parent: is_archived'],
    ],
    4,
  ]);
});

describe('sent again', () => {
  it.each(['parent-1', 'log-1'])('%s: all of its thread begins a new life, and no other thread', async (delivery) => {
    const seen = await inStore(desk(), (store) => {
      for (let n = 0; n < 2; n++) died(store);
      const queued = replayDeadLetters(store, delivery, 5000);
      return [queued, states(store, 1), states(store, 2).map(([, state]) => state), countDeadLetters(store)];
    });
    const waiting = [
      ['parent', 'waiting', null],
      ['reply', 'waiting', null],
    ];
    expect(seen).toEqual([2, waiting, ['dead', 'dead'], 2]);
  });

  it('all of them, when none is named', async () => {
    const seen = await inStore(desk(), (store) => {
      for (let n = 0; n < 2; n++) died(store);
      return [replayDeadLetters(store, null, 5000), countDeadLetters(store)];
    });
    expect(seen).toEqual([4, 0]);
  });

  it('is tried as if it were new: no try, no doubt, no text in place of blocks, and a day of time', async () => {
    const again = await inStore(desk(), (store) => {
      died(store);
      store.sql('UPDATE outbox SET tries = 9, plain = 1');
      replayDeadLetters(store, null, 5000);
      return [claimDelivery(store, 4999, 10), claimDelivery(store, 5000, 10)];
    });
    const row = { kind: 'parent', createdAt: 5000, tries: 1, plain: false, unsure: false, error: null };
    expect(again).toEqual([null, expect.objectContaining(row)]);
  });

  it('a reply goes under its parent, once that was posted', async () => {
    const order = await inStore(desk(), (store) => {
      died(store);
      replayDeadLetters(store, null, 5000);
      const parent = claimDelivery(store, 5000, 10);
      const early = claimDelivery(store, 5000, 10);
      settleDelivery(store, parent?.id ?? 0, { state: 'posted', ts: '1.2' });
      threadPosted(store, 1, 'C0123456', '1.2');
      return [parent?.kind, early, claimDelivery(store, 5000, 10)?.message];
    });
    expect(order).toEqual(['parent', null, message('the log')]);
  });

  it('one that was posted, that waits or that nobody knows is left alone', async () => {
    const seen = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      addDelivery(store, 'd-1', id, { kind: 'parent', rank: 1, message: null }, 1000);
      const waiting = replayDeadLetters(store, 'd-1', 5000);
      settleDelivery(store, 1, { state: 'posted', ts: '1.2' });
      return [waiting, replayDeadLetters(store, 'd-1', 5000), replayDeadLetters(store, 'd-9', 5000), states(store, id)];
    });
    expect(seen).toEqual([0, 0, 0, [['parent', 'posted', null]]]);
  });
});
