import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { deadLetters, killThread, replayDeadLetters } from '../../src/store/dead-letters.ts';
import { putIncident, threadPosted } from '../../src/store/incidents.ts';
import {
  addDelivery,
  claimDelivery,
  deliveriesOf,
  type DeliveryKind,
  fixMessage,
  outboxDue,
  settleDelivery,
  type Wanted,
  withdraw,
} from '../../src/store/outbox.ts';
import type { Store } from '../../src/store/store.ts';
import { desk, inStore } from '../support/desks.ts';
import { incident, message } from '../support/incidents.ts';

afterEach(() => reset());

const claimMs = 30_000;
let made = 0;
/** Queues a call; without a text its message is composed when it goes out. */
const add = (
  store: Store,
  id: number,
  kind: DeliveryKind,
  text: string | null,
  more: Partial<Wanted> = {},
  now = 1000,
) => {
  const wanted = { kind, rank: kind === 'parent' ? 1 : 10, message: text === null ? null : message(text), ...more };
  return addDelivery(store, `delivery-${++made}`, id, wanted, now);
};
const claim = (store: Store, now = 1000) => claimDelivery(store, now, claimMs);
const post = (store: Store, id: number) => {
  const row = claim(store);
  settleDelivery(store, row?.id ?? 0, { state: 'posted', ts: '1.2' });
  threadPosted(store, id, 'C0123456', '1.2');
};
const wait = { state: 'waiting', dueAt: 9000, error: 'ratelimited', plain: false, unsure: false } as const;
const told = (store: Store, id: number) =>
  deliveriesOf(store, id).map((row) => [row.kind, row.state, row.message?.text ?? null]);

describe('what is due', () => {
  it('by rank, then by age; replies and updates only once their parent was posted', async () => {
    const order = await inStore(desk(), (store) => {
      const [a, b] = [putIncident(store, null, incident()), putIncident(store, null, incident())];
      add(store, a, 'parent', 'a');
      add(store, a, 'reply', 'a, the log', { rank: 40 });
      const first = claim(store)?.message?.text;
      const early = [claim(store), outboxDue(store)];
      settleDelivery(store, 1, { state: 'posted', ts: '1.2' });
      threadPosted(store, a, 'C0123456', '1.2');
      add(store, a, 'update', 'a, again', { rank: 30 }, 1001);
      add(store, a, 'update', 'a, more', { rank: 30 }, 1001);
      add(store, a, 'reply', 'a, news', { rank: 10 }, 1001);
      add(store, b, 'parent', 'b', { rank: 1 }, 1001);
      const rest = [1, 2, 3, 4, 5].map(() => claim(store, 1001)?.message?.text);
      return [first, ...early, ...rest, claim(store, 1001)];
    });
    expect(order).toEqual(['a', null, 31_000, 'b', 'a, news', 'a, again', 'a, more', 'a, the log', null]);
  });

  it('whatever its rank, nothing that is not due yet', async () => {
    const seen = await inStore(desk(), (store) => {
      const [a, b] = [putIncident(store, null, incident()), putIncident(store, null, incident())];
      add(store, a, 'parent', 'a', { rank: 1 }, 2000);
      add(store, b, 'parent', 'b', { rank: 3 }, 1000);
      return [claim(store)?.message?.text, outboxDue(store)];
    });
    expect(seen).toEqual(['b', 2000]);
  });

  it('comes back as it went in: its thread, its kind, and whether the channel is to see it', async () => {
    const seen = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', null);
      post(store, id);
      add(store, id, 'reply', 'worse', { broadcast: true });
      const { delivery, ...row } = claim(store) ?? expect.fail('nothing is due');
      return [row, deliveriesOf(store, id).map((r) => [r.message, r.broadcast]), delivery];
    });
    expect(seen).toEqual([
      {
        id: 2,
        threadId: 1,
        kind: 'reply',
        state: 'waiting',
        createdAt: 1000,
        lookFrom: 1000,
        tries: 1,
        plain: false,
        unsure: false,
        error: null,
        broadcast: true,
        message: message('worse'),
      },
      [
        [null, false],
        [message('worse'), true],
      ],
      expect.stringMatching(/^delivery-/),
    ]);
  });

  it('what was composed when it went out is said again in the same words', async () => {
    const seen = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', null);
      const first = claim(store);
      fixMessage(store, first?.id ?? 0, message('as things stood'));
      settleDelivery(store, first?.id ?? 0, wait);
      return [first?.message, claim(store, 9000)?.message];
    });
    expect(seen).toEqual([null, message('as things stood')]);
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
      return [claim(store)?.message?.text, deliveriesOf(store, id).length];
    });
    expect(seen).toEqual([expect.stringMatching(/could not read this message/), 1]);
  });
});

describe('an update', () => {
  it('that still waits tells the next one, too: it is composed when it goes out', async () => {
    const [rows, ids] = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', null);
      post(store, id);
      const updates = [add(store, id, 'update', null), add(store, id, 'update', null)];
      add(store, id, 'reply', 'worse');
      return [told(store, id), updates];
    });
    expect(rows).toEqual([
      ['parent', 'posted', null],
      ['update', 'waiting', null],
      ['reply', 'waiting', 'worse'],
    ]);
    expect(ids).toEqual([2, 2]);
  });

  it('is the parent’s while that one waits', async () => {
    const [rows, id] = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', null);
      const update = add(store, id, 'update', null);
      return [told(store, id), update];
    });
    expect([rows, id]).toEqual([[['parent', 'waiting', null]], 1]);
  });

  it('that is more urgent than the one that waits makes that one so; a lesser one does not hold it back', async () => {
    const ranks = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', null, { rank: 3 });
      const rank = () => store.sql('SELECT rank FROM outbox')[0]?.['rank'];
      add(store, id, 'update', null, { rank: 30 });
      const lesser = rank();
      add(store, id, 'update', null, { rank: 1 });
      return [lesser, rank()];
    });
    expect(ranks).toEqual([3, 1]);
  });

  it('of another incident is its own', async () => {
    const rows = await inStore(desk(), (store) => {
      const ids = [1, 2].map(() => putIncident(store, null, incident()));
      for (const id of ids) {
        add(store, id, 'parent', null);
        post(store, id);
      }
      for (const id of ids) add(store, id, 'update', null);
      return ids.map((id) => told(store, id).map(([kind]) => kind));
    });
    expect(rows).toEqual([
      ['parent', 'update'],
      ['parent', 'update'],
    ]);
  });

  it.each(['on its way', 'perhaps posted', 'fixed in its words'])('comes after a parent that is %s', async (how) => {
    const rows = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', null);
      if (how === 'fixed in its words') fixMessage(store, 1, message('opened'));
      else claim(store);
      if (how === 'perhaps posted') settleDelivery(store, 1, { ...wait, unsure: true });
      for (let updates = 0; updates < 2; updates++) add(store, id, 'update', null);
      return told(store, id).map(([kind]) => kind);
    });
    expect(rows).toEqual(['parent', 'update']);
  });

  it('details that wait are joined by the next ones, and by nothing else', async () => {
    const rows = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', null);
      for (const kind of ['details', 'details', 'update', 'details'] as const) add(store, id, kind, null);
      post(store, id);
      for (const kind of ['update', 'details', 'update'] as const) add(store, id, kind, null);
      return told(store, id).map(([kind]) => kind);
    });
    expect(rows).toEqual(['parent', 'details', 'update']);
  });

  it('replies are told one by one, whatever else waits', async () => {
    const rows = await inStore(desk(), (store) => {
      const id = putIncident(store, null, incident());
      add(store, id, 'parent', null);
      for (const text of ['news', 'more news']) add(store, id, 'reply', text);
      return told(store, id).map(([, , text]) => text);
    });
    expect(rows).toEqual([null, 'news', 'more news']);
  });
});

describe('what a thread would have said is taken back', () => {
  const waiting = (store: Store): number => {
    const id = putIncident(store, null, incident());
    add(store, id, 'parent', null);
    add(store, id, 'reply', 'the log');
    return id;
  };

  it('as long as nothing of it was tried, and no other’s with it', async () => {
    const seen = await inStore(desk(), (store) => {
      const [a, b] = [waiting(store), waiting(store)];
      return [withdraw(store, a), told(store, a), told(store, b).length, withdraw(store, 99)];
    });
    expect(seen).toEqual([true, [], 2, true]);
  });

  it.each(['on its way', 'posted', 'to be tried again', 'dead'])('not when its parent is %s', async (how) => {
    const seen = await inStore(desk(), (store) => {
      const id = waiting(store);
      const row = claim(store)?.id ?? 0;
      if (how === 'posted') settleDelivery(store, row, { state: 'posted', ts: '1.2' });
      if (how === 'to be tried again') settleDelivery(store, row, wait);
      if (how === 'dead') settleDelivery(store, row, { state: 'dead', error: 'is_archived' });
      return [withdraw(store, id), told(store, id).length];
    });
    expect(seen).toEqual([false, 2]);
  });
});

describe('a parent that died', () => {
  const died = (store: Store): number => {
    const id = putIncident(store, null, incident());
    add(store, id, 'parent', null);
    add(store, id, 'reply', 'the log');
    settleDelivery(store, claim(store)?.id ?? 0, { state: 'dead', error: 'channel_not_found' });
    killThread(store, id, 'its parent: channel_not_found');
    return id;
  };

  it('takes its thread with it, and no other', async () => {
    const [due, letters] = await inStore(desk(), (store) => {
      died(store);
      const other = putIncident(store, null, incident());
      add(store, other, 'parent', 'another', {}, 7000);
      return [outboxDue(store), deadLetters(store, 10).map((row) => [row.message?.text ?? null, row.error])];
    });
    expect(due).toBe(7000);
    expect(letters).toEqual([
      ['the log', 'its parent: channel_not_found'],
      [null, 'channel_not_found'],
    ]);
  });

  it('is tried again, with what died with it, when the story goes on; a reply alone is dead at once', async () => {
    const [lost, rows, next] = await inStore(desk(), (store) => {
      const id = died(store);
      add(store, id, 'reply', 'worse');
      const lost = told(store, id);
      for (const now of [5000, 6000]) add(store, id, 'update', null, {}, now);
      return [lost, told(store, id), claim(store, 6000)?.kind];
    });
    const thread = (state: string) => [
      ['parent', state, null],
      ['reply', state, 'the log'],
      ['reply', state, 'worse'],
    ];
    expect([lost, rows, next]).toEqual([thread('dead'), thread('waiting'), 'parent']);
  });

  it('however often it is tried, it is one message when it is sent again by hand', async () => {
    const parents = await inStore(desk(), (store) => {
      const id = died(store);
      for (const now of [5000, 6000, 7000]) {
        add(store, id, 'update', null, {}, now);
        settleDelivery(store, claim(store, now)?.id ?? 0, { state: 'dead', error: 'channel_not_found' });
        killThread(store, id, 'its parent: channel_not_found');
      }
      replayDeadLetters(store, null, 8000);
      return told(store, id).filter(([kind]) => kind === 'parent');
    });
    expect(parents).toEqual([['parent', 'waiting', null]]);
  });
});
