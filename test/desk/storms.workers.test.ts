import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { toText } from '../../src/compose/text.ts';
import { mindTheClock } from '../../src/desk/clock.ts';
import { toldAgain } from '../../src/desk/looked-again.ts';
import { getIncident, newestIncidents } from '../../src/store/incidents.ts';
import { deliveriesOf } from '../../src/store/outbox.ts';
import { desk, type QuietDesk, quietly, type Spoken } from '../support/desks.ts';
import { everythingIsTold, policyThatSays } from '../support/policy.ts';
import { crash, nodeLost, onClock, oomKill, over, replaced, unread } from '../support/stops.ts';

afterEach(() => reset());

/** Names of which none is a part of another's. */
const names = (n: number, from = 0): string[] => Array.from({ length: n }, (_, at) => `shop-${100 + from + at}x`);
const crashes = (n: number, from = 0) => names(n, from).map((workload) => crash({ workload }));
const posts = (said: Spoken[]) => said.filter(({ how }) => how === 'post');
const isStorm = ({ message }: Spoken): boolean => message.text.includes('storm: ');
const text = ({ message }: Pick<Spoken, 'message'>): string => toText(message);
/** The storm's message as the channel shows it now. */
const stormNow = (said: Spoken[]): string => {
  const parent = posts(said).find(isStorm) ?? expect.fail('there is no storm');
  return text(said.findLast((one) => one.how !== 'reply' && one.ts === parent.ts) ?? parent);
};
/** The replies in the storm's thread. */
const thread = (said: Spoken[]): Spoken[] => {
  const parent = posts(said).find(isStorm);
  return said.filter(({ how, into }) => how === 'reply' && into === parent?.ts);
};
/** Whose message it is: the workload that its first line names. */
const whose = (one: Spoken): string[] => names(200).filter((name) => one.message.text.includes(name));
/** How often each of these is told on its own: in a message of its own, or in the details of the storm's thread. */
const toldOnce = (said: Spoken[], all: string[]): number[] => {
  const own = posts(said).filter((one) => !isStorm(one));
  const details = thread(said).filter(({ message }) => message.text.startsWith('Details: '));
  return all.map((name) => [...own, ...details].filter((one) => text(one).includes(name)).length);
};
const unsent = ({ store }: QuietDesk) => store.sql(`SELECT kind, state FROM outbox WHERE state <> 'posted'`);

/** Twelve crashes, of which some workloads' are told in another channel: what was said, and what was told where. */
const inChannels = (workloads: string) =>
  quietly(desk(), async (quiet) => {
    const { hear, say } = onClock(quiet);
    const routes = [{ matchers: `workload=~"${workloads}"`, channel: 'C0000000002' }];
    quiet.ports.policy = policyThatSays({ slack: { channel: 'C0000000001', routes } });
    await hear(...crashes(12));
    const said = await say();
    const told = 'SELECT kind, channel, count(*) AS n FROM incidents GROUP BY kind, channel ORDER BY kind, channel';
    return { said, channels: quiet.store.sql(told) };
  });

describe('twelve workloads that stop within a minute', () => {
  it('are one message with all of them, five of their own at most, and the others’ details in the thread', async () => {
    const [said, left] = await quietly(desk(), async (quiet) => {
      const { hear, say } = onClock(quiet);
      await hear(...crashes(12));
      return [await say(), unsent(quiet)] as const;
    });
    expect(posts(said).map(isStorm)).toEqual([true, false, false, false, false, false]);
    const own = posts(said).flatMap((one) => (isStorm(one) ? [] : whose(one)));
    // What has a message of its own is not told again.
    for (const name of names(12)) expect(stormNow(said).includes(`\`shop/${name}\``)).toBe(!own.includes(name));
    expect(stormNow(said)).toContain('5 of 12 have messages of their own');
    expect(toldOnce(said, names(12))).toEqual(names(12).map(() => 1));
    expect(left).toEqual([]);
  });

  it('the storm’s message comes first, and in its thread stands what each of the others logged', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say } = onClock(quiet);
      await hear(...crashes(12));
      return say();
    });
    expect(said.findIndex(isStorm)).toBe(0);
    const own = posts(said).flatMap(whose);
    const details = thread(said).map(text).join('\n');
    for (const name of names(12).filter((one) => !own.includes(one)))
      expect(details).toContain(`fatal: ${name} lost its config`);
  });

  it('of which nothing is to be looked into have no messages of their own', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say } = onClock(quiet);
      quiet.ports.policy = everythingIsTold;
      await hear(
        ...names(6).map((workload) => replaced({ workload })),
        ...names(6, 6).map((workload) => unread({ workload })),
      );
      return say();
    });
    expect(posts(said).map(isStorm)).toEqual([true]);
    expect(toldOnce(said, names(12))).toEqual(names(12).map(() => 1));
  });

  it('are no storm when half of them are hidden: nobody was told of those', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say } = onClock(quiet);
      await hear(
        ...names(6).map((workload) => replaced({ workload })),
        ...names(6, 6).map((workload) => crash({ workload })),
      );
      return say();
    });
    expect(posts(said).flatMap(whose)).toEqual(names(6, 6));
  });

  it('that share one story are told by one message of their own, beside the storm’s', async () => {
    const lines = ['connect ECONNREFUSED 10.96.4.20:5432'];
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say } = onClock(quiet);
      await hear(...names(12).map((workload) => crash({ workload, lines })));
      return say();
    });
    expect(posts(said).map(isStorm)).toEqual([true, false]);
    expect(posts(said)[0]?.message.text).toContain('12 pods of 12 workloads cannot reach 10.96.4.20:5432');
  });

  it('are no storm where they are told in two channels, six in each', async () => {
    const { said, channels } = await inChannels('Deployment/shop-10[0-5]x');
    expect([posts(said).length, posts(said).some(isStorm)]).toEqual([12, false]);
    expect(channels).toEqual([
      { kind: 'incident', channel: 'C0000000002', n: 6 },
      { kind: 'incident', channel: 'page', n: 6 },
    ]);
  });

  it('are one in the channel that they are routed to, and that of another stays out of it', async () => {
    const { said, channels } = await inChannels('Deployment/shop-1(0[1-9]|1.)x');
    expect(posts(said).filter(isStorm)).toHaveLength(1);
    expect(channels).toEqual([
      { kind: 'incident', channel: 'C0000000002', n: 11 },
      { kind: 'incident', channel: 'page', n: 1 },
      { kind: 'storm', channel: 'C0000000002', n: 1 },
    ]);
    const [storm] = posts(said).filter(isStorm);
    expect(storm?.message.text).toContain('11 incidents at once');
  });

  it('are no storm when they stop one a minute', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say, wait } = onClock(quiet);
      for (const one of crashes(12)) {
        await hear(one);
        wait(61);
      }
      return say();
    });
    expect([posts(said).length, posts(said).some(isStorm)]).toEqual([12, false]);
  });

  it('are no storm when they are twelve pods of one', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say } = onClock(quiet);
      await hear(...names(12).map((pod) => crash({ pod })));
      return say();
    });
    expect(posts(said).map(isStorm)).toEqual([false]);
  });
});

it('nine are no storm, ten are', async () => {
  const [nine, ten] = await quietly(desk(), async (quiet) => {
    const { hear, say } = onClock(quiet);
    await hear(...crashes(9));
    const before = quiet.store.sql(`SELECT count(*) AS n FROM incidents WHERE kind = 'storm'`);
    await hear(...crashes(1, 9));
    return [before, await say()] as const;
  });
  expect(nine).toEqual([{ n: 0 }]);
  expect(posts(ten).filter(isStorm)).toHaveLength(1);
});

it('what was posted before the storm stays and is told once; only what comes then is the storm’s to tell', async () => {
  const [before, after] = await quietly(desk(), async (quiet) => {
    const { hear, say, wait } = onClock(quiet);
    await hear(...crashes(9));
    const before = await say();
    wait(20);
    await hear(...crashes(3, 9));
    return [before, await say()] as const;
  });
  expect(posts(before).map(whose)).toEqual(names(9).map((name) => [name]));
  expect(posts(after).map(isStorm)).toEqual([true]);
  for (const name of names(3, 9)) expect(stormNow(after)).toContain(`\`shop/${name}\``);
  expect(stormNow(after)).toContain('12 incidents at once');
  expect(toldOnce(after, names(12))).toEqual([...names(9).map(() => 0), 1, 1, 1]);
});

describe('while a storm goes on', () => {
  /** A storm of twelve that was told: in the order in which they came, the first five have messages of their own. */
  async function inStorm<R>(work: (quiet: QuietDesk, clock: ReturnType<typeof onClock>) => Promise<R>): Promise<R> {
    return quietly(desk(), async (quiet) => {
      const clock = onClock(quiet);
      await clock.hear(...crashes(12));
      await clock.say();
      clock.wait(30);
      return work(quiet, clock);
    });
  }
  const twelfth = names(12).at(-1) as string;

  it('what opens is edited into its list, and its details follow', async () => {
    const [said, more] = await inStorm(async (quiet, { hear, say }) => {
      await hear(...crashes(2, 12));
      const more = await say();
      return [quiet.spoken, more] as const;
    });
    expect(posts(more)).toEqual([]);
    for (const name of names(2, 12)) expect(stormNow([...said])).toContain(`\`shop/${name}\``);
    expect(toldOnce([...said], names(14))).toEqual(names(14).map(() => 1));
    expect(stormNow([...said])).toContain('14 alerts');
  });

  it('another pod of one that it tells edits the list, and nothing else is said', async () => {
    const [said, more] = await inStorm(async (quiet, { hear, say }) => {
      await hear(crash({ workload: twelfth, pod: 'another' }));
      return [quiet.spoken, await say()] as const;
    });
    expect(more.map(({ how }) => how)).toEqual(['update']);
    expect(stormNow([...said])).toContain(`\`shop/${twelfth}\` (2 pods)`);
  });

  it('a hundred more pods in one batch are one edit', async () => {
    const more = await inStorm(async (_quiet, { hear, say }) => {
      await hear(...names(100).map((pod) => crash({ workload: twelfth, pod })));
      return say();
    });
    expect(more.map(({ how }) => how)).toEqual(['update']);
  });

  it('another pod of one with a message of its own edits both', async () => {
    const [said, more] = await inStorm(async (quiet, { hear, say }) => {
      const [own] = posts(quiet.spoken)
        .filter((one) => !isStorm(one))
        .flatMap(whose);
      await hear(crash({ workload: own as string, pod: 'another' }));
      return [quiet.spoken, await say()] as const;
    });
    expect(more.map(({ how }) => how)).toEqual(['update', 'update']);
    expect(new Set(more.map(isStorm))).toEqual(new Set([true, false]));
    expect(stormNow([...said])).toContain('(13 pods)');
  });

  it('news of one without a message of its own goes into its thread; the channel need not see it', async () => {
    const more = await inStorm(async (_quiet, { hear, say }) => {
      await hear(oomKill({ workload: twelfth, second: 50 }));
      return say();
    });
    expect(more.map(({ how, broadcast }) => [how, broadcast])).toEqual([
      ['reply', false],
      ['update', false],
    ]);
    expect(more[0]?.message.text).toContain(`${twelfth} ran out of memory`);
  });

  it('news that is worse is shown in the channel, too', async () => {
    const more = await quietly(desk(), async (quiet) => {
      const { hear, say } = onClock(quiet);
      await hear(...names(12).map((workload) => unread({ workload })));
      await say();
      await hear(crash({ workload: twelfth, second: 50 }));
      return say();
    });
    expect(more.map(({ how, broadcast }) => [how, broadcast])).toEqual([
      ['reply', true],
      ['update', false],
    ]);
    expect(more[0]?.message.text).toContain('Investigate');
  });

  it('an alert that was told by another says nothing', async () => {
    const more = await inStorm(async (_quiet, { hear, say }) => {
      await hear(crash({ workload: twelfth, fingerprint: 'another rule' }));
      return say();
    });
    expect(more).toEqual([]);
  });

  it('the end of one is marked in its list; when all are over its first line says so', async () => {
    const [one, all] = await inStorm(async (quiet, { hear, say }) => {
      const stops = crashes(12);
      await hear(...stops.slice(-1).map((stop) => over(stop, 60)));
      await say();
      const one = stormNow([...quiet.spoken]);
      await hear(...stops.slice(0, -1).map((stop) => over(stop, 60)));
      await say();
      return [one, stormNow([...quiet.spoken])] as const;
    });
    expect(one).toMatch(/^🔴 Investigate · storm/);
    expect(one).toContain(`• ✅ \`shop/${twelfth}\``);
    expect(one).toContain('1 of 12 resolved');
    expect(all).toMatch(/^✅ Resolved · Investigate · storm/);
    expect(all).toContain('12 of 12 resolved');
  });

  it('it ends when nothing opened for five windows: what opens then has its own message', async () => {
    const [soon, late] = await inStorm(async (_quiet, { hear, say, wait }) => {
      wait(269);
      await hear(...crashes(1, 12));
      const soon = await say();
      wait(301);
      await hear(...crashes(1, 13));
      return [soon, await say()] as const;
    });
    expect(posts(soon)).toEqual([]);
    expect(posts(late).map(whose)).toEqual([[names(1, 13)[0]]]);
  });
});

describe('when all of a storm are over', () => {
  /** Twelve crashes that are over a minute later, which was said; then this. */
  const afterwards = (work: (clock: ReturnType<typeof onClock>) => Promise<Spoken[]>) =>
    quietly(desk(), async (quiet) => {
      const clock = onClock(quiet);
      const stops = crashes(12);
      await clock.hear(...stops);
      await clock.say();
      clock.wait(60);
      await clock.hear(...stops.map((stop) => over(stop, 80)));
      await clock.say();
      expect(stormNow([...quiet.spoken])).toMatch(/^✅ Resolved/);
      clock.wait(120);
      return work(clock);
    });

  it('what opens then has its own message: an edit of "Resolved" would ring nobody’s phone', async () => {
    const said = await afterwards(async ({ hear, say }) => {
      await hear(...crashes(1, 12));
      return say();
    });
    expect(posts(said).map(whose)).toEqual([names(1, 12)]);
  });

  it('ten that open then are a storm of their own', async () => {
    const said = await afterwards(async ({ hear, say }) => {
      await hear(...crashes(10, 12));
      return say();
    });
    expect(posts(said).filter(isStorm)).toHaveLength(1);
    expect(stormNow(said)).toContain('10 incidents at once');
  });

  it('what was over before it was heard of goes into its list: nobody has to get up for it', async () => {
    const said = await quietly(desk(), async (quiet) => {
      const { hear, say } = onClock(quiet);
      const late = crashes(30);
      await hear(...late.map((stop) => over(stop, 20)), ...late);
      return say();
    });
    expect(posts(said).filter(isStorm)).toHaveLength(1);
    expect(stormNow(said)).toContain('30 of 30 resolved');
  });
});

describe('after a clock that was two hours ahead is set right', () => {
  const setRight = (before: number, work: (clock: ReturnType<typeof onClock>) => Promise<Spoken[]>) =>
    quietly(desk(), async (quiet) => {
      const clock = onClock(quiet);
      clock.wait(7_200);
      mindTheClock(quiet.store, quiet.ports.now());
      await clock.hear(...crashes(before));
      await clock.say();
      clock.wait(-7_000);
      mindTheClock(quiet.store, quiet.ports.now());
      return work(clock);
    });

  it.each([
    ['the storm of that time takes nothing in', 12],
    ['nine incidents of that time and one are no storm', 9],
  ])('%s: what opens has its own message', async (_name, before) => {
    const said = await setRight(before, async ({ hear, say }) => {
      await hear(crash({ workload: 'ledger', second: 220 }));
      return say();
    });
    expect(posts(said).map((one) => [isStorm(one), one.message.text.includes('ledger')])).toEqual([[false, true]]);
  });
});

it('a storm of which nothing could be read tells what was read at last in one message; what comes back then is said to have', async () => {
  const [read, back] = await quietly(desk(), async (quiet) => {
    const { hear, say, wait } = onClock(quiet);
    const blind = names(12).map((workload) => unread({ workload }));
    await hear(...blind);
    await say();
    for (const { id, incident } of newestIncidents(quiet.store, 12)) {
      const told = getIncident(quiet.store, id) ?? expect.fail('it is not kept');
      quiet.store.transaction(() => toldAgain(quiet.ports, told, crash({ workload: incident.title }), 0, () => false));
    }
    const read = await say();
    await hear(...blind.map((one) => over(one, 60)));
    await say();
    wait(300);
    await hear(crash({ workload: names(1)[0] as string, second: 330 }));
    return [read, await say()] as const;
  });
  const aloud = (said: Spoken[]) => said.filter(({ broadcast }) => broadcast).map(({ message }) => message.text);
  expect(aloud(read)).toEqual([expect.stringMatching(/^Details: 🔴 Investigate · shop\//)]);
  expect(aloud(back)).toEqual([expect.stringMatching(/^🔴 Investigate again · shop-100x exits/)]);
});

it('the alerts of a storm know which delivery tells them', async () => {
  const rows = await quietly(desk(), async (quiet) => {
    const { hear, say } = onClock(quiet);
    await hear(...crashes(12));
    await say();
    return quiet.store.sql(
      `SELECT a.outcome, d.kind, d.state, d.thread_id = a.incident_id AS own FROM inbox a LEFT JOIN outbox d ON d.id = a.delivery_id`,
    );
  });
  expect(rows.map((row) => [row['outcome'], row['kind'], row['state']])).toEqual(
    rows.map(() => ['posted', 'parent', 'posted']),
  );
  expect(rows.filter((row) => row['own'] === 1)).toHaveLength(5);
});

it('the page shows every incident of a storm, and which are told by the storm’s message', async () => {
  const shown = await quietly(desk(), async (quiet) => {
    const { hear, say } = onClock(quiet);
    await hear(...crashes(12));
    await say();
    return (await quiet.view()).incidents.map(({ delivery, message }) => [
      delivery.state,
      delivery.storm !== null,
      whose({ message } as Spoken).length,
    ]);
  });
  expect(shown).toHaveLength(12);
  expect(shown.map(([state, , named]) => [state, named])).toEqual(shown.map(() => ['posted', 1]));
  expect(shown.filter(([, inStorm]) => inStorm)).toHaveLength(7);
});

it('a storm of which Slack refuses the message is tried again by the next that joins, and says so on the page', async () => {
  const [dead, said] = await quietly(desk(), async (quiet) => {
    const { hear, say } = onClock(quiet);
    const { notifier } = quiet.ports;
    const never = { ok: false, kind: 'never', error: 'is_archived', retryAfterSeconds: null } as const;
    quiet.ports.notifier = { ...notifier, post: () => Promise.resolve(never) };
    await hear(...names(12).map((workload) => unread({ workload })));
    await say();
    const dead = (await quiet.view()).incidents.map(({ delivery }) => [delivery.state, delivery.error]);
    quiet.ports.notifier = notifier;
    await hear(...names(1, 12).map((workload) => unread({ workload })));
    return [dead, await say()] as const;
  });
  expect(new Set(dead.map((state) => state.join(': ')))).toEqual(new Set(['dead: is_archived']));
  expect(posts(said).map(isStorm)).toEqual([true]);
  for (const name of names(13)) expect(stormNow(said)).toContain(name);
});

it('a node that takes many workloads with it is one incident, and no storm', async () => {
  const [said, incidents] = await quietly(desk(), async (quiet) => {
    const { hear, say } = onClock(quiet);
    await hear(...names(40).map((workload) => nodeLost({ workload })));
    return [await say(), newestIncidents(quiet.store, 10)] as const;
  });
  expect(posts(said).map(isStorm)).toEqual([false]);
  expect(posts(said)[0]?.message.text).toContain(
    '40 pods of 40 workloads on node node-1, which went NotReady at 13:57 UTC',
  );
  expect(incidents.map(({ incident }) => [incident.title, incident.podCount, incident.workloads.length])).toEqual([
    ['node node-1', 40, 40],
  ]);
});

it('a crash between the details’ call and its outcome: they are said again in the same words, and no others', async () => {
  const [first, again] = await quietly(desk(), async (quiet) => {
    const { hear, say, wait } = onClock(quiet);
    const { notifier } = quiet.ports;
    await hear(...names(12).map((workload) => unread({ workload })));
    let cut: string | null = null;
    quiet.ports.notifier = {
      ...notifier,
      post: (channel, message, delivery, thread) => {
        if (thread === null) return notifier.post(channel, message, delivery, thread);
        cut = message.text;
        return Promise.reject(new Error('the power went'));
      },
    };
    await say().catch(() => []);
    quiet.ports.notifier = notifier;
    await hear(...names(1, 12).map((workload) => unread({ workload })));
    wait(60);
    const again = await say();
    return [cut, again.filter(({ how }) => how === 'reply').map(({ message }) => message.text)] as const;
  });
  expect(first).toContain(names(1)[0]);
  expect(again[0]).toBe(first);
  expect(again.slice(1).join()).toContain(names(1, 12)[0]);
  expect(again.slice(1).join()).not.toContain(names(1)[0]);
});

it('twice the same storm is no second message: a storm’s row is told in one thread', async () => {
  const kinds = await quietly(desk(), async (quiet) => {
    const { hear, say, wait } = onClock(quiet);
    for (let round = 0; round < 3; round++) {
      await hear(...names(12).map((workload) => unread({ workload, second: round })));
      await say();
      wait(30);
    }
    const [storm] = quiet.store.sql<{ id: number }>(`SELECT id FROM incidents WHERE kind = 'storm'`);
    return deliveriesOf(quiet.store, storm?.id ?? 0).map(({ kind }) => kind);
  });
  expect(kinds.filter((kind) => kind === 'parent')).toHaveLength(1);
});
