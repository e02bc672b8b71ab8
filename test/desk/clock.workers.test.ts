import { reset } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import { mindTheClock } from '../../src/desk/clock.ts';
import { addAlert, finishAlert } from '../../src/store/inbox.ts';
import { againDue, lookAgainAt } from '../../src/store/aside.ts';
import { alert, arrival, desk, inStore, quietly } from '../support/desks.ts';

afterEach(() => reset());

const day = 24 * 3600 * 1000;

it('a clock that jumps back by a day holds nothing back: what comes in then is told at once', async () => {
  const posts = await quietly(desk(), async (quiet) => {
    const { ports } = quiet;
    const began = ports.now();
    let now = began + day;
    ports.now = () => now;
    ports.gapMs = 1000;
    await quiet.accept(arrival(alert()));
    await quiet.ring();
    now = began;
    await quiet.accept(arrival(alert({ fingerprint: 'b', labels: { ...alert().labels, pod: 'web-2', uid: 'p-2' } })));
    await quiet.ring();
    return quiet.spoken.filter(({ how }) => how === 'post').length;
  });
  expect(posts).toBe(2);
});

it('an alert that waits for its cluster is looked at again now, not when the clock is there again', async () => {
  const due = await inStore(desk(), (store) => {
    addAlert(store, alert(), day);
    finishAlert(store, 1, { state: 'done', reason: 'a new incident', incident: 1 });
    lookAgainAt(store, 1, day + 60_000);
    mindTheClock(store, day);
    mindTheClock(store, 5000);
    return againDue(store);
  });
  expect(due).toBe(5000);
});

it('a correction of half a minute changes nothing', async () => {
  const due = await inStore(desk(), (store) => {
    mindTheClock(store, day);
    addAlert(store, alert(), day);
    lookAgainAt(store, 1, day + 600_000);
    return [mindTheClock(store, day - 30_000), againDue(store)];
  });
  expect(due).toEqual([false, day + 600_000]);
});
