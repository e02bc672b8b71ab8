import { reset } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import { addAlert } from '../../src/store/inbox.ts';
import {
  addLook,
  claimLooks,
  finishLook,
  type LookOf,
  looksDue,
  type Plan,
  putOffLook,
  releaseLooks,
} from '../../src/store/looks.ts';
import { alert, desk, inStore } from '../support/desks.ts';

afterEach(() => reset());

/** A look for the first alert of the inbox, which that incident tells. */
const of = (incident: number): LookOf => ({ inbox: 1, incident, hidden: null });
const plan = (dueAt: number): Plan<string> => ({
  dueAt,
  how: 'watch',
  resourceVersion: '8721',
  readAt: 100,
  deadline: 30_000,
  body: 'what it is about',
});

it('a look is claimed when it is due, with its alert, and comes back when the claim runs out', async () => {
  const seen = await inStore(desk(), (store) => {
    addAlert(store, alert(), 1);
    addLook(store, of(7), 'p-1/app', plan(500));
    return [
      claimLooks(store, 499, 10, 1000),
      claimLooks(store, 500, 10, 1000),
      claimLooks(store, 1499, 10, 1000),
      looksDue(store),
      claimLooks(store, 1500, 10, 1000).map((look) => look.tries),
    ];
  });
  const claimed = { ...plan(500), id: 1, of: of(7), tries: 1, alert: alert() };
  expect(seen).toEqual([[], [claimed], [], 1500, [2]]);
});

it('the same stop of an incident is looked at once, that of another incident too', async () => {
  const due = await inStore(desk(), (store) => {
    addAlert(store, alert(), 1);
    addLook(store, of(7), 'p-1/app', plan(500));
    addLook(store, of(7), 'p-1/app', plan(600));
    addLook(store, of(8), 'p-1/app', plan(700));
    return claimLooks(store, 1000, 10, 1000).map((look) => [look.of.incident, look.dueAt]);
  });
  expect(due).toEqual([
    [7, 500],
    [8, 700],
  ]);
});

it('is put off with what it learned, its tries forgotten, and gone when it is done', async () => {
  const [again, none] = await inStore(desk(), (store) => {
    addAlert(store, alert(), 1);
    addLook(store, of(7), 'p-1/app', plan(500));
    claimLooks(store, 500, 10, 1000);
    putOffLook(store, 1, { dueAt: 900, how: 'list', resourceVersion: '9000', readAt: 800, body: 'more' });
    const again = claimLooks(store, 900, 10, 1000);
    finishLook(store, 1);
    return [again, looksDue(store)] as const;
  });
  const learned = { how: 'list', resourceVersion: '9000', readAt: 800, deadline: 30_000, body: 'more' };
  expect(again).toMatchObject([{ ...learned, tries: 1 }]);
  expect(none).toBeNull();
});

it('what a life had claimed when it ended is due at once; the others keep their time', async () => {
  const due = await inStore(desk(), (store) => {
    addAlert(store, alert(), 1);
    addLook(store, of(7), 'p-1/app', plan(500));
    addLook(store, of(7), 'p-2/app', plan(9000));
    claimLooks(store, 500, 10, 60_000);
    releaseLooks(store, 600);
    return store.sql('SELECT due_at FROM looks ORDER BY id').map((row) => row['due_at']);
  });
  expect(due).toEqual([600, 9000]);
});

it('whose alert cannot be read back is forgotten', async () => {
  const seen = await inStore(desk(), (store) => {
    addLook(store, { ...of(7), inbox: 99 }, 'p-1/app', plan(500));
    return [claimLooks(store, 500, 10, 1000), looksDue(store)];
  });
  expect(seen).toEqual([[], null]);
});
