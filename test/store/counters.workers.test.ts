import { reset } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import { count, counters, countersSchema, put, recall, remember } from '../../src/store/counters.ts';
import { migrate } from '../../src/store/store.ts';
import { desk, inStore } from '../support/desks.ts';

afterEach(() => reset());

it('counts each name on its own', async () => {
  const counted = await inStore(desk(), (store) => {
    for (const reason of ['Pulled', 'Created', 'Pulled']) count(store, 'dropped', { reason });
    count(store, 'seconds', {}, 0.25);
    count(store, 'seconds', {}, 1.5);
    return counters(store);
  });
  expect(counted).toEqual([
    { name: 'dropped', labels: { reason: 'Created' }, value: 1 },
    { name: 'dropped', labels: { reason: 'Pulled' }, value: 2 },
    { name: 'seconds', labels: {}, value: 1.75 },
  ]);
});

it('takes the same labels for the same, in whichever order', async () => {
  const counted = await inStore(desk(), (store) => {
    count(store, 'a', { x: '1', y: '2' });
    count(store, 'a', { y: '2', x: '1' });
    return counters(store);
  });
  expect(counted).toEqual([{ name: 'a', labels: { x: '1', y: '2' }, value: 2 }]);
});

it('counts what has too many labels together, and goes on counting what it knows', async () => {
  const counted = await inStore(desk(), (store) => {
    for (let n = 0; n < 150; n++) count(store, 'dropped', { reason: `r${n}` });
    count(store, 'dropped', { reason: 'r0' });
    count(store, 'another', { reason: 'new' });
    return counters(store);
  });
  expect(counted).toHaveLength(102);
  expect(counted).toEqual(
    expect.arrayContaining([
      { name: 'dropped', labels: { reason: 'other' }, value: 50 },
      { name: 'dropped', labels: { reason: 'r0' }, value: 2 },
      { name: 'another', labels: { reason: 'new' }, value: 1 },
    ]),
  );
});

it('puts a value in the place of the one before', async () => {
  const counted = await inStore(desk(), (store) => {
    put(store, 'lag', 3);
    put(store, 'lag', 0.5);
    return counters(store);
  });
  expect(counted).toEqual([{ name: 'lag', labels: {}, value: 0.5 }]);
});

it('keeps what was counted before there were labels', async () => {
  const counted = await inStore(desk(), (store) => {
    store.sql('DROP TABLE counters');
    store.sql('DROP TABLE facts');
    store.sql(`DELETE FROM schema_version WHERE name = 'counters'`);
    migrate(store, [{ ...countersSchema, steps: countersSchema.steps.slice(0, 1) }]);
    store.sql(`INSERT INTO counters (name, n) VALUES ('dropped Pulled', 7), ('cluster requests pods', 9)`);
    migrate(store, [countersSchema]);
    return counters(store);
  });
  expect(counted).toEqual([
    { name: 'lastword_cluster_requests_total', labels: { kind: 'pods' }, value: 9 },
    { name: 'lastword_events_ignored_total', labels: { reason: 'Pulled' }, value: 7 },
  ]);
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
