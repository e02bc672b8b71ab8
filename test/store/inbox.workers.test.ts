import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { asideAlerts } from '../../src/store/aside.ts';
import { alertKey } from '../../src/facts/episodes.ts';
import { claimRows, dueRows } from '../../src/store/claims.ts';
import { addAlert, addRejected, type Fate, finishAlert, inboxDue } from '../../src/store/inbox.ts';
import { placesOf, resolvedAt, stillFires } from '../../src/store/ends.ts';
import { raiseHidden } from '../../src/store/hidden.ts';
import type { Store } from '../../src/store/store.ts';
import type { Alert, KubeEvent } from '../../src/types.ts';
import { claimAlerts } from '../support/claims.ts';
import { alert, desk, eventAlert, inStore, resolved } from '../support/desks.ts';

afterEach(() => reset());

const claimMs = 15_000;
const ids = (store: Store, now: number, limit = 50) => claimAlerts(store, now, limit, claimMs).map((row) => row.id);
const placeOf = (store: Store, key: string) => placesOf(store, [key]).get(key) ?? null;
const told = (incident: number | null): Fate => ({ state: 'done', reason: 'a new incident', incident });
const bytes = (store: Store) =>
  store.sql('SELECT length(CAST(body AS BLOB)) AS n FROM inbox').map((row) => Number(row.n));

describe('what came in', () => {
  it('is one row an episode: a repeat is counted and not stored', async () => {
    const seen = await inStore(desk(), (store) => [
      addAlert(store, alert(), 1000),
      addAlert(store, alert({ field: 'alerts[7]', annotations: { summary: 'from the other peer' } }), 2000),
      store.sql('SELECT id, status, received_at, heard_at, due_at, repeats, state FROM inbox'),
    ]);
    const row = {
      id: 1,
      status: 'firing',
      received_at: 1000,
      heard_at: 2000,
      due_at: 1000,
      repeats: 1,
      state: 'waiting',
    };
    expect(seen).toEqual([true, false, [row]]);
  });

  it('is not repeated by its end, by a later start, or by another cluster’s twin; by another route it is', async () => {
    const others = [
      resolved(alert()),
      alert({ startsAt: '2026-11-23T00:00:00Z' }),
      alert({ cluster: 'prod' }),
      alert({ cluster: null }),
      alert({ fingerprint: 'b' }),
    ];
    const [first, ...rest] = await inStore(desk(), (store) => [
      addAlert(store, alert(), 0),
      ...others.map((other) => addAlert(store, other, 0)),
      addAlert(store, resolved(alert(), '2026-11-22T19:30:00Z'), 0),
    ]);
    expect([first, ...rest]).toEqual([true, true, true, true, true, true, false]);
  });

  it('is told apart from one whose cluster and fingerprint read the same in a row', async () => {
    const pair = [alert({ cluster: 'a|b', fingerprint: 'c' }), alert({ cluster: 'a', fingerprint: 'b|c' })];
    const seen = await inStore(desk(), (store) => pair.map((one) => addAlert(store, one, 0)));
    expect(seen).toEqual([true, true]);
  });

  it('is claimed oldest first, as many as asked for, and due again only after its claim', async () => {
    const seen = await inStore(desk(), (store) => {
      for (const fingerprint of ['a', 'b', 'c']) addAlert(store, alert({ fingerprint }), 1000);
      return [
        ids(store, 999),
        inboxDue(store),
        ids(store, 1000, 2),
        ids(store, 1000),
        inboxDue(store),
        ids(store, 1000 + claimMs - 1),
        ids(store, 1000 + claimMs),
      ];
    });
    expect(seen).toEqual([[], 1000, [1, 2], [3], 16_000, [], [1, 2, 3]]);
  });

  it('comes back from a claim as it went in, with its tries counted', async () => {
    const [first, second] = await inStore(desk(), (store) => {
      addAlert(store, eventAlert(), 1000);
      return [claimAlerts(store, 1000, 1, 10), claimAlerts(store, 1010, 1, 10)].flat();
    });
    expect(first).toEqual({ id: 1, tries: 1, receivedAt: 1000, alert: eventAlert() });
    expect(second?.tries).toBe(2);
  });

  it('is not due any more once it is done or set aside', async () => {
    const seen = await inStore(desk(), (store) => {
      for (const fingerprint of ['a', 'b']) addAlert(store, alert({ fingerprint }), 0);
      finishAlert(store, 1, told(4));
      finishAlert(store, 2, { state: 'set-aside', reason: 'failed on it 5 times', incident: null });
      return [inboxDue(store), ids(store, 1e15), asideAlerts(store, 10)];
    });
    expect(seen).toEqual([null, [], [{ at: 0, reason: 'failed on it 5 times' }]]);
  });

  it('knows what became of it: what was said because of it, and the delivery that says it', async () => {
    const seen = await inStore(desk(), (store) => {
      for (const fingerprint of ['a', 'b']) addAlert(store, alert({ fingerprint }), 0);
      finishAlert(store, 1, { ...told(4), outcome: 'posted', delivery: 9 });
      finishAlert(store, 2, { ...told(4), outcome: 'suppressed' });
      return store.sql('SELECT state, reason, incident_id, outcome, delivery_id FROM inbox');
    });
    const done = { state: 'done', reason: 'a new incident', incident_id: 4 };
    expect(seen).toEqual([
      { ...done, outcome: 'posted', delivery_id: 9 },
      { ...done, outcome: 'suppressed', delivery_id: null },
    ]);
  });

  it('of an end is who ended, and when: what it was about is said by its beginning', async () => {
    const [row] = await inStore(desk(), (store) => {
      addAlert(store, resolved(alert()), 0);
      return store.sql('SELECT body FROM inbox');
    });
    expect(JSON.parse(String(row?.['body']))).toEqual({ ...resolved(alert()), labels: {}, annotations: {} });
  });

  it('of ends is taken beside the alerts that are claimed, and stays due until it is done', async () => {
    const seen = await inStore(desk(), (store) => {
      for (const fingerprint of ['a', 'b', 'c']) addAlert(store, resolved(alert({ fingerprint })), 1000);
      for (const fingerprint of ['d', 'e']) addAlert(store, alert({ fingerprint }), 1000);
      const before = store.sql('SELECT * FROM inbox WHERE id < 4');
      const taken = claimAlerts(store, 1000, 1, claimMs).map(({ id, alert: of }) => [id, of?.fingerprint ?? 'an end']);
      expect(store.sql('SELECT * FROM inbox WHERE id < 4')).toEqual(before);
      return [taken, inboxDue(store)];
    });
    expect(seen).toEqual([
      [
        [1, 'an end'],
        [2, 'an end'],
        [3, 'an end'],
        [4, 'd'],
      ],
      1000,
    ]);
  });

  it('and is in line but was not come to is due as before, and that was no try', async () => {
    const [claimed] = await inStore(desk(), (store) => {
      addAlert(store, alert(), 0);
      expect(dueRows(store, 0, 1)).toMatchObject([{ id: 1, receivedAt: 0, tries: 1, ends: false }]);
      return claimAlerts(store, 700, 1, claimMs);
    });
    expect(claimed?.tries).toBe(1);
  });

  it('and was claimed since it stood in line is not claimed again', async () => {
    const claimed = await inStore(desk(), (store) => {
      for (const fingerprint of ['a', 'b']) addAlert(store, alert({ fingerprint }), 0);
      const line = dueRows(store, 0, 2);
      claimRows(store, line.slice(0, 1), 0, claimMs);
      return claimRows(store, line, 0, claimMs).map(({ id }) => id);
    });
    expect(claimed).toEqual([2]);
  });

  it('and cannot be read back is set aside at once: the others are claimed', async () => {
    const seen = await inStore(desk(), (store) => {
      for (const fingerprint of ['a', 'b', 'c']) addAlert(store, alert({ fingerprint }), 0);
      store.sql(`UPDATE inbox SET body = '{"cut":' WHERE id = 2`);
      return [ids(store, 0), asideAlerts(store, 10), inboxDue(store)];
    });
    expect(seen).toEqual([[1, 3], [{ at: 0, reason: 'its row in the store cannot be read' }], claimMs]);
  });
});

describe('an alert that fires again with the very start that it had', () => {
  const minutes = 60_000;
  const key = alertKey(alert());
  const toldOf = (store: Store, incident: number) => {
    for (const { id } of claimAlerts(store, 0, 50, 1)) finishAlert(store, id, told(incident));
  };
  /** It fired and ended at 0, both were told in incident 4, and fires again then. Everything else that `between` does comes before. */
  const again = (now: number, between: (store: Store) => void = () => undefined) =>
    inStore(desk(), (store) => {
      for (const one of [alert(), resolved(alert())]) addAlert(store, one, 0);
      toldOf(store, 4);
      between(store);
      const fresh = addAlert(store, alert(), now);
      return { fresh, ended: resolvedAt(store, key), rows: store.sql('SELECT status, state, repeats FROM inbox') };
    });

  it('within ten minutes of its end is a twin’s late word: a repeat', async () => {
    const { fresh, rows } = await again(10 * minutes);
    expect(fresh).toBe(false);
    expect(rows.map((row) => row['repeats'])).toEqual([1, 0]);
  });

  it('later is a new episode, whose end is still to come', async () => {
    const { fresh, ended, rows } = await again(10 * minutes + 1);
    expect([fresh, ended]).toEqual([true, null]);
    expect(rows.map(({ status, state }) => [status, state])).toEqual([
      ['firing', 'done'],
      ['resolved', 'done'],
      ['firing', 'waiting'],
    ]);
  });

  it('also when its end was said twice', async () => {
    const { fresh } = await again(10 * minutes + 1, (store) => addAlert(store, resolved(alert()), 9 * minutes));
    expect(fresh).toBe(true);
  });

  it('also when its start was never heard', async () => {
    const seen = await inStore(desk(), (store) => {
      addAlert(store, resolved(alert()), 0);
      toldOf(store, 4);
      return [addAlert(store, alert(), 10 * minutes + 1), resolvedAt(store, key)];
    });
    expect(seen).toEqual([true, null]);
  });

  it('is a repeat as long as its end waits to be told', async () => {
    const { fresh } = await again(60 * minutes, (store) =>
      store.sql(`UPDATE inbox SET state = 'waiting' WHERE id = 2`),
    );
    expect(fresh).toBe(false);
  });

  it('keeps the incidents of both apart, and ends like any other: as often as it comes back', async () => {
    const seen = await inStore(desk(), (store) => {
      return [1, 2, 3].map((round) => {
        const start = round * 20 * minutes;
        const fresh = [addAlert(store, alert(), start), addAlert(store, alert(), start)];
        for (const { id } of claimAlerts(store, start, 50, 1)) finishAlert(store, id, told(round));
        const fires = [stillFires(store, round, 0), stillFires(store, round - 1, 0)];
        addAlert(store, resolved(alert()), start + minutes);
        for (const { id } of claimAlerts(store, start + minutes, 50, 1)) finishAlert(store, id, told(round));
        return [fresh, fires, stillFires(store, round, 0), placeOf(store, key)?.incident];
      });
    });
    expect(seen).toEqual([1, 2, 3].map((round) => [[true, false], [true, false], false, round]));
  });

  it('and its end’s repeats stay with the new one', async () => {
    const { rows } = await inStore(desk(), (store) => {
      for (const one of [alert(), resolved(alert())]) addAlert(store, one, 0);
      toldOf(store, 4);
      addAlert(store, alert(), 20 * minutes);
      const fresh = [resolved(alert()), resolved(alert())].map((end) => addAlert(store, end, 21 * minutes));
      return { rows: [...fresh, store.sql('SELECT repeats FROM inbox').map((row) => row['repeats'])] };
    });
    expect(rows).toEqual([true, false, [0, 0, 0, 1]]);
  });
});

describe('an alert that is too large', () => {
  const wide = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`note_${at}`, 'ä'.repeat(16_000)]));
  const event = {
    metadata: { uid: 'e-1', name: 'web-1.18ea', namespace: 'shop', managedFields: ['x'.repeat(400_000)] },
    involvedObject: { kind: 'Pod', name: 'web-1', uid: 'p-1', fieldPath: 'spec.containers{app}', annotations: wide },
    reason: 'Killing',
    message: 'Stopping container app',
    source: { component: 'kubelet', host: 'node-1' },
    lastTimestamp: '2026-11-22T19:43:14Z',
  } as unknown as KubeEvent;

  it.each([
    ['annotations', alert({ annotations: wide })],
    ['labels', alert({ labels: { ...wide, ...alert().labels } })],
    ['an Event’s object', eventAlert({ event })],
    ['everything', eventAlert({ event, annotations: wide, labels: { ...wide, ...alert().labels } })],
  ])('in its %s still is an alert about the same pod, in 256 KB', async (_name, large) => {
    const [size, claimed] = await inStore(desk(), (store) => {
      addAlert(store, large, 0);
      return [bytes(store)[0], claimAlerts(store, 0, 1, 1)[0]?.alert] as const;
    });
    expect(size).toBeLessThanOrEqual(256 * 1024);
    expect(claimed).toMatchObject({ fingerprint: large.fingerprint, startsAt: large.startsAt, labels: alert().labels });
    expect(claimed?.annotations['lastword']).toMatch(/larger than 256 KB/);
    if (!large.event) return;
    const { annotations: _left, ...about } = event.involvedObject as unknown as Record<string, unknown>;
    expect(claimed?.event).toMatchObject({
      reason: 'Killing',
      message: 'Stopping container app',
      involvedObject: about,
    });
  });

  it('loses nothing when it just fits', async () => {
    const room = 256 * 1024 - JSON.stringify(alert({ annotations: { a: '' } })).length;
    const sizes = await inStore(desk(), (store) => {
      addAlert(store, alert({ annotations: { a: 'x'.repeat(room) } }), 0);
      addAlert(store, alert({ fingerprint: 'f'.repeat(16), annotations: { a: 'x'.repeat(room + 1) } }), 0);
      return bytes(store);
    });
    expect(sizes[0]).toBe(256 * 1024);
    expect(sizes[1]).toBeLessThan(1000);
  });
});

describe('an alert that could not be parsed', () => {
  it('is kept once, however often it is sent, and is nobody’s work', async () => {
    const seen = await inStore(desk(), (store) => {
      for (const now of [1000, 2000]) addRejected(store, 'hash-a', 'alerts[0].status: Invalid', '{"status":7}', now);
      addRejected(store, 'hash-b', 'alerts[1]: Invalid', 'null', 3000);
      return [asideAlerts(store, 10), asideAlerts(store, 1).length, inboxDue(store), ids(store, 1e15)];
    });
    const [b, a] = [
      { at: 3000, reason: 'alerts[1]: Invalid' },
      { at: 1000, reason: 'alerts[0].status: Invalid' },
    ];
    expect(seen).toEqual([[b, a], 1, null, []]);
  });

  it('is cut to 256 KB', async () => {
    const [size] = await inStore(desk(), (store) => {
      addRejected(store, 'big', 'too big', '€'.repeat(1 << 20), 0);
      return bytes(store);
    });
    expect(size).toBeGreaterThan(200 * 1024);
    expect(size).toBeLessThanOrEqual(256 * 1024);
  });
});

describe('an alert and its end', () => {
  const key = alertKey(alert());
  const firing = (store: Store, incident: number | null, ...alerts: Parameters<typeof addAlert>[1][]) => {
    for (const one of alerts) addAlert(store, one, 5000);
    for (const { id } of claimAlerts(store, 5000, 50, 1)) finishAlert(store, id, told(incident));
  };

  it('the end knows the incident that the alert opened', async () => {
    const seen = await inStore(desk(), (store) => {
      const before = [placeOf(store, key), addAlert(store, alert(), 0) && placeOf(store, key)];
      finishAlert(store, 1, told(4));
      return [...before, placeOf(store, key)];
    });
    expect(seen).toEqual([null, null, { incident: 4, hidden: null }]);
  });

  it('the end knows the hidden stop that the alert told of, and the incident that it belongs to since it was told after all', async () => {
    const seen = await inStore(desk(), (store) => {
      addAlert(store, alert(), 0);
      finishAlert(store, 1, { ...told(null), outcome: 'suppressed', hidden: 3 });
      const hidden = placeOf(store, key);
      raiseHidden(store, 3, 'raised by hand', 4);
      return [hidden, placeOf(store, key)];
    });
    expect(seen).toEqual([
      { incident: null, hidden: 3 },
      { incident: 4, hidden: 3 },
    ]);
  });

  it('the alert knows that its end came first, and when', async () => {
    const seen = await inStore(desk(), (store) => [
      resolvedAt(store, key),
      addAlert(store, resolved(alert()), 0) && resolvedAt(store, key),
    ]);
    expect(seen).toEqual([null, '2026-11-22T19:09:20Z']);
  });

  it('an end without a time, or that cannot be read, counts from when it came in', async () => {
    const seen = await inStore(desk(), (store) => {
      addAlert(store, { ...alert(), status: 'resolved' }, Date.UTC(2026, 10, 22));
      const untimed = resolvedAt(store, key);
      store.sql(`UPDATE inbox SET body = 'x'`);
      return [untimed, resolvedAt(store, key)];
    });
    expect(seen).toEqual(['2026-11-22T00:00:00.000Z', '2026-11-22T00:00:00.000Z']);
  });

  it('an incident fires as long as one of its alerts does; ends count from when they come in', async () => {
    const twin = alert({ fingerprint: 'b' });
    const counts = await inStore(desk(), (store) => {
      firing(store, 4, alert(), twin);
      const now = [stillFires(store, 4, 0)];
      addAlert(store, resolved(alert()), 6000);
      now.push(stillFires(store, 4, 0));
      addAlert(store, resolved(twin), 6000);
      return [...now, stillFires(store, 4, 0), stillFires(store, 5, 0)];
    });
    expect(counts).toEqual([true, true, false, false]);
  });

  it.each([0, 1])('an incident fires as long as one of two does, whichever it is', async (which) => {
    const pair = [alert(), alert({ fingerprint: 'b' })] as const;
    const fires = await inStore(desk(), (store) => {
      firing(store, 4, ...pair);
      addAlert(store, resolved(pair[which] as Alert), 6000);
      return stillFires(store, 4, 0);
    });
    expect(fires).toBe(true);
  });

  it('one of which its sender fell silent does not fire any more; a repeat is a sign of life', async () => {
    const counts = await inStore(desk(), (store) => {
      firing(store, 4, alert(), alert({ fingerprint: 'b' }));
      const silent = [stillFires(store, 4, 5000), stillFires(store, 4, 5001)];
      addAlert(store, alert(), 9000);
      return [...silent, stillFires(store, 4, 5001), stillFires(store, 4, 9001)];
    });
    expect(counts).toEqual([true, false, true, false]);
  });

  it('Events never resolve: they keep no incident firing', async () => {
    const count = await inStore(desk(), (store) => {
      firing(store, 4, eventAlert());
      return stillFires(store, 4, 0);
    });
    expect(count).toBe(false);
  });
});
