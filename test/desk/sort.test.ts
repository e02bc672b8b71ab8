import { describe, expect, it } from 'vitest';
import { keepArrivals, stillComing } from '../../src/desk/arrive.ts';
import type { Receipt } from '../../src/desk/api.ts';
import { sortArrivals, sortForReader } from '../../src/desk/sort.ts';
import { turns } from '../../src/desk/turns.ts';
import { arrivalsDue, countArrivals } from '../../src/store/arrivals.ts';
import { asideAlerts } from '../../src/store/aside.ts';
import { counters } from '../../src/store/counters.ts';
import { episodeOf } from '../../src/facts/episodes.ts';
import { finishAlert } from '../../src/store/inbox.ts';
import type { Store } from '../../src/store/store.ts';
import type { Alert } from '../../src/types.ts';
import { claimAlerts } from '../support/claims.ts';
import { arrivalOf } from '../support/accounting-model.ts';
import { alertOfPod } from '../support/alerts.ts';
import { memoryStore } from '../support/sqlite.ts';

const minutes = 60_000;

/** What a Desk needs to take in and to sort. */
function taking(store: Store = memoryStore()) {
  const logged: string[] = [];
  const ports = {
    store,
    coming: stillComing(store),
    places: new Map(),
    now: () => 0,
    turns: turns(() => 0),
    log: (msg: string) => void logged.push(msg),
  };
  const hear = (at: number, ...alerts: Alert[]) =>
    keepArrivals(store, ports.coming, [arrivalOf(...alerts)], at)[0] as Receipt;
  const inbox = (): unknown[] => store.sql('SELECT state FROM inbox ORDER BY id').map(({ state }) => state);
  return { ports, store, hear, inbox, logged };
}

const over = (alert: Alert): Alert => ({ ...alert, status: 'resolved', endsAt: '2026-11-22T14:05:00Z' });
const [a, b, c] = ['a', 'b', 'c'].map(alertOfPod) as [Alert, Alert, Alert];
/** Makes the inbox refuse one alert, whatever else is beside it. */
const refuse = (store: Store, { fingerprint }: Alert): unknown =>
  store.sql(
    `CREATE TRIGGER refuse BEFORE INSERT ON inbox WHEN NEW.alert_key LIKE '%|${fingerprint}|%' BEGIN SELECT RAISE(ABORT, 'refused'); END`,
  );

describe('what comes in', () => {
  it('is told apart from what is known: within one group, while it waits, in the inbox, and in a later life', async () => {
    const first = taking();
    const heard = [first.hear(0, a, a, b), first.hear(1, a, c)];
    await sortArrivals(first.ports);
    heard.push(first.hear(2, c, over(c)));
    const second = taking(first.store);
    heard.push(second.hear(3, over(c), over(a)));
    expect(heard.map(({ accepted, repeated }) => [accepted, repeated])).toEqual([
      [2, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  it('is sorted in its order, at the time it came', async () => {
    const { hear, store, ports } = taking();
    hear(1000, a, b);
    hear(2000, c, over(a));
    expect([arrivalsDue(store), countArrivals(store)]).toEqual([1000, 4]);
    await sortArrivals(ports);
    expect(claimAlerts(store, 5000, 10, 1).map(({ receivedAt, alert }) => [receivedAt, alert])).toEqual([
      [1000, a],
      [1000, b],
      [2000, c],
      // Of an end the claim says only whose it is.
      [2000, null],
    ]);
    expect([arrivalsDue(store), countArrivals(store), ports.coming]).toEqual([
      null,
      0,
      { episodes: new Set(), alerts: 0 },
    ]);
  });

  it('is worked on by turns: of every group the first before the second of any, also of a group that came later', async () => {
    const { hear, store, ports } = taking();
    const group = (groupKey: string) =>
      Array.from({ length: 3 }, (_, n) => ({ ...alertOfPod(`${groupKey}-${n}`), groupKey }));
    const [web, api] = [group('web'), group('api')];
    hear(0, ...web.slice(0, 2));
    await sortArrivals(ports);
    // What the sender adds to its group later stands behind what it said of it before.
    hear(1, ...web.slice(2), ...api);
    await sortArrivals(ports);
    expect(claimAlerts(store, 1, 10, 1).map(({ alert }) => alert)).toEqual([
      web[0],
      api[0],
      web[1],
      api[1],
      web[2],
      api[2],
    ]);
  });

  it('is new when it fires again long after its end, and is told so at once', async () => {
    const { hear, store, ports } = taking();
    hear(0, a, over(a));
    await sortArrivals(ports);
    for (const { id } of claimAlerts(store, 0, 10, 1))
      finishAlert(store, id, { state: 'done', reason: '', incident: 1 });
    expect([hear(9 * minutes, a), hear(11 * minutes, a)]).toEqual([
      { accepted: 0, repeated: 1 },
      { accepted: 1, repeated: 0 },
    ]);
    await sortArrivals(ports);
    expect(claimAlerts(store, 11 * minutes, 10, 1).map(({ alert }) => alert)).toEqual([a]);
  });

  it.each([
    ['cluster', { cluster: 'lab\ud800' }],
    ['fingerprint', { fingerprint: 'a\udc00b' }],
  ])('is known again by a %s with half a character in it', async (_what, odd) => {
    const { hear, inbox, ports, store } = taking();
    for (let time = 0; time < 3; time++) {
      hear(time, { ...a, ...odd });
      await sortArrivals(ports);
    }
    expect([inbox(), store.sql('SELECT repeats FROM inbox')]).toEqual([['waiting'], [{ repeats: 2 }]]);
  });

  it('is known to a later life however much of it waits', () => {
    const first = taking();
    const many = Array.from({ length: 120 }, (_, n) => alertOfPod(`web-${n}`));
    for (const one of many) first.hear(0, one);
    expect(countArrivals(first.store)).toBe(120);
    expect(taking(first.store).hear(1, ...many)).toEqual({ accepted: 0, repeated: 120 });
  });

  it('is refused, and nothing of it kept, while two hundred thousand wait to be sorted', async () => {
    const { hear, ports, store } = taking();
    // Repeats wait, too.
    const parcels = arrivalOf(a).parcels.map((one) => ({
      ...one,
      episodes: Array<string>(200_000).fill(episodeOf(a)),
    }));
    keepArrivals(store, ports.coming, [{ parcels, dropped: null }], 0);
    for (const coming of [ports.coming, stillComing(store)])
      expect(() => keepArrivals(store, coming, [arrivalOf(b)], 1)).toThrow('too many alerts wait to be sorted');
    expect(countArrivals(store)).toBe(200_000);
    await sortArrivals(ports);
    expect([hear(2, b), ports.coming.alerts]).toEqual([{ accepted: 1, repeated: 0 }, 1]);
  });

  it('is counted when it is sorted, repeats apart', async () => {
    const { hear, store, ports } = taking();
    const event: Alert = { ...b, sender: 'kubernetes-event', fingerprint: 'an Event' };
    hear(0, a, b, event);
    hear(0, a, over(a));
    await sortArrivals(ports);
    hear(0, over(a), event, c);
    await sortArrivals(ports);
    const [sender, other] = ['alertmanager', 'kubernetes-event'];
    expect(counters(store)).toEqual([
      { name: 'lastword_alerts_received_total', labels: { sender, status: 'firing' }, value: 4 },
      { name: 'lastword_alerts_received_total', labels: { sender, status: 'resolved' }, value: 2 },
      { name: 'lastword_alerts_received_total', labels: { sender: other, status: 'firing' }, value: 2 },
      { name: 'lastword_alerts_repeated_total', labels: { sender }, value: 2 },
      { name: 'lastword_alerts_repeated_total', labels: { sender: other }, value: 1 },
    ]);
    expect(store.sql('SELECT repeats FROM inbox ORDER BY id').map(({ repeats }) => repeats)).toEqual([1, 0, 1, 1, 0]);
  });

  it('is sorted in a few statements for many webhooks of one alert each', async () => {
    const { hear, ports, store } = taking();
    const sql: string[] = [];
    const counted: Store = {
      ...store,
      sql: (query, ...values) => {
        sql.push(query);
        return store.sql(query, ...values);
      },
    };
    for (let n = 0; n < 100; n++) hear(0, alertOfPod(`web-${n}`));
    await sortArrivals({ ...ports, store: counted });
    const inserts = sql.filter((query) => query.startsWith('INSERT INTO inbox'));
    expect([inserts.length, sql.length < 130]).toEqual([100, true]);
  });
});

describe('a row of it', () => {
  it('on which sorting fails does not stop the others; after five times only what it fails on is set aside', async () => {
    const { hear, inbox, logged, ports, store } = taking();
    refuse(store, b);
    hear(0, a, b);
    hear(1, c);
    await expect(sortArrivals(ports)).rejects.toThrow('rows that could not be sorted: 1');
    // The other was sorted in the same go.
    expect([inbox(), logged]).toEqual([['waiting'], ['sorting failed']]);
    for (let tries = 1; tries < 5; tries++) sortForReader(ports);
    expect([inbox(), logged]).toEqual([['waiting'], Array(5).fill('sorting failed')]);
    await sortArrivals(ports);
    expect([inbox(), countArrivals(store)]).toEqual([['waiting', 'waiting', 'rejected'], 0]);
    expect(asideAlerts(store, 5).map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^lastword failed on it 5 times: Error: .*refused/),
    ]);
    expect(claimAlerts(store, 5000, 10, 1).map(({ alert }) => alert)).toEqual([c, a]);
  });

  it('on which sorting fails is tried once an alarm, however many others fail: what came with them waits for a few alarms', async () => {
    const { hear, inbox, ports, store } = taking();
    refuse(store, b);
    for (let n = 0; n < 20; n++) hear(n, alertOfPod(`web-${n}`), { ...b, startsAt: `2026-11-22T14:04:${10 + n}Z` });
    const alarm = (): Promise<unknown> => sortArrivals(ports).catch((error: unknown) => String(error));
    const heard = [await alarm(), await alarm(), await alarm(), await alarm(), await alarm()];
    expect([new Set(heard), inbox()]).toEqual([new Set(['Error: rows that could not be sorted: 20']), []]);
    await alarm();
    const count = (state: string): number => inbox().filter((one) => one === state).length;
    expect([count('waiting'), count('rejected')]).toEqual([20, 20]);
  });

  it('that is given up is counted as the others are: its repeats, and what lastword failed on, apart from what it could not parse', async () => {
    const { hear, ports, store } = taking();
    refuse(store, b);
    hear(0, a);
    await sortArrivals(ports);
    hear(1, a, b);
    hear(2, c);
    store.sql(`UPDATE arrivals SET body = '{"alerts":[{' WHERE body LIKE ?`, `%"${c.fingerprint}"%`);
    for (let tries = 0; tries < 5; tries++) sortForReader(ports);
    await sortArrivals(ports);
    const [sender, status] = ['alertmanager', 'firing'];
    expect(counters(store)).toEqual([
      { name: 'lastword_alerts_received_total', labels: { sender, status }, value: 3 },
      { name: 'lastword_alerts_rejected_total', labels: { reason: 'set-aside' }, value: 2 },
      { name: 'lastword_alerts_repeated_total', labels: { sender }, value: 1 },
    ]);
  });

  it('that cannot be read back is set aside, and stops nobody', async () => {
    const { hear, inbox, ports, store } = taking();
    hear(0, a);
    hear(1, c);
    store.sql(`UPDATE arrivals SET body = '{"alerts":[{' WHERE id = 1`);
    await sortArrivals(ports);
    expect([inbox(), asideAlerts(store, 5).map(({ reason }) => reason)]).toEqual([
      ['rejected', 'waiting'],
      ['its row in the store cannot be read'],
    ]);
  });
});
