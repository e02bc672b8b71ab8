import { evictDurableObject, reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { newestHidden } from '../../src/store/hidden-list.ts';
import { claimLooks, looksDue } from '../../src/store/looks.ts';
import { lifeOf, podName, podUid, rolloutOf, type Death } from '../support/deaths.ts';
import { alert, arrival, desk, type QuietDesk, quietly } from '../support/desks.ts';
import { defaultPolicy, everythingIsTold } from '../support/policy.ts';
import { lifeFetch } from '../support/life.ts';
import { notice, start } from '../support/windows.ts';

afterEach(() => reset());

/** Far away, so that no alarm rings by itself. */
const toldAt = Date.parse('2099-11-22T14:00:10Z');
const grace = 30;
const deadline = toldAt + grace * 1000;

const alertsOf = (pods: number) =>
  Array.from({ length: pods }, (_, at) =>
    alert({
      fingerprint: `f-${at}`,
      labels: { alertname: 'A', namespace: 'shop', pod: podName(at), container: 'app', uid: podUid(at) },
    }),
  );

/**
 * A Desk on a clock of the test's, whose cluster lives that life; it tells also what was expected. `at` sets the time, in ms after the
 * pods were told to stop.
 */
function stage(quiet: QuietDesk, death: Death, policy = everythingIsTold) {
  quiet.ports.policy = policy;
  const life = lifeOf(death, toldAt);
  const asked: string[] = [];
  let now = toldAt;
  const fetch = lifeFetch(life, () => now, {
    onRequest: (url) =>
      void asked.push(url.searchParams.has('watch') ? 'watch' : (url.pathname.split('/').at(-1) ?? '')),
  });
  quiet.ports.now = () => now;
  quiet.ports.cluster = (_name, { signal }) => ({
    ...kubernetesCluster({ api: 'http://cluster.test', token: () => null, fetch, signal }),
    // The adapter would compare the life's clock with the machine's.
    clockAhead: () => 0,
  });
  const at = async (ms: number): Promise<number> => {
    now = toldAt + ms;
    await quiet.ring();
    return asked.splice(0).filter((what) => what === 'watch').length;
  };
  return { at, asked };
}

/** What was said so far: how, and its first words. */
const said = ({ spoken }: QuietDesk) => spoken.map(({ how, message }) => [how, message.text.split(' · ')[0]]);
const looks = ({ store }: QuietDesk) =>
  store.sql('SELECT due_at - ? AS due, claimed, tries FROM looks ORDER BY id', toldAt);

describe('a pod that is still running when its alert comes', () => {
  it('and is killed in the end: the expected stop becomes one to investigate, in its message, its thread and the channel', async () => {
    const [before, after, shown, incident, left] = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 99));
      await quiet.accept(arrival(...alertsOf(1)));
      await at(1_000);
      const first = said(quiet);
      await at(28_000);
      await at(31_500);
      const shown = quiet.spoken.map(({ broadcast }) => broadcast);
      return [first, said(quiet), shown, (await quiet.view()).incidents[0], looks(quiet)] as const;
    });
    expect(before).toEqual([['post', '🟢 Expected']]);
    expect(after).toEqual([
      ['post', '🟢 Expected'],
      ['reply', '🔴 Investigate'],
      ['update', '🔴 Investigate'],
    ]);
    expect(shown).toEqual([false, true, false]);
    expect(incident?.incident).toMatchObject({
      verdict: 'investigate',
      alerts: 1,
      diagnosis: { ending: { id: 'killed-after-grace', exitCode: 137 } },
      revised: { from: 'expected' },
    });
    expect(JSON.stringify(incident?.message)).toContain('first said `Expected`');
    expect(left).toEqual([]);
  });

  it('and stops in time: its message says so, and the thread stays quiet', async () => {
    const [after, incident] = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 4));
      await quiet.accept(arrival(...alertsOf(1)));
      await at(1_000);
      await at(28_000);
      return [said(quiet), (await quiet.view()).incidents[0]?.incident] as const;
    });
    expect(after).toEqual([
      ['post', '🟢 Expected'],
      ['update', '🟢 Expected'],
    ]);
    expect(incident).toMatchObject({ verdict: 'expected', alerts: 1 });
    expect(incident?.diagnosis.ending).toMatchObject({ id: 'stopped-in-time', exitCode: 143, tookSeconds: 4 });
  });

  it('and was hidden, and is killed in the end: it is told at once, and says that it was hidden', async () => {
    const [before, after, incident, hidden, left] = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 99), defaultPolicy);
      await quiet.accept(arrival(...alertsOf(1)));
      await at(1_000);
      await at(28_000);
      const first = said(quiet);
      await at(31_500);
      const [shown] = (await quiet.view()).incidents;
      return [first, said(quiet), shown?.incident, newestHidden(quiet.store, 10), looks(quiet)] as const;
    });
    expect([before, after]).toEqual([[], [['post', '🔴 Investigate']]]);
    expect(incident).toMatchObject({
      verdict: 'investigate',
      alerts: 1,
      diagnosis: { ending: { id: 'killed-after-grace', exitCode: 137 } },
      raised: { why: 'its end turned out worse than expected' },
    });
    expect(hidden).toMatchObject([{ raised: 'its end turned out worse than expected', rule: 'deployments' }]);
    expect(left).toEqual([]);
  });

  it('and was hidden, and stops in time: nobody hears of it, and its row says how it ended', async () => {
    const [after, hidden] = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 4), defaultPolicy);
      await quiet.accept(arrival(...alertsOf(1)));
      await at(1_000);
      const [first] = newestHidden(quiet.store, 10);
      await at(28_000);
      return [said(quiet), [first, ...newestHidden(quiet.store, 10)]] as const;
    });
    expect(after).toEqual([]);
    expect(hidden).toMatchObject([
      { ending: 'unknown', raised: null },
      { ending: 'stopped-in-time', exitCode: 143, tookSeconds: 4, raised: null },
    ]);
  });

  it('and was hidden in a deployment, and is killed in the end: the deployment’s end does not shout it once more', async () => {
    const all = { name: 'all', matchers: [], settleMs: null, message: true, channel: null };
    const policy = { ...defaultPolicy, windows: { ...defaultPolicy.windows, rules: [all] } };
    const [spoken, shown] = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 99), policy);
      await quiet.deploy(start());
      await quiet.accept(arrival(...alertsOf(1)));
      for (const ms of [1_000, 28_000, 31_500]) await at(ms);
      await quiet.deploy(notice('abort'));
      for (const ms of [40_000, 50_000, 60_000]) await at(ms);
      return [quiet.spoken.map(({ how }) => how), quiet.spoken.filter(({ broadcast }) => broadcast)] as const;
    });
    expect(spoken.filter((how) => how === 'post')).toHaveLength(2);
    expect(spoken).toContain('reply');
    expect(shown).toEqual([]);
  });

  it('is looked at shortly before the deadline and shortly after, by the one alarm', async () => {
    const [first, second, armed] = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 99));
      await quiet.accept(arrival(...alertsOf(1)));
      await at(1_000);
      const planned = looks(quiet);
      await at(28_000);
      return [planned, looks(quiet), await quiet.ring()] as const;
    });
    expect([first, second]).toEqual([[{ due: 28_000, claimed: 0, tries: 0 }], [{ due: 31_500, claimed: 0, tries: 0 }]]);
    expect(armed).toBe(deadline + 1_500);
  });

  it('is not looked at again when it was seen to end', async () => {
    const left = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 4));
      await quiet.accept(arrival(...alertsOf(1)));
      await at(4_600);
      return looks(quiet);
    });
    expect(left).toEqual([]);
  });
});

describe('looks', () => {
  it('of 20 pods of a rollout cost one watch a look time, and tell one incident', async () => {
    const [watches, all, incidents] = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(20, grace, 99));
      await quiet.accept(arrival(...alertsOf(20)));
      await at(1_000);
      const planned = looks(quiet).length;
      return [[await at(28_000), await at(31_500)], planned, (await quiet.view()).incidents] as const;
    });
    // And one at first for the window of the rollout.
    expect([watches, all]).toEqual([[2, 1], 20]);
    expect(incidents.map((i) => [i.incident.verdict, i.incident.alerts, i.incident.pods.length])).toEqual([
      ['investigate', 20, 20],
    ]);
  });

  it('that were claimed when the Desk died are made by its next life', async () => {
    const stub = desk();
    await quietly(stub, async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 99));
      await quiet.accept(arrival(...alertsOf(1)));
      await at(1_000);
      return claimLooks(quiet.store, deadline, 50, 3_600_000).length;
    });
    await evictDurableObject(stub);
    const [due, told] = await quietly(stub, async (quiet) => {
      const due = looksDue(quiet.store);
      const { at } = stage(quiet, rolloutOf(1, grace, 99));
      quiet.store.sql('UPDATE looks SET due_at = ?', toldAt + 31_500);
      await at(31_500);
      return [due, said(quiet).map(([kind]) => kind)] as const;
    });
    expect(due).toBeLessThan(Date.now() + 60_000);
    expect(told).toEqual(['reply', 'update']);
  });

  it('that fail are tried again when their claim runs out, five times in all', async () => {
    const [left, gone] = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 4));
      await quiet.accept(arrival(...alertsOf(1)));
      await at(1_000);
      quiet.ports.redact = () => Promise.reject(new Error('bug'));
      await at(28_000);
      const once = looks(quiet);
      for (let tries = 2; tries <= 5; tries++) await at(28_000 + tries * 20_000);
      return [once, looks(quiet)] as const;
    });
    expect(left).toEqual([{ due: 43_000, claimed: 1, tries: 1 }]);
    expect(gone).toEqual([]);
  });

  it('that fail so often, at a stop that was hidden: it is told, for nobody knows how it ended', async () => {
    const [told, hidden] = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 99), defaultPolicy);
      await quiet.accept(arrival(...alertsOf(1)));
      await at(1_000);
      quiet.ports.redact = () => Promise.reject(new Error('bug'));
      for (let tries = 1; tries <= 6; tries++) await at(28_000 + tries * 20_000);
      return [said(quiet), newestHidden(quiet.store, 10)] as const;
    });
    expect(told).toEqual([['post', expect.stringContaining('Look again')]]);
    expect(hidden).toMatchObject([{ raised: 'how it ended could not be read' }]);
  });

  it('never keep a due post waiting: it is said before anything is looked at', async () => {
    const order = await quietly(desk(), async (quiet) => {
      const { at, asked } = stage(quiet, rolloutOf(1, grace, 99));
      const order: string[] = [];
      const { notifier } = quiet.ports;
      quiet.ports.notifier = { ...notifier, post: () => Promise.reject(new Error('not yet')) };
      await quiet.accept(arrival(...alertsOf(1)));
      await at(1_000);
      quiet.ports.notifier = {
        ...notifier,
        post: (...args) => (order.push(`post after ${asked.length}`), notifier.post(...args)),
      };
      quiet.store.sql('UPDATE outbox SET due_at = ?', toldAt + 28_000);
      await at(28_000);
      return order;
    });
    expect(order[0]).toBe('post after 0');
  });

  it('of a cluster that never answers leave the alerts their time', async () => {
    const [told, waited] = await quietly(desk(), async (quiet) => {
      const { at } = stage(quiet, rolloutOf(1, grace, 99));
      await quiet.accept(arrival(...alertsOf(1)));
      await at(1_000);
      const answers = quiet.ports.cluster;
      quiet.ports.cluster = (name, pass) => {
        const never = () =>
          new Promise<never>((_, reject) => pass.signal.addEventListener('abort', () => reject(pass.signal.reason)));
        return { ...answers(name, pass), replay: never, list: never };
      };
      const began = Date.now();
      await at(28_000);
      return [quiet.logged, Date.now() - began] as const;
    });
    expect(told).toContain('glimpse failed');
    expect(waited).toBeLessThan(5_000);
  });
});
