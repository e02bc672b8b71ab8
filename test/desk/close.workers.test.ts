import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { inboxPass } from '../../src/desk/inbox-pass.ts';
import { newestIncidents } from '../../src/store/incidents.ts';
import type { Value } from '../../src/store/store.ts';
import { alert, desk, inInbox, type QuietDesk, quietly, resolved } from '../support/desks.ts';
import { at } from '../support/stories.ts';
import { crash, onClock, over } from '../support/stops.ts';

afterEach(() => reset());

const [web, api] = [crash(), crash({ pod: 'api-1', workload: 'api' })];
const pods = ['web-1', 'web-2', 'web-3'].map((pod) => crash({ pod }));

/** Stops that were told, and an inbox pass over what comes in after them. */
const after = <R>(told: ReturnType<typeof crash>[], work: (quiet: QuietDesk, pass: () => Promise<number>) => R) =>
  quietly(desk(), async (quiet) => {
    const { hear, wait } = onClock(quiet);
    await hear(...told);
    wait(60);
    return work(quiet, () => inboxPass(quiet.ports, quiet.ports.now() + 5_000));
  });
const fates = ({ store }: QuietDesk) =>
  store
    .sql(`SELECT state, reason, outcome, tries FROM inbox WHERE status = 'resolved' ORDER BY id`)
    .map((row) => Object.values(row));
const ends = ({ store }: QuietDesk) => newestIncidents(store, 10).map(({ incident }) => incident.resolvedAt);

describe('ends of one batch', () => {
  it('that are all of an incident: one closes it, with the time of the last, and the others find it closed', async () => {
    const seen = await after(pods, async (quiet, pass) => {
      await inInbox(quiet, ...pods.map((pod, i) => over(pod, [60, 500, 61][i] ?? 0)));
      await pass();
      return [fates(quiet), ends(quiet)];
    });
    const closed = ['done', 'resolved, as its incident was', 'suppressed', 0];
    expect(seen).toEqual([[['done', 'resolved', 'updated', 0], closed, closed], [at(500)]]);
  });

  it('that are not all of it: it stays open, and each says so', async () => {
    const seen = await after(pods, async (quiet, pass) => {
      await inInbox(quiet, ...pods.slice(1).map((pod) => over(pod, 60)));
      await pass();
      return [fates(quiet), ends(quiet)];
    });
    const open = ['done', 'resolved; others of its incident fire', 'suppressed', 0];
    expect(seen).toEqual([[open, open], [null]]);
  });

  it('of two incidents and of an alert that nobody heard of close what is theirs', async () => {
    const seen = await after([web, api], async (quiet, pass) => {
      await inInbox(quiet, over(web, 60), resolved(alert({ fingerprint: 'unheard' })), over(api, 70));
      await pass();
      return [fates(quiet).map(([, reason]) => reason), ends(quiet)];
    });
    expect(seen).toEqual([
      ['resolved', 'resolved before it was explained', 'resolved'],
      [at(70), at(60)],
    ]);
  });

  it('of alerts that nobody heard of cost a handful of statements, however many they are', async () => {
    const statements = await after([], async (quiet, pass) => {
      const many = Array.from({ length: 400 }, (_, i) => resolved(alert({ fingerprint: `unheard ${i}` })));
      await inInbox(quiet, ...many);
      const { sql } = quiet.store;
      let asked = 0;
      quiet.store.sql = (query: string, ...params: Value[]) => {
        asked++;
        return sql(query, ...params) as never;
      };
      await pass();
      quiet.store.sql = sql;
      expect(fates(quiet)).toHaveLength(400);
      expect(new Set(fates(quiet).map(([state]) => state))).toEqual(new Set(['done']));
      return asked;
    });
    expect(statements).toBeLessThan(20);
  });
});

describe('an end on which our own code fails', () => {
  /** Of `web` and `api` both ends come in, and the incident of `web` cannot be read. */
  const failing = (work: (quiet: QuietDesk, pass: () => Promise<number>) => Promise<unknown>) =>
    after([web, api], async (quiet, pass) => {
      quiet.store.sql(`UPDATE incidents SET body = '{' || body WHERE id = 1`);
      await inInbox(quiet, over(web, 60), over(api, 60));
      return work(quiet, pass);
    });

  it('takes none of the others with it', async () => {
    const seen = await failing(async (quiet, pass) => {
      await pass();
      return fates(quiet);
    });
    expect(seen).toEqual([
      ['waiting', null, null, 1],
      ['done', 'resolved', 'updated', 0],
    ]);
  });

  it('is tried again a quarter of a minute later, five times in all, and then set aside', async () => {
    const seen = await failing(async (quiet, pass) => {
      const start = quiet.ports.now();
      const tries: number[] = [];
      for (let second = 0; second < 90; second += 5) {
        quiet.ports.now = () => start + second * 1000;
        if ((await pass()) > 0) tries.push(second);
      }
      return [tries, fates(quiet)[0]];
    });
    expect(seen).toEqual([
      [0, 15, 30, 45, 60],
      ['set-aside', expect.stringMatching(/^lastword failed on it 5 times: SyntaxError/), null, 4],
    ]);
  });
});

it('an end whose row cannot be read closes its incident all the same, when it came in', async () => {
  const seen = await after([web], async (quiet, pass) => {
    await inInbox(quiet, over(web, 60));
    quiet.store.sql(`UPDATE inbox SET body = 'x' WHERE status = 'resolved'`);
    await pass();
    return [fates(quiet), ends(quiet)];
  });
  expect(seen).toEqual([[['done', 'resolved', 'updated', 0]], [at(90)]]);
});
