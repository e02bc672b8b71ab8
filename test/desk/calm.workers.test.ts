/** What a long night must not do: hide an alert in an edit, say one thing many times, or let one bad row hold up the others. */
import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { iso } from '../../src/facts/time.ts';
import { settle } from '../../src/desk/settle.ts';
import { tell } from '../../src/desk/tell.ts';
import { judgeAgain, type Looked } from '../../src/pipeline.ts';
import { newestIncidents, putIncident } from '../../src/store/incidents.ts';
import { deadLetters } from '../../src/store/dead-letters.ts';
import { prune } from '../../src/store/prune.ts';
import { claimAlerts } from '../support/claims.ts';
import { desk, inInbox, type QuietDesk, quietly, type Spoken } from '../support/desks.ts';
import { everythingIsTold } from '../support/policy.ts';
import { crash, killedAfterGrace, onClock, over, replaced, unread } from '../support/stops.ts';

afterEach(() => reset());

const names = (n: number): string[] => Array.from({ length: n }, (_, at) => `shop-${100 + at}x`);
const posts = (said: Spoken[]) => said.filter(({ how }) => how === 'post');
const isStorm = ({ message }: Spoken): boolean => message.text.includes('storm: ');
const aloud = (said: Spoken[]) => said.filter(({ how, broadcast }) => how === 'post' || broadcast);

/** Another look at each of these: what it makes of the incident that tells it is told. */
function lookAgain({ ports, store }: QuietDesk, all: Looked[]): void {
  const of = newestIncidents(store, 100);
  for (const looked of all) {
    const told = of.find(({ incident }) => incident.title === looked.subject.workload?.name) ?? expect.fail('not told');
    const { incident, say } = judgeAgain(looked, told.incident, ports.policy, iso(ports.now()));
    putIncident(store, told.id, incident);
    tell(ports, { ...told, incident }, say);
  }
}

describe('a storm', () => {
  it('that never calms down is told anew after half an hour: an edit rings nobody’s phone', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say, wait } = onClock(quiet);
      await hear(...names(12).map((workload) => unread({ workload })));
      await say();
      const more: Spoken[][] = [];
      for (let minute = 4; minute <= 60; minute += 4) {
        wait(240);
        await hear(unread({ workload: `late-${minute}x` }));
        more.push(await say());
      }
      return more;
    });
    const rings = said.map((more) => posts(more).length);
    expect([rings.slice(0, 7), rings.slice(7)]).toEqual([Array(7).fill(0), Array(8).fill(1)]);
  });

  it('is one although the cluster’s clock is five minutes slow', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { say } = onClock(quiet);
      const all = new Map(names(12).map((workload) => [workload, unread({ workload, fingerprint: workload })]));
      await inInbox(quiet, ...[...all.values()].map(({ alert }) => alert));
      for (const claimed of claimAlerts(quiet.store, quiet.ports.now(), 100, 15_000))
        if (claimed.alert !== null)
          settle(quiet.ports, claimed, all.get(claimed.alert.fingerprint) as Looked, -300_000);
      return say();
    });
    expect(posts(said).map(isStorm)).toEqual([true]);
  });

  it('that takes in one with a message of its own says so', async () => {
    const [list] = await quietly(desk(), async (quiet) => {
      const { hear, say, wait } = onClock(quiet);
      await hear(...names(12).map((workload) => unread({ workload })));
      await say();
      wait(30);
      await hear(crash({ workload: 'telling' }));
      return (await say()).filter(({ how }) => how === 'update').map(({ message }) => JSON.stringify(message));
    });
    expect(list).toContain('1 of 13 has a message of its own');
  });

  it('of a cluster that could not be read: what is known at last is one message in the channel, not one for each', async () => {
    const [said, details] = await quietly(desk(), async (quiet) => {
      const { hear, say, wait } = onClock(quiet);
      await hear(...names(40).map((workload) => unread({ workload })));
      await say();
      wait(60);
      lookAgain(
        quiet,
        names(40).map((workload) => crash({ workload })),
      );
      const said = await say();
      return [said, said.filter(({ how }) => how === 'reply').map(({ message }) => JSON.stringify(message))] as const;
    });
    expect(aloud(said)).toHaveLength(1);
    for (const name of names(40))
      expect(details.filter((text) => text.includes(`${name} lost its config`))).toHaveLength(1);
    expect(said.length).toBeLessThan(8);
  });

  it('of which many turn out worse shows a few in the channel; the list and the thread have all', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say, wait } = onClock(quiet);
      quiet.ports.policy = everythingIsTold;
      await hear(...names(20).map((workload) => replaced({ workload })));
      await say();
      wait(30);
      lookAgain(
        quiet,
        names(20).map((workload) => killedAfterGrace(replaced({ workload }))),
      );
      return say();
    });
    expect([aloud(said).length, said.filter(({ how }) => how === 'reply').length]).toEqual([5, 20]);
    expect(said.at(-1)?.message.text).toContain('20 of them to investigate');
  });

  it('is kept as long as what it tells: that goes on, and is said', async () => {
    const [gone, said] = await quietly(desk(), async (quiet) => {
      const { hear, say, wait } = onClock(quiet);
      await hear(...names(12).map((workload) => unread({ workload })));
      await say();
      const [month] = [30 * 24 * 3600];
      wait(month);
      quiet.store.sql(`UPDATE incidents SET last_seen_at = ? WHERE kind = 'incident'`, quiet.ports.now());
      quiet.store.sql('UPDATE inbox SET heard_at = ?', quiet.ports.now());
      const gone = prune(quiet.store, { alerts: 0, incidents: quiet.ports.now() - 1000, heard: 0, spare: 0 });
      await hear(unread({ workload: names(1)[0] as string, pod: 'another' }));
      return [gone, await say()] as const;
    });
    expect([gone, said.map(({ how }) => how)]).toEqual([0, ['update']]);
  });
});

describe('an incident that came back', () => {
  it('is shown in the channel, and says so: who read that it was over may have gone to bed', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say, wait } = onClock(quiet);
      await hear(crash());
      await hear(over(crash(), 60));
      await say();
      wait(120);
      await hear(crash({ pod: 'web-2', second: 100 }));
      return say();
    });
    expect(aloud(said).map(({ message }) => message.text)).toEqual([expect.stringMatching(/^🔴 Investigate again · /)]);
  });

  it('but what was expected is not, where it is told', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say, wait } = onClock(quiet);
      quiet.ports.policy = everythingIsTold;
      await hear(replaced());
      await hear(over(replaced(), 60));
      await say();
      wait(120);
      await hear(replaced({ pod: 'web-2', second: 100 }));
      return say();
    });
    expect([said.length > 0, aloud(said)]).toEqual([true, []]);
  });

  it('every minute for an hour is told a few times, and its message counts them all', async () => {
    const [said, [last]] = await quietly(desk(), async (quiet) => {
      const { hear, say, wait } = onClock(quiet);
      for (let minute = 0; minute < 60; minute++) {
        const stop = crash({ second: minute * 60 });
        await hear(stop);
        await say();
        wait(30);
        await hear(over(stop, minute * 60 + 60));
        await say();
        wait(30);
      }
      return [quiet.spoken, newestIncidents(quiet.store, 2)] as const;
    });
    expect([posts(said).length, aloud(said).length - 1]).toEqual([1, 6]);
    expect(said.filter(({ how }) => how === 'reply').length).toBeLessThan(15);
    expect(last?.incident.reopened).toBe(59);
  });
});

it('a message that lastword fails on is a dead letter in the end, and holds up no other', async () => {
  const [before, letters, after] = await quietly(desk(), async (quiet) => {
    const { hear, say, wait } = onClock(quiet);
    await hear(crash({ workload: 'broken' }), crash({ workload: 'well' }));
    quiet.store.sql(`UPDATE incidents SET body = '{}' WHERE id = 1`);
    await expect(say()).rejects.toThrow();
    const before = await say();
    for (let n = 0; n < 5; n++) {
      wait(31);
      await say().catch(() => []);
    }
    await hear(crash({ workload: 'later' }));
    return [before, deadLetters(quiet.store, 9).map(({ kind, error }) => [kind, error]), await say()] as const;
  });
  expect(posts([...before]).map(({ message }) => message.text)).toEqual([expect.stringContaining('well')]);
  expect(letters).toContainEqual(['parent', expect.stringMatching(/^lastword failed on it 5 times: TypeError/)]);
  expect(posts([...after])).toHaveLength(1);
});
