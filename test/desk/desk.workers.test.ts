import { evictDurableObject, reset, runDurableObjectAlarm } from 'cloudflare:test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { packed, unpacked } from '../../src/facts/parcels.ts';
import type { Notifier } from '../../src/ports.ts';
import { arrivedBodies } from '../../src/store/arrivals.ts';
import { addAlert } from '../../src/store/inbox.ts';
import { claimDelivery, deliveriesOf } from '../../src/store/outbox.ts';
import { counters } from '../../src/store/counters.ts';
import { claimAlerts } from '../support/claims.ts';
import {
  accept,
  alert,
  arrival,
  desk,
  eventAlert,
  inDesk,
  inInbox,
  type QuietDesk,
  quietly,
  resolved,
} from '../support/desks.ts';

afterEach(() => reset());

const rows = ({ store }: QuietDesk) => store.sql('SELECT state, tries, reason, incident_id FROM inbox ORDER BY id');
const states = (quiet: QuietDesk) => rows(quiet).map((row) => row['state']);
const told = (quiet: QuietDesk, incident = 1) =>
  deliveriesOf(quiet.store, incident).map((row) => [row.kind, row.state]);
/** Takes in alerts and works on them at once. */
const take = async (quiet: QuietDesk, ...alerts: Parameters<typeof arrival>) => {
  const receipt = await quiet.accept(arrival(...alerts));
  await quiet.ring();
  return receipt;
};
/** As if that much time had gone by since everything was written. */
const later = ({ store }: QuietDesk, ms: number) => {
  store.sql('UPDATE inbox SET due_at = due_at - ?', ms);
  store.sql('UPDATE outbox SET due_at = due_at - ?', ms);
};

describe('an alert', () => {
  it('is on disk, and its work is due, before the sender hears of it; nothing was done yet', async () => {
    const seen = await quietly(desk(), async (quiet) => [
      await quiet.accept(arrival(alert())),
      unpacked([...arrivedBodies(quiet.store)].join(''))?.alerts,
      (await quiet.view()).incidents,
      rows(quiet),
      ((await quiet.ring()) ?? Infinity) <= Date.now(),
    ]);
    const row = { state: 'waiting', tries: 0, reason: null, incident_id: null };
    expect(seen).toEqual([{ accepted: 1, repeated: 0 }, [alert()], [], [row], true]);
  });

  it('of a cluster that cannot be read is told as it came, and says what could not be read', async () => {
    const [row, view] = await quietly(desk(), async (quiet) => {
      quiet.ports.cluster = quiet.clusters;
      await take(quiet, alert());
      // What it asked of the cluster is counted, by kind.
      for (const kind of ['pods', 'events'])
        expect(counters(quiet.store)).toEqual(
          expect.arrayContaining([
            { name: 'lastword_cluster_requests_total', labels: { kind }, value: 1 },
            { name: 'lastword_cluster_request_errors_total', labels: { kind, reason: 'unreachable' }, value: 1 },
          ]),
        );
      return [rows(quiet)[0], await quiet.view()] as const;
    });
    const reason = 'undetermined: what would decide is not known, and that is always told';
    expect(row).toEqual({ state: 'done', tries: 1, reason, incident_id: 1 });
    expect(view.incidents).toHaveLength(1);
    const [{ incident, delivery, message }] = view.incidents as [(typeof view.incidents)[number]];
    expect(incident).toMatchObject({ verdict: 'undetermined', pods: ['web-1'], alerts: 1, resolvedAt: null });
    expect(incident.diagnosis.unchecked.find((u) => u.evidence === 'pod')?.why).toMatch(/^the cluster /);
    expect(delivery).toMatchObject({ state: 'posted', error: null });
    expect(message.text).toContain('web');
  });

  it('is explained by the runtime’s own alarm, too', async () => {
    const stub = desk();
    await accept(stub, alert());
    await runDurableObjectAlarm(stub);
    await vi.waitFor(async () => expect((await stub.view()).incidents).toHaveLength(1));
  });

  it('that the other of two Alertmanagers sends again is a repeat: one incident, one message', async () => {
    const seen = await quietly(desk(), async (quiet) => [
      await take(quiet, alert()),
      await take(quiet, alert({ field: 'alerts[3]' })),
      (await quiet.view()).incidents.length,
      told(quiet),
    ]);
    expect(seen).toEqual([{ accepted: 1, repeated: 0 }, { accepted: 0, repeated: 1 }, 1, [['parent', 'posted']]]);
  });

  it('beside another about the same stop is told once, and the silence has a name', async () => {
    const [reason, incidents, said] = await quietly(desk(), async (quiet) => {
      await take(quiet, alert());
      await take(quiet, alert({ fingerprint: 'b', labels: { ...alert().labels, alertname: 'KubeContainerWaiting' } }));
      return [rows(quiet)[1]?.['reason'], (await quiet.view()).incidents, told(quiet)] as const;
    });
    expect(reason).toMatch(/^repeat/);
    expect([incidents.length, incidents[0]?.incident.alerts, said]).toEqual([1, 2, [['parent', 'posted']]]);
  });

  it('and 600 others of one storm are all worked on, batch after batch', async () => {
    const storm = Array.from({ length: 601 }, (_, at) =>
      alert({ fingerprint: `f-${at}`, labels: { ...alert().labels, pod: `web-${at % 40}`, container: `app-${at}` } }),
    );
    const seen = await quietly(desk(), async (quiet) => {
      const receipt = await quiet.accept(arrival(...storm));
      await quiet.ring();
      const first = states(quiet).filter((state) => state === 'done').length;
      while ((await quiet.ring()) !== null);
      return [
        receipt,
        first,
        new Set(states(quiet)),
        quiet.store.sql(`SELECT state FROM outbox WHERE state <> 'posted'`),
      ];
    });
    expect(seen).toEqual([{ accepted: 601, repeated: 0 }, 500, new Set(['done']), []]);
  });
});

describe('an alert’s end', () => {
  it('closes the incident and edits its message', async () => {
    const [view, said] = await quietly(desk(), async (quiet) => {
      await take(quiet, alert());
      await take(quiet, resolved(alert()));
      return [await quiet.view(), told(quiet)] as const;
    });
    expect(view.incidents.map((i) => i.incident.resolvedAt)).toEqual(['2026-11-22T19:09:20Z']);
    expect(said).toEqual([
      ['parent', 'posted'],
      ['update', 'posted'],
    ]);
  });

  it('leaves the incident open while another alert of it fires', async () => {
    const twin = alert({ fingerprint: 'b' });
    const ends = await quietly(desk(), async (quiet) => {
      await take(quiet, alert(), twin);
      await take(quiet, resolved(alert()));
      const between = (await quiet.view()).incidents[0]?.incident.resolvedAt;
      await take(quiet, resolved(twin, '2026-11-22T20:00:00Z'));
      return [between, (await quiet.view()).incidents[0]?.incident.resolvedAt];
    });
    expect(ends).toEqual([null, '2026-11-22T20:00:00Z']);
  });

  it('closes it although an Event joined it: Events have no end', async () => {
    const end = await quietly(desk(), async (quiet) => {
      await take(quiet, alert(), eventAlert());
      await take(quiet, resolved(alert()));
      return (await quiet.view()).incidents.map((i) => [i.incident.alerts, i.incident.resolvedAt]);
    });
    expect(end).toEqual([[2, '2026-11-22T19:09:20Z']]);
  });

  it.each(['in a batch of its own', 'in the same batch'])(
    'that comes first, %s, makes one message that says so',
    async (how) => {
      const [view, said, all] = await quietly(desk(), async (quiet) => {
        if (how === 'in the same batch') await take(quiet, resolved(alert()), alert());
        else {
          await take(quiet, resolved(alert()));
          await take(quiet, alert());
        }
        return [await quiet.view(), told(quiet), states(quiet)] as const;
      });
      expect(view.incidents.map((i) => i.incident.resolvedAt)).toEqual(['2026-11-22T19:09:20Z']);
      expect([said, all]).toEqual([[['parent', 'posted']], ['done', 'done']]);
    },
  );
});

describe('what goes wrong', () => {
  it('a row that cannot be read back is set aside and stops nobody', async () => {
    const [all, view] = await quietly(desk(), async (quiet) => {
      await inInbox(quiet, alert({ fingerprint: 'a' }), alert());
      quiet.store.sql(`UPDATE inbox SET body = '{"labels":' WHERE id = 1`);
      await quiet.ring();
      return [states(quiet), await quiet.view()] as const;
    });
    expect(all).toEqual(['set-aside', 'done']);
    expect([view.incidents.length, view.rejected.map((r) => r.reason)]).toEqual([
      1,
      ['its row in the store cannot be read'],
    ]);
  });

  it('a row on which our own code fails is tried five times and set aside with the reason; the others are told at once', async () => {
    const [first, last, tries, rejected] = await quietly(desk(), async (quiet) => {
      await inInbox(quiet, alert({ fingerprint: 'a' }), alert());
      quiet.store.sql(`UPDATE inbox SET body = '{"status":"firing","cluster":null}' WHERE id = 1`);
      await quiet.ring();
      const after = states(quiet);
      let rang = 1;
      for (; states(quiet)[0] === 'waiting' && rang < 20; rang++) {
        later(quiet, 60_000);
        await quiet.ring();
      }
      return [after, states(quiet), rang, (await quiet.view()).rejected] as const;
    });
    expect([first, last, tries]).toEqual([['waiting', 'done'], ['set-aside', 'done'], 5]);
    expect(rejected[0]?.reason).toMatch(/^lastword failed on it 5 times: TypeError/);
  });

  it('a reader that throws: the alert is told as it came', async () => {
    const [all, unchecked] = await quietly(desk(), async (quiet) => {
      quiet.ports.cluster = () => {
        throw new Error('bug');
      };
      await take(quiet, alert());
      const view = await quiet.view();
      return [states(quiet), view.incidents[0]?.incident.diagnosis.unchecked] as const;
    });
    expect(all).toEqual(['done']);
    expect(unchecked?.map((u) => u.why)).toContain('lastword itself failed while reading the cluster');
  });

  it('a redactor that throws lets nothing out, and is told of in the end', async () => {
    const seen = await quietly(desk(), async (quiet) => {
      quiet.ports.redact = () => Promise.reject(new Error('bug'));
      await take(quiet, alert());
      for (let rang = 1; rang < 5; rang++) {
        later(quiet, 60_000);
        await quiet.ring();
      }
      return [rows(quiet)[0]?.['reason'], quiet.store.sql('SELECT * FROM outbox')];
    });
    expect(seen).toEqual(['lastword failed on it 5 times: Error: bug', []]);
  });

  it.each(['notifier', 'store'] as const)(
    'nothing is thrown out of the alarm when the %s breaks: it rings again',
    async (what) => {
      const [set, logged, recovered] = await quietly(desk(), async (quiet) => {
        const broken = () => {
          throw new Error('broken');
        };
        const { ports, store } = quiet;
        const [sql, notifier] = [store.sql, ports.notifier];
        await quiet.accept(arrival(alert()));
        if (what === 'store') store.sql = broken;
        else ports.notifier = { post: broken, update: broken, find: broken, check: broken } satisfies Notifier;
        const before = Date.now();
        await quiet.ring();
        Object.assign(store, { sql });
        Object.assign(ports, { notifier });
        later(quiet, 60_000);
        const again = ((await quiet.ring()) ?? 0) - before;
        return [again, quiet.logged.filter((msg) => msg === 'pass failed').length, told(quiet)] as const;
      });
      expect(set).toBeGreaterThan(0);
      expect(set).toBeLessThan(10_000);
      expect(logged).toBeGreaterThan(0);
      expect(recovered).toEqual([['parent', 'posted']]);
    },
  );

  it('a crash between claiming an alert and telling it: the next life finds it by itself', async () => {
    const stub = desk();
    await quietly(stub, async (quiet) => {
      await quiet.accept(arrival(alert()));
      return claimAlerts(quiet.store, Date.now(), 50, 3_600_000).length;
    });
    await evictDurableObject(stub);
    await vi.waitFor(async () => expect((await stub.view()).incidents).toHaveLength(1));
  });

  it('a crash while a message was on its way: the next life looks for it before it posts again', async () => {
    const stub = desk();
    await quietly(stub, async (quiet) => {
      quiet.ports.notifier = { ...quiet.ports.notifier, post: () => Promise.reject(new Error('not yet')) };
      await take(quiet, alert());
      return claimDelivery(quiet.store, Date.now() + 60_000, 3_600_000);
    });
    await evictDurableObject(stub);
    const asked = await quietly(stub, async (quiet) => {
      const asked: string[] = [];
      const { notifier } = quiet.ports;
      quiet.ports.notifier = {
        ...notifier,
        find: (...args) => {
          asked.push('find');
          return notifier.find(...args);
        },
        post: (...args) => {
          asked.push('post');
          return notifier.post(...args);
        },
      };
      // It may still appear for a few seconds: until then nothing is asked.
      await quiet.ring();
      expect(asked).toEqual([]);
      later(quiet, 60_000);
      await quiet.ring();
      return [asked, told(quiet)];
    });
    expect(asked).toEqual([['find', 'post'], [['parent', 'posted']]]);
  });

  it('a parent that will never arrive takes its thread with it, and the page says why', async () => {
    const view = await quietly(desk(), async (quiet) => {
      const never = { ok: false, kind: 'never', error: 'not_in_channel', retryAfterSeconds: null } as const;
      quiet.ports.notifier = { ...quiet.ports.notifier, post: () => Promise.resolve(never) };
      await take(quiet, alert());
      return quiet.view();
    });
    expect(view.incidents.map((i) => i.delivery)).toEqual([{ state: 'dead', error: 'not_in_channel', storm: null }]);
    expect(view.deadLetters.map((d) => d.error)).toContain('not_in_channel');
  });
});

describe('what else comes in', () => {
  it('a bad alert is kept once and shown, and a dropped Event is counted', async () => {
    const [counted, rejected] = await quietly(desk(), async (quiet) => {
      const bad = { id: 'hash', reason: 'alerts[0].status: Invalid', raw: '{}' };
      for (let sent = 0; sent < 2; sent++) {
        await quiet.accept({ parcels: packed({ alerts: [], rejected: [bad] }), dropped: 'Pulled' });
        await quiet.ring();
      }
      return [counters(quiet.store), (await quiet.view()).rejected.map((r) => r.reason)];
    });
    expect(counted).toEqual([
      { name: 'lastword_alerts_rejected_total', labels: { reason: 'malformed' }, value: 2 },
      { name: 'lastword_events_ignored_total', labels: { reason: 'Pulled' }, value: 2 },
    ]);
    expect(rejected).toEqual(['alerts[0].status: Invalid']);
  });

  it('all of an arrival is kept or nothing of it', async () => {
    const seen = await quietly(desk(), async (quiet) => {
      const { parcels } = arrival(alert());
      const bad = { episodes: ['b'], body: null as never };
      const arrived = { parcels: [...parcels, bad], dropped: null };
      const refused = await Promise.resolve(quiet.accept(arrived)).catch(() => 'refused');
      await quiet.ring();
      return [refused, rows(quiet), await quiet.accept(arrival(alert()))];
    });
    expect(seen).toEqual(['refused', [], { accepted: 1, repeated: 0 }]);
  });

  it('never puts off an alarm that is set earlier', async () => {
    const set = await inDesk(desk(), async (inside, state) => {
      const soon = Date.now() + 3_600_000;
      await state.storage.setAlarm(soon);
      addAlert(inside.store, alert(), soon + 5000);
      await inside.arm();
      return ((await state.storage.getAlarm()) ?? 0) - soon;
    });
    expect(set).toBe(0);
  });
});
