import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { incidentPosted, putIncident } from '../../src/store/incidents.ts';
import {
  addDelivery,
  claimDelivery,
  deadLetters,
  deliveriesOf,
  type DeliveryKind,
  killThread,
  outboxDue,
  settleDelivery,
} from '../../src/store/outbox.ts';
import type { Store } from '../../src/store/store.ts';
import { desk, inStore } from '../support/desks.ts';
import { incident, message } from '../support/incidents.ts';

afterEach(() => reset());

const claimMs = 30_000;
let made = 0;
const add = (store: Store, id: number, kind: DeliveryKind, text: string, now = 1000) =>
  addDelivery(store, `delivery-${++made}`, id, kind, message(text), now);
const claim = (store: Store, now = 1000) => claimDelivery(store, now, claimMs);
const post = (store: Store, id: number) => {
  const row = claim(store);
  settleDelivery(store, row?.id ?? 0, { state: 'posted', ts: '1.2' });
  incidentPosted(store, id, 'C0123456', '1.2');
};
const wait = { state: 'waiting', dueAt: 9000, error: 'ratelimited', plain: false, unsure: false } as const;
const told = (store: Store, id: number) =>
  deliveriesOf(store, id).map((row) => [row.kind, row.state, row.message.text]);

describe('what is due', () => {
  it('parents go first, then the oldest; replies and updates only once their parent was posted', async () => {
    const order = await inStore(desk(), (store) => {
      const [a, b] = [putIncident(store, null, incident()), putIncident(store, null, incident())];
      add(store, a, 'parent', 'a');
      add(store, a, 'reply', 'a, the log');
      const first = claim(store)?.message.text;
      const early = [claim(store), outboxDue(store)];
      settleDelivery(store, 1, { state: 'posted', ts: '1.2' });
      incidentPosted(store, a, 'C0123456', '1.2');
      add(store, b, 'parent', 'b', 1001);
      add(store, a, 'update', 'a, again', 1001);
      return [first, ...early, ...[1, 2, 3].map(() => claim(store, 1001)?.message.text), claim(store, 1001)];
    });
    expect(order).toEqual(['a', null, 31_000, 'b', 'a, the log', 'a, again', null]);
  });

  it('nothing before its time', async () => {
    const seen = await inStore(desk(), (store) => {
      add(store, putIncident(store, null, incident()), 'parent', 'a');
      const row = claim(store);
      settleDelivery(store, row?.id ?? 0, wait);
      return [claim(store, 8999), outboxDue(store), claim(store, 9000)];
    });
    expect(seen).toEqual([null, 9000, expect.objectContaining({ tries: 2, unsure: false, error: 'ratelimited' })]);
  });

  it('a row found `sending` after its claim may have been posted, and stays unsure until it is settled', async () => {
    const seen = await inStore(desk(), (store) => {
      add(store, putIncident(store, null, incident()), 'parent', 'a');
      const rows = [claim(store), claim(store, 30_999), claim(store, 31_000)];
      settleDelivery(store, 1, { ...wait, unsure: true });
      return [...rows, claim(store, 9000)].map((row) => row && [row.tries, row.unsure]);
    });
    expect(seen).toEqual([[1, false], null, [2, true], [3, true]]);
  });

  it('a row of which nobody can read the message says so and stops nothing', async () => {
    const seen = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', 'a');
      store.sql(`UPDATE outbox SET message = '{'`);
      return [claim(store)?.message.text, deliveriesOf(store, id).length];
    });
    expect(seen).toEqual([expect.stringMatching(/could not read this message/), 1]);
  });
});

describe('an update', () => {
  it('that still waits is replaced by the next one', async () => {
    const rows = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', 'opened');
      post(store, id);
      for (const text of ['two alerts', 'three alerts']) add(store, id, 'update', text);
      add(store, id, 'reply', 'worse');
      return told(store, id);
    });
    expect(rows).toEqual([
      ['parent', 'posted', 'opened'],
      ['update', 'waiting', 'three alerts'],
      ['reply', 'waiting', 'worse'],
    ]);
  });

  it('changes the parent while that one waits', async () => {
    const rows = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', 'opened');
      add(store, id, 'update', 'two alerts');
      return told(store, id);
    });
    expect(rows).toEqual([['parent', 'waiting', 'two alerts']]);
  });

  it.each(['on its way', 'perhaps posted'])('comes after a parent that is %s', async (how) => {
    const rows = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', 'opened');
      claim(store);
      if (how === 'perhaps posted') settleDelivery(store, 1, { ...wait, unsure: true });
      for (const text of ['two alerts', 'three alerts']) add(store, id, 'update', text);
      return told(store, id);
    });
    expect(rows.map(([kind, , text]) => [kind, text])).toEqual([
      ['parent', 'opened'],
      ['update', 'three alerts'],
    ]);
  });
});

describe('a parent that died', () => {
  const died = (store: Store): number => {
    const id = putIncident(store, null, incident());
    add(store, id, 'parent', 'opened');
    add(store, id, 'reply', 'the log');
    settleDelivery(store, claim(store)?.id ?? 0, { state: 'dead', error: 'channel_not_found' });
    killThread(store, id, 'its parent: channel_not_found');
    return id;
  };

  it('takes its thread with it, and no other', async () => {
    const [due, letters] = await inStore(desk(), (store) => {
      died(store);
      const other = putIncident(store, null, incident());
      add(store, other, 'parent', 'another', 7000);
      return [outboxDue(store), deadLetters(store, 10).map((row) => [row.message.text, row.error])];
    });
    expect(due).toBe(7000);
    expect(letters).toEqual([
      ['the log', 'its parent: channel_not_found'],
      ['opened', 'channel_not_found'],
    ]);
  });

  it('is followed by another try when the story goes on; a reply to it alone is dead at once', async () => {
    const [rows, next] = await inStore(desk(), (store) => {
      const id = died(store);
      add(store, id, 'reply', 'worse');
      add(store, id, 'update', 'two alerts', 5000);
      add(store, id, 'update', 'three alerts', 6000);
      return [told(store, id), claim(store, 6000)?.kind];
    });
    expect(rows.slice(2)).toEqual([
      ['reply', 'dead', 'worse'],
      ['parent', 'waiting', 'three alerts'],
    ]);
    expect(next).toBe('parent');
  });
});
