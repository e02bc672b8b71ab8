import { reset } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import { count, counters, recall, remember } from '../../src/store/counters.ts';
import { desk, inStore } from '../support/desks.ts';

afterEach(() => reset());

it('counts each name on its own', async () => {
  const counted = await inStore(desk(), (store) => {
    for (const name of ['dropped Pulled', 'dropped Created', 'dropped Pulled']) count(store, name);
    return counters(store);
  });
  expect(counted).toEqual({ 'dropped Created': 1, 'dropped Pulled': 2 });
});

it('remembers a fact and says whether it is news', async () => {
  const seen = await inStore(desk(), (store) => [
    recall(store, 'cluster'),
    remember(store, 'cluster', 'lab'),
    remember(store, 'cluster', 'lab'),
    remember(store, 'cluster', 'prod'),
    recall(store, 'cluster'),
  ]);
  expect(seen).toEqual([null, true, false, true, 'prod']);
});
