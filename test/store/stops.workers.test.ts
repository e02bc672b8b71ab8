import { reset } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import { addStop, knowsPod, knowsStop, knowsWorkload } from '../../src/store/stops.ts';
import { desk, inStore } from '../support/desks.ts';

afterEach(() => reset());

it('an incident knows the stops and the pods that it told of, and no other incident does', async () => {
  const known = await inStore(desk(), (store) => {
    addStop(store, 1, { stop: 'p-1/app/12:00', pod: 'shop/web-1', workload: 'shop/web' });
    return [
      [knowsStop(store, 1, 'p-1/app/12:00'), knowsPod(store, 1, 'shop/web-1'), knowsWorkload(store, 1, 'shop/web')],
      [knowsStop(store, 1, 'p-1/app/12:05'), knowsPod(store, 1, 'shop/web-2'), knowsWorkload(store, 1, 'shop/api')],
      [knowsStop(store, 2, 'p-1/app/12:00'), knowsPod(store, 2, 'shop/web-1'), knowsWorkload(store, 2, 'shop/web')],
    ];
  });
  expect(known).toEqual([
    [true, true, true],
    [false, false, false],
    [false, false, false],
  ]);
});

it('a stop is one row, however often it is told', async () => {
  const rows = await inStore(desk(), (store) => {
    for (const stop of ['p-1/app/12:00', 'p-1/app/12:00', 'p-1/app/12:05'])
      addStop(store, 1, { stop, pod: 'shop/web-1', workload: null });
    return store.sql('SELECT incident_id, stop, pod FROM stops ORDER BY stop');
  });
  expect(rows).toEqual([
    { incident_id: 1, stop: 'p-1/app/12:00', pod: 'shop/web-1' },
    { incident_id: 1, stop: 'p-1/app/12:05', pod: 'shop/web-1' },
  ]);
});

it('a stop of no known pod is known, and no pod is', async () => {
  const known = await inStore(desk(), (store) => {
    addStop(store, 1, { stop: '//', pod: null, workload: null });
    return [knowsStop(store, 1, '//'), knowsPod(store, 1, '')];
  });
  expect(known).toEqual([true, false]);
});

it('the first of five hundred stops is known as the last is', async () => {
  const known = await inStore(desk(), (store) => {
    for (let at = 0; at < 500; at++) addStop(store, 1, { stop: `p-${at}/app/`, pod: `shop/web-${at}`, workload: null });
    return [knowsStop(store, 1, 'p-0/app/'), knowsPod(store, 1, 'shop/web-0'), knowsPod(store, 1, 'shop/web-499')];
  });
  expect(known).toEqual([true, true, true]);
});
