import { reset } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import {
  countAlert,
  getIncident,
  newestIncidents,
  openIncident,
  type Openness,
  placeOf,
  putIncident,
  type StoredIncident,
  threadOf,
  threadPosted,
} from '../../src/store/incidents.ts';
import { joinStorm, openStorm } from '../../src/store/storms.ts';
import { desk, inStore } from '../support/desks.ts';
import { incident } from '../support/incidents.ts';

afterEach(() => reset());

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);
const never = Infinity;
/** Nothing may be joined but what `parts` say. */
const openness = (parts: Partial<Openness>): Openness => ({
  seenSince: never,
  isLive: () => false,
  resolvedSince: never,
  ...parts,
});
const told = (parts: Partial<StoredIncident> = {}): StoredIncident => ({
  id: 1,
  incident: incident(),
  channel: null,
  ts: null,
  stormId: null,
  own: true,
  ...parts,
});

it('an incident comes back as it went in, and where it is told once that is known', async () => {
  const [before, after, none, ...places] = await inStore(desk(), (store) => {
    const id = putIncident(store, null, incident());
    const stored = getIncident(store, id);
    threadPosted(store, id, 'C0123456', '1795373597.000100');
    return [stored, getIncident(store, id), getIncident(store, id + 1), placeOf(store, id), placeOf(store, id + 1)];
  });
  const place = { channel: 'C0123456', ts: '1795373597.000100' };
  expect(before).toEqual(told());
  expect(after).toEqual(told(place));
  expect(places).toEqual([place, { channel: null, ts: null }]);
  expect(none).toBeNull();
});

it('is open for its key within the quiet time, and longer only while it fires', async () => {
  const { key } = incident();
  const ids = await inStore(desk(), (store) => {
    putIncident(store, null, incident({ lastSeenAt: '2026-11-22T19:00:00Z' }));
    return [
      openIncident(store, [key], openness({ seenSince: at('19:00:00') })),
      openIncident(store, [key], openness({ seenSince: at('19:00:01') })),
      openIncident(store, [key], openness({ seenSince: at('23:00:00'), isLive: () => true })),
      openIncident(store, ['another key'], openness({ seenSince: 0, isLive: () => true })),
    ].map((open) => open?.id ?? null);
  });
  expect(ids).toEqual([1, null, 1, null]);
});

it('is opened again when it resolved lately, and not otherwise, whenever it was last seen', async () => {
  const ids = await inStore(desk(), (store) => {
    const resolvedAt = '2026-11-22T19:10:00Z';
    putIncident(store, null, incident({ resolvedAt }));
    const open = (parts: Partial<Openness>) =>
      openIncident(store, [incident().key], openness({ seenSince: 0, isLive: () => true, ...parts }))?.id ?? null;
    return [open({ resolvedSince: at('19:10:00') }), open({ resolvedSince: at('19:10:01') })];
  });
  expect(ids).toEqual([1, null]);
});

it('a newer one of its key takes its place, and only that is asked whether it fires', async () => {
  const seen = await inStore(desk(), (store) => {
    const { key } = incident();
    for (const resolvedAt of [null, '2026-11-22T19:10:00Z', null]) putIncident(store, null, incident({ resolvedAt }));
    const asked: number[] = [];
    openIncident(store, [key], openness({ isLive: (id) => asked.push(id) > 0 }));
    return [
      openIncident(store, [key], openness({ seenSince: 0 }))?.id,
      asked,
      newestIncidents(store, 2).map((i) => i.id),
    ];
  });
  expect(seen).toEqual([3, [3], [3, 2]]);
});

it('that is open is found behind newer ones of its key that are over: two pods were told apart before their workload was known', async () => {
  const ids = await inStore(desk(), (store) => {
    const resolvedAt = '2026-11-22T19:10:00Z';
    const [old, open] = [null, null, resolvedAt].map((at) => putIncident(store, null, incident({ resolvedAt: at })));
    putIncident(store, old as number, incident({ lastSeenAt: '2026-11-22T09:00:00Z' }));
    const found = (parts: Partial<Openness>) =>
      openIncident(store, [incident().key], openness({ resolvedSince: at('19:10:00'), ...parts }))?.id;
    return [
      found({ seenSince: at('19:00:00') }) === open,
      found({ isLive: (id) => id === old }) === old,
      found({ seenSince: at('19:00:00'), isLive: (id) => id === old }) === open,
      found({}),
    ];
  });
  expect(ids).toEqual([true, true, true, 3]);
});

it('is looked for under its own key first, and under the others when none is open there', async () => {
  const found = await inStore(desk(), (store) => {
    const keys = ['own', 'other'];
    const open = () => openIncident(store, keys, openness({ seenSince: 0 }))?.incident.key ?? null;
    const own = putIncident(store, null, incident({ key: 'own' }));
    putIncident(store, null, incident({ key: 'other' }));
    const both = open();
    putIncident(store, own, incident({ key: 'own', resolvedAt: '2026-11-22T19:10:00Z' }));
    return [both, open(), openIncident(store, [], openness({ seenSince: 0 }))];
  });
  expect(found).toEqual(['own', 'other', null]);
});

it('is found under its new key once its story is known, and not under the old one', async () => {
  const found = await inStore(desk(), (store) => {
    const id = putIncident(store, null, incident({ key: 'unclear' }));
    putIncident(store, id, incident({ key: 'trouble' }));
    return ['unclear', 'trouble'].map((key) => openIncident(store, [key], openness({ seenSince: 0 }))?.id ?? null);
  });
  expect(found).toEqual([null, 1]);
});

it('an alert that says nothing new is counted, and changes nothing else', async () => {
  const [before, after, open] = await inStore(desk(), (store) => {
    const whole = incident({ resolvedAt: '2026-11-22T19:10:00Z', title: 'shop/"wéb"' });
    const id = putIncident(store, null, whole);
    const counted = { ...whole, alerts: 7, lastSeenAt: '2026-11-22T19:30:00Z', resolvedAt: null };
    countAlert(store, id, { ...counted, title: 'not written' });
    return [
      counted,
      getIncident(store, id)?.incident,
      openIncident(store, [whole.key], openness({ seenSince: at('19:30:00') }))?.id,
    ];
  });
  expect(after).toEqual(before);
  expect(open).toBe(1);
});

it('a storm is no incident: it is neither among the newest nor found as one', async () => {
  const seen = await inStore(desk(), (store) => {
    putIncident(store, null, incident());
    const storm = openStorm(store, 0, null);
    return [getIncident(store, storm), newestIncidents(store, 10).map((i) => i.id)];
  });
  expect(seen).toEqual([null, [1]]);
});

it('is told in its own thread, or in that of its storm where it has none of its own', async () => {
  const threads = await inStore(desk(), (store) => {
    const ids = [1, 2, 3].map(() => putIncident(store, null, incident()));
    const storm = openStorm(store, 0, null);
    joinStorm(store, storm, 2, true, 0);
    joinStorm(store, storm, 3, false, 0);
    return ids.map((id) => threadOf(getIncident(store, id) as StoredIncident));
  });
  expect(threads).toEqual([1, 2, 4]);
});

it('keeps the place where it is told when its story goes on', async () => {
  const stored = await inStore(desk(), (store) => {
    const id = putIncident(store, null, incident());
    threadPosted(store, id, 'C0123456', '1.2');
    putIncident(store, id, incident({ alerts: 2 }));
    return getIncident(store, id);
  });
  expect(stored).toMatchObject({ incident: { alerts: 2 }, channel: 'C0123456', ts: '1.2' });
});
