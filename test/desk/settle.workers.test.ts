import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { calmOf } from '../../functions/wire.ts';
import { parseSettings } from '../../src/config/config.ts';
import { newestIncidents } from '../../src/store/incidents.ts';
import { desk, type QuietDesk, quietly, type Spoken } from '../support/desks.ts';
import { defaultCalm, everythingIsTold } from '../support/policy.ts';
import { at } from '../support/stories.ts';
import { crash, nodeLost, onClock, oomKill, over, replaced, unread } from '../support/stops.ts';

afterEach(() => reset());

/** Settles on a clock of the test's; answers what was said, and the incidents, oldest first. */
const settled = (work: (clock: ReturnType<typeof onClock>, quiet: QuietDesk) => Promise<unknown>) =>
  quietly(desk(), async (quiet) => {
    const clock = onClock(quiet);
    await work(clock, quiet);
    await clock.say();
    const incidents = newestIncidents(quiet.store, 50).map(({ incident }) => incident);
    return { said: quiet.spoken, incidents: incidents.toReversed(), rows: fates(quiet) };
  });
const fates = ({ store }: QuietDesk) =>
  store.sql('SELECT reason, outcome, incident_id, delivery_id FROM inbox ORDER BY id');
const hows = (said: Spoken[]) => said.map(({ how, broadcast }) => (broadcast ? `${how}, shown` : how));
const reasons = (rows: ReturnType<typeof fates>) => rows.map((row) => [row['reason'], row['outcome']]);

describe('what is one incident', () => {
  it('a crash and an OOM kill of one workload: the second is news in its thread', async () => {
    const { said, incidents } = await settled(async ({ hear, say }) => {
      await hear(crash());
      await say();
      await hear(oomKill({ second: 20 }));
    });
    expect(incidents.map(({ key, alerts }) => [key, alerts])).toEqual([['lab|shop|Deployment/web|trouble', 2]]);
    expect(hows(said)).toEqual(['post', 'reply', 'reply', 'update']);
    expect(said[2]?.message.text).toContain('ran out of memory');
  });

  it('an expected stop that is told and a crash of one workload are two', async () => {
    const { said, incidents } = await settled(({ hear }, { ports }) => {
      ports.policy = everythingIsTold;
      return hear(replaced(), crash({ pod: 'web-2', second: 20 }));
    });
    expect(incidents.map(({ key, verdict }) => [key, verdict])).toEqual([
      ['lab|shop|Deployment/web|meant', 'expected'],
      ['lab|shop|Deployment/web|trouble', 'investigate'],
    ]);
    expect(hows(said).filter((how) => how === 'post')).toHaveLength(2);
  });

  it('a crash beside an expected stop that is hidden: its message tells of one stop alone', async () => {
    const { said, incidents, rows } = await settled(({ hear }) =>
      hear(replaced(), crash({ pod: 'web-2', second: 20 })),
    );
    expect(incidents.map(({ key, pods, alerts }) => [key, pods, alerts])).toEqual([
      ['lab|shop|Deployment/web|trouble', ['web-2'], 1],
    ]);
    expect(hows(said)).toEqual(['post', 'reply']);
    expect(rows[0]).toMatchObject({ outcome: 'suppressed', incident_id: null, delivery_id: null });
  });

  it('workloads that one node struck, however many; another node is another', async () => {
    const { said, incidents } = await settled(({ hear }) =>
      hear(nodeLost({ workload: 'web' }), nodeLost({ workload: 'api' }), nodeLost({ workload: 'db', node: 'node-2' })),
    );
    expect(incidents.map(({ title, workloads, podCount }) => [title, workloads, podCount])).toEqual([
      ['node node-1', ['shop/web', 'shop/api'], 2],
      ['node node-2', ['shop/db'], 1],
    ]);
    expect(said.map(({ message }) => message.text).join()).toContain('2 pods of 2 workloads on node node-1');
  });

  it('pods of the same name in two namespaces, that one node struck: they count as two', async () => {
    const here = nodeLost({ pod: 'web-0' });
    const there = { ...here, alert: { ...here.alert, fingerprint: 'there' } };
    const { incidents, rows } = await settled(({ hear }) =>
      hear(here, { ...there, subject: { ...here.subject, namespace: 'pay', uid: 'uid-there' } }),
    );
    expect(incidents.map(({ pods, podCount, workloads }) => [pods, podCount, workloads])).toEqual([
      [['web-0'], 2, ['shop/web', 'pay/web']],
    ]);
    expect(rows[1]).toMatchObject({ outcome: 'updated' });
  });

  it('an alert that names the Deployment, and its pods’ stops', async () => {
    const { said, incidents, rows } = await settled(async ({ hear, say }) => {
      await hear(crash());
      await say();
      await hear(unread({ fingerprint: 'KubeDeploymentReplicasMismatch' }, { pod: null }));
    });
    expect(incidents.map(({ alerts, podCount, verdict }) => [alerts, podCount, verdict])).toEqual([
      [2, 1, 'investigate'],
    ]);
    expect(hows(said)).toEqual(['post', 'reply', 'update']);
    expect(rows[1]).toMatchObject({
      reason: 'undetermined: what would decide is not known, and that is always told',
      outcome: 'updated',
    });
    expect(incidents[0]?.diagnosis.cause).toBe('app-exit');
  });

  it('an alert that names the node, and what the node struck', async () => {
    const nothing = { namespace: null, pod: null, workload: null, controller: null };
    const { incidents, rows } = await settled(({ hear }) =>
      hear(nodeLost(), unread({ fingerprint: 'KubeNodeNotReady' }, { ...nothing, node: 'node-1' })),
    );
    expect(incidents.map(({ title, alerts }) => [title, alerts])).toEqual([['node node-1', 2]]);
    expect(rows[1]).toMatchObject({ reason: 'undetermined: what would decide is not known, and that is always told' });
  });

  it('also when the alert about the Deployment came first: then its story is told when it is known', async () => {
    const { said, incidents } = await settled(async ({ hear, say }) => {
      await hear(unread({ fingerprint: 'KubeDeploymentReplicasMismatch' }, { pod: null }));
      await say();
      await hear(crash());
    });
    expect(incidents.map(({ key, verdict }) => [key, verdict])).toEqual([
      ['lab|shop|Deployment/web|trouble', 'investigate'],
    ]);
    expect(hows(said)).toEqual(['post', 'reply, shown', 'update', 'reply']);
  });

  it('the same stop in another rule’s words is counted, and its silence has a name', async () => {
    const { said, incidents, rows } = await settled(({ hear }) =>
      hear(crash(), crash({ fingerprint: 'another rule' })),
    );
    expect([incidents[0]?.alerts, hows(said)]).toEqual([2, ['post', 'reply']]);
    expect(reasons(rows)).toEqual([
      ['investigate: a new incident', 'posted'],
      ['repeat: this stop was told already', 'suppressed'],
    ]);
  });

  it('the first of sixty stops is a repeat, although the incident lists fifty', async () => {
    const { incidents, rows } = await settled(async ({ hear }) => {
      await hear(...Array.from({ length: 60 }, (_, pod) => crash({ pod: `web-${pod}` })));
      await hear(crash({ pod: 'web-0', fingerprint: 'another rule' }));
    });
    expect(incidents.map(({ stops, pods, podCount, alerts }) => [stops.length, pods.length, podCount, alerts])).toEqual(
      [[50, 50, 60, 61]],
    );
    expect(rows.at(-1)).toMatchObject({ reason: 'repeat: this stop was told already' });
  });

  it('a later stop of a pod that it told of counts no pod', async () => {
    const { incidents } = await settled(async ({ hear }) => {
      await hear(...Array.from({ length: 60 }, (_, pod) => crash({ pod: `web-${pod}` })));
      await hear(crash({ pod: 'web-0', second: 20 }));
    });
    expect(incidents.map(({ podCount, alerts }) => [podCount, alerts])).toEqual([[60, 61]]);
  });
});

describe('every alert says what became of it', () => {
  it('the delivery that tells it, and that of what was only edited', async () => {
    const { rows } = await settled(async ({ hear }, { store }) => {
      await hear(crash());
      await hear(crash({ pod: 'web-2' }));
      const kinds = store.sql('SELECT id, kind FROM outbox ORDER BY id').map((row) => [row['id'], row['kind']]);
      expect(kinds).toEqual([
        [1, 'parent'],
        [2, 'reply'],
      ]);
    });
    // The parent still waits: it tells both.
    expect(rows.map((row) => [row['outcome'], row['delivery_id'], row['incident_id']])).toEqual([
      ['posted', 1, 1],
      ['updated', 1, 1],
    ]);
  });

  it('its end, too: updated where the message says so, suppressed where others fire', async () => {
    const [one, two] = [crash(), crash({ pod: 'web-2' })];
    const { rows, incidents } = await settled(async ({ hear, say }) => {
      await hear(one, two);
      await say();
      await hear(over(one, 60));
      await hear(over(two, 70));
    });
    expect(reasons(rows).slice(2)).toEqual([
      ['resolved; others of its incident fire', 'suppressed'],
      ['resolved', 'updated'],
    ]);
    expect(incidents[0]?.resolvedAt).toBe(at(70));
  });

  it('the end of one that was never explained is done with', async () => {
    const { rows, said } = await settled(({ hear }) => hear(over(crash(), 60)));
    expect([reasons(rows), said]).toEqual([[['resolved before it was explained', 'suppressed']], []]);
  });
});

describe('an incident that resolved', () => {
  /** It fires, resolves, and after so many seconds stops again. */
  const back = (seconds: number, again = crash({ second: 90 })) =>
    settled(async ({ hear, say, wait }) => {
      await hear(crash());
      await say();
      wait(30);
      await hear(over(crash(), 60));
      await say();
      wait(seconds);
      await hear(again);
    });

  it('within a quarter of an hour is open again: its message and its thread say so', async () => {
    const { said, incidents, rows } = await back(899);
    expect(incidents.map(({ resolvedAt, reopened, alerts }) => [resolvedAt, reopened, alerts])).toEqual([[null, 1, 2]]);
    expect(hows(said).slice(2)).toEqual(['update', 'reply, shown', 'update', 'reply']);
    expect(said.at(-2)?.ts).toBe(said[0]?.ts);
    expect(JSON.stringify(said.at(-2)?.message)).toContain('came back once after it had resolved');
    expect(rows.at(-1)).toMatchObject({ reason: 'investigate: its incident is back', outcome: 'updated' });
  });

  it('longer ago is over: a new message', async () => {
    const { said, incidents } = await back(901);
    expect(incidents.map(({ resolvedAt }) => resolvedAt)).toEqual([at(60), null]);
    expect(hows(said).filter((how) => how === 'post')).toHaveLength(2);
  });

  it('by a stop that was told only says that it is not over', async () => {
    const { said, incidents } = await back(60, crash({ fingerprint: 'another rule' }));
    expect(incidents.map(({ resolvedAt, alerts }) => [resolvedAt, alerts])).toEqual([[null, 2]]);
    expect(hows(said).slice(3)).toEqual(['update']);
    expect(said.at(-1)?.message.text).not.toContain('Resolved');
  });

  it('and is open again closes again with its new alert', async () => {
    const again = crash({ second: 90 });
    const { incidents } = await settled(async ({ hear, wait }) => {
      await hear(crash());
      await hear(over(crash(), 60));
      wait(60);
      await hear(again);
      await hear(over(again, 120));
    });
    expect(incidents.map(({ resolvedAt, reopened }) => [resolvedAt, reopened])).toEqual([[at(120), 1]]);
  });

  it('with an end that came in before its alert is over, and stays so', async () => {
    const again = crash({ second: 90 });
    const { incidents } = await settled(async ({ hear }) => {
      await hear(crash());
      await hear(over(crash(), 60));
      await hear(over(again, 120));
      await hear(again);
    });
    expect(incidents.map(({ resolvedAt, reopened }) => [resolvedAt, reopened])).toEqual([[at(120), 1]]);
  });
});

describe('a stop that an Event told, and an alert of it whose end comes in before it', () => {
  const told = crash();
  const event = { ...told, alert: { ...told.alert, sender: 'kubernetes-event' as const, fingerprint: 'an Event' } };
  const twin = { ...told, alert: { ...told.alert, fingerprint: 'another rule' } };

  it.each([
    ['end, Event, beginning', [over(told, 60), event, told]],
    ['Event, end, beginning', [event, over(told, 60), told]],
    ['Event, beginning, end', [event, told, over(told, 60)]],
  ])('are over: %s', async (_order, all) => {
    const { incidents, said } = await settled(async ({ hear, say }) => {
      for (const one of all) {
        await hear(one);
        await say();
      }
    });
    expect(incidents.map(({ resolvedAt }) => resolvedAt)).toEqual([at(60)]);
    expect([said.at(-1)?.how, said.at(-1)?.message.text]).toEqual(['update', expect.stringContaining('Resolved')]);
  });

  it.each([
    ['another alert of it fires', [event, twin, over(told, 60), told]],
    ['the Event told of a later stop', [{ ...crash({ second: 90 }), alert: event.alert }, over(told, 60), told]],
  ])('are not over while %s', async (_what, all) => {
    const { incidents } = await settled(({ hear }) => hear(...all));
    expect(incidents.map(({ resolvedAt }) => resolvedAt)).toEqual([null]);
  });
});

describe('an alert that fires again with the very start that it had', () => {
  /** It fires, resolves, and after so many seconds fires again; `again` is what is seen then. */
  const back = (seconds: number, again = crash()) =>
    settled(async ({ hear, say, wait }) => {
      await hear(crash());
      await say();
      wait(30);
      await hear(over(crash(), 60));
      await say();
      wait(seconds);
      await hear({ ...again, alert: crash().alert });
    });

  it('within ten minutes of its end is a repeat: what is over stays so', async () => {
    const { incidents, said, rows } = await back(600);
    expect(incidents.map(({ resolvedAt }) => resolvedAt)).toEqual([at(60)]);
    expect([hows(said).slice(2), rows]).toEqual([['update'], expect.objectContaining({ length: 2 })]);
  });

  it('later, of a stop that was told, opens its incident again: the message says that it is not over', async () => {
    const { incidents, said } = await back(601);
    expect(incidents.map(({ resolvedAt, alerts }) => [resolvedAt, alerts])).toEqual([[null, 2]]);
    expect(hows(said).slice(3)).toEqual(['update']);
    expect(said.at(-1)?.message.text).not.toContain('Resolved');
  });

  it('later, of another stop, is told like any that comes back', async () => {
    const { incidents, said, rows } = await back(601, crash({ second: 90 }));
    expect(incidents.map(({ resolvedAt, reopened }) => [resolvedAt, reopened])).toEqual([[null, 1]]);
    expect(hows(said).slice(3)).toEqual(['reply, shown', 'update', 'reply']);
    expect(rows.at(-1)).toMatchObject({ reason: 'investigate: its incident is back', outcome: 'updated' });
  });

  it('when its incident is long over is a new one', async () => {
    const { incidents, said } = await back(901);
    expect(incidents.map(({ resolvedAt }) => resolvedAt)).toEqual([at(60), null]);
    expect(hows(said).filter((how) => how === 'post')).toHaveLength(2);
  });
});

/** What a lastword.yaml says of incidents, as a Desk has it. */
const calmWith = (incidents: object) =>
  calmOf(parseSettings(JSON.stringify({ clusters: [{ name: 'lab' }], incidents })));

describe('an incident takes in new stops', () => {
  const later = (
    seconds: number,
    between: (clock: ReturnType<typeof onClock>) => Promise<void> = async () => {},
    { incidents = {}, first = crash() }: { incidents?: object; first?: ReturnType<typeof crash> } = {},
  ) =>
    settled(async (clock, { ports }) => {
      ports.calm = calmWith(incidents);
      await clock.hear(first);
      await between(clock);
      clock.wait(seconds);
      await clock.hear(crash({ pod: 'web-2', second: 20 }));
    });

  it.each([
    ['as long as one of its alerts fires, for a day after its sender last spoke', 24 * 3600, 1],
    ['and not after that', 24 * 3600 + 1, 2],
  ])('%s', async (_sentence, seconds, incidents) => {
    expect((await later(seconds)).incidents).toHaveLength(incidents);
  });

  it('a repeat of the sender is a word', async () => {
    const repeated = await later(20 * 3600, async ({ hear, wait }) => {
      wait(20 * 3600);
      await hear(crash());
    });
    expect(repeated.incidents).toHaveLength(1);
  });

  it.each([
    [5 * 3600, 1],
    [5 * 3600 + 1, 2],
  ])('as long as silent_after says: a stop %i s after the last word of its sender', async (seconds, incidents) => {
    expect((await later(seconds, undefined, { incidents: { silent_after: '5h' } })).incidents).toHaveLength(incidents);
  });

  it.each([
    ['30m', 1800, 1],
    ['30m', 1801, 2],
    ['2h', 7200, 1],
    ['2h', 7201, 2],
  ])(
    'for join_within (%s) after an Event, which never fires: one %i s later',
    async (join_within, seconds, incidents) => {
      const told = crash();
      const first = { ...told, alert: { ...told.alert, sender: 'kubernetes-event' as const } };
      const seen = await later(seconds, undefined, { incidents: { join_within }, first });
      expect(seen.incidents).toHaveLength(incidents);
    },
  );
});

it('what a file does not say of incidents is as the documentation has it', () => {
  expect(calmWith({})).toEqual(defaultCalm);
});

it('nothing is written when what is said cannot be: the alert comes again', async () => {
  const [rows, incidents, outbox] = await quietly(desk(), async (quiet) => {
    const { hear } = onClock(quiet);
    quiet.store.sql('ALTER TABLE outbox RENAME TO away');
    await expect(hear(crash())).rejects.toThrow(/outbox/);
    quiet.store.sql('ALTER TABLE away RENAME TO outbox');
    return [
      quiet.store.sql('SELECT state, incident_id FROM inbox'),
      newestIncidents(quiet.store, 10),
      quiet.store.sql('SELECT id FROM outbox'),
    ];
  });
  expect([rows, incidents, outbox]).toEqual([[{ state: 'waiting', incident_id: null }], [], []]);
});
