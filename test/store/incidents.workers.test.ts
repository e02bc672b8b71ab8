import { reset } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import { getIncident, incidentPosted, newestIncidents, openIncident, putIncident } from '../../src/store/incidents.ts';
import { desk, inStore } from '../support/desks.ts';
import { incident } from '../support/incidents.ts';

afterEach(() => reset());

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);
const no = () => false;
const yes = () => true;

it('an incident comes back as it went in, and where it is told once that is known', async () => {
  const [before, after, none] = await inStore(desk(), (store) => {
    const id = putIncident(store, null, incident());
    const stored = getIncident(store, id);
    incidentPosted(store, id, 'C0123456', '1795373597.000100');
    return [stored, getIncident(store, id), getIncident(store, id + 1)];
  });
  expect(before).toEqual({ id: 1, incident: incident(), channel: null, ts: null });
  expect(after).toEqual({ id: 1, incident: incident(), channel: 'C0123456', ts: '1795373597.000100' });
  expect(none).toBeNull();
});

it('is open for its key within the quiet time, and longer only while it fires', async () => {
  const ids = await inStore(desk(), (store) => {
    putIncident(store, null, incident({ lastSeenAt: '2026-11-22T19:00:00Z' }));
    return [
      openIncident(store, incident().key, at('19:00:00'), no),
      openIncident(store, incident().key, at('19:00:01'), no),
      openIncident(store, incident().key, at('23:00:00'), yes),
      openIncident(store, 'another key', 0, yes),
    ].map((open) => open?.id ?? null);
  });
  expect(ids).toEqual([1, null, 1, null]);
});

it('is not open once resolved, and a newer one of its key takes its place', async () => {
  const seen = await inStore(desk(), (store) => {
    const key = incident().key;
    const id = putIncident(store, null, incident());
    putIncident(store, id, incident({ resolvedAt: '2026-11-22T19:10:00Z' }));
    const closed = openIncident(store, key, 0, yes);
    putIncident(store, null, incident());
    putIncident(store, null, incident());
    const asked: number[] = [];
    openIncident(store, key, Infinity, (id) => asked.push(id) > 0);
    return [closed, openIncident(store, key, 0, no)?.id, asked, newestIncidents(store, 2).map((i) => i.id)];
  });
  expect(seen).toEqual([null, 3, [3], [3, 2]]);
});

it('keeps the place where it is told when its story goes on', async () => {
  const stored = await inStore(desk(), (store) => {
    const id = putIncident(store, null, incident());
    incidentPosted(store, id, 'C0123456', '1.2');
    putIncident(store, id, incident({ alerts: 2 }));
    return getIncident(store, id);
  });
  expect(stored).toMatchObject({ incident: { alerts: 2 }, channel: 'C0123456', ts: '1.2' });
});
