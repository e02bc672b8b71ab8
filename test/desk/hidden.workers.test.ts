/** Ways in which a hidden stop could be lost, told twice, or listed in two digests or none. */
import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { unreadable } from '../../src/adapters/no-cluster.ts';
import { toText } from '../../src/compose/text.ts';
import { raiseByHand } from '../../src/desk/raise.ts';
import { windowsPass } from '../../src/desk/windows-pass.ts';
import { newestHidden } from '../../src/store/hidden-list.ts';
import { desk, type QuietDesk, quietly, type Spoken } from '../support/desks.ts';
import { policyThatSays } from '../support/policy.ts';
import { killedAfterGrace, onClock, over, replaced } from '../support/stops.ts';
import type { Looked } from '../../src/pipeline.ts';
import { notice, start } from '../support/windows.ts';

afterEach(() => reset());

type Clock = ReturnType<typeof onClock>;
const onDesk = <R>(work: (clock: Clock, quiet: QuietDesk) => Promise<R>): Promise<R> =>
  quietly(desk(), (quiet) => work(onClock(quiet), quiet));

const texts = ({ spoken }: QuietDesk) => spoken.map(({ how, message }) => `${how} ${message.text}`);
const hidden = ({ store }: QuietDesk) => newestHidden(store, 50);

/** The same stop, looked at while its container still ran; its order to stop as it is read a second later, say. */
function ending(stopped: Looked, later = 0): Looked {
  const { pod: read } = stopped.evidence;
  if (!read.known) return stopped;
  const [last] = read.value.states.slice(-1);
  const status = { name: 'app', restartCount: 0, state: { running: {} }, lastState: {} };
  const deletionTimestamp = new Date(
    Date.parse(String(last?.metadata?.deletionTimestamp)) + later * 1000,
  ).toISOString();
  const going = {
    ...last,
    metadata: { ...last?.metadata, deletionTimestamp },
    status: { containerStatuses: [status] },
  };
  const value = { ...read.value, presence: 'present', states: [going] } as unknown as typeof read.value;
  return { ...stopped, evidence: { ...stopped.evidence, pod: { known: true, value } } };
}

/** So many minutes go by in steps; windows are looked at, and what is due is said. */
async function minutes(n: number, { wait, say }: Clock, { ports }: QuietDesk): Promise<void> {
  for (let passed = 0; passed < n; passed += 5) {
    wait(300);
    await windowsPass(ports, ports.now() + 4_000);
    await say();
  }
}

describe('a workload that is deleted and made anew', () => {
  it('begins again with revision 2: its rollout is another deployment, with a digest of its own', async () => {
    const [rows, said] = await onDesk(async (clock, quiet) => {
      const again = replaced({ pod: 'web-9', second: 9_000 });
      await clock.hear(replaced(), over(replaced(), 20));
      await minutes(150, clock, quiet);
      await clock.hear(again, over(again, 9_020));
      await minutes(150, clock, quiet);
      return [hidden(quiet), texts(quiet)];
    });
    expect(rows.map(({ pod, rule }) => [pod, rule])).toEqual([
      ['web-9', 'deployments'],
      ['web-1', 'deployments'],
    ]);
    expect(said).toEqual(Array(2).fill(expect.stringMatching(/^post 🟢 Expected · web: 1 pod replaced by a rollout/)));
  });
});

describe('a stop that was hidden and is told after all', () => {
  it('by hand: the digest that was sent says so, too', async () => {
    const said = await onDesk(async (clock, quiet) => {
      await quiet.deploy(start());
      clock.wait(60);
      const stopped = replaced({ second: 60 });
      await clock.hear(stopped, over(stopped, 80));
      await quiet.deploy(notice('abort'));
      await minutes(5, clock, quiet);
      raiseByHand(quiet.ports, 1);
      await clock.say();
      expect((await quiet.view()).windows).toMatchObject([{ window: { state: 'aborted' }, hidden: 1, told: 0 }]);
      return texts(quiet);
    });
    expect(said).toEqual([
      expect.stringContaining('post 🟢 Expected · namespace shop: 1 pod replaced'),
      expect.stringContaining('Look again · web: raised by hand'),
      expect.stringMatching(/^update ⚪ Kept quiet .* told after all/),
    ]);
  });

  it('hours after its digest: that is still the digest of its hour', async () => {
    const [first, edited] = await onDesk(async (clock, quiet) => {
      quiet.ports.policy = policyThatSays({ windows: { observed: false } });
      await clock.hear(replaced(), over(replaced(), 20));
      await minutes(65, clock, quiet);
      clock.wait(4 * 3600);
      raiseByHand(quiet.ports, 1);
      await clock.say();
      const digest = (how: string) => quiet.spoken.find((one) => one.how === how) ?? expect.fail(`no ${how}`);
      return ['post', 'update'].map((how) => /digest of .*/.exec(toText(digest(how).message))?.[0]);
    });
    expect(first).toBe('digest of 2026-11-22 14:00:30 UTC to 2026-11-22 15:00:30 UTC');
    expect(edited).toBe(first);
  });

  it('another alert that sees its end is counted: it is not hidden once more', async () => {
    const rows = await onDesk(async ({ hear }, quiet) => {
      await quiet.deploy(start());
      const stopped = replaced({ second: 60 });
      await hear(ending(stopped));
      raiseByHand(quiet.ports, 1);
      await hear({ ...stopped, alert: { ...stopped.alert, fingerprint: 'another rule' } });
      return hidden(quiet);
    });
    expect(rows).toMatchObject([{ alerts: 2, ending: 'stopped-in-time', raised: 'raised by hand' }]);
  });
});

describe('an incident that was opened by a stop that was hidden', () => {
  it('does not say of another, which never was, that it was hidden', async () => {
    const [reply, message] = await onDesk(async (clock, quiet) => {
      await quiet.deploy(start());
      clock.wait(60);
      await clock.hear(replaced({ second: 60 }));
      raiseByHand(quiet.ports, 1);
      await clock.say();
      clock.wait(60);
      await clock.hear(killedAfterGrace(replaced({ pod: 'web-2', second: 90 })));
      const said = await clock.say();
      return ['reply', 'update'].map((how) => said.find((one) => one.how === how) ?? expect.fail(`no ${how}`));
    });
    for (const one of [reply, message])
      expect(one?.message.text).toMatch(/^🔴 Investigate · web: .* was killed \(exit 137\)\.$/);
    expect(toText((reply as Spoken).message)).not.toContain('hidden');
    expect(toText((message as Spoken).message)).toMatch(
      /another of its stops was hidden from .* told now: raised by hand/,
    );
  });

  it('says of each that was hidden, too, why it is told', async () => {
    const said = await onDesk(async (clock, quiet) => {
      await quiet.deploy(start({ workloads: ['Deployment/web'] }));
      clock.wait(60);
      await clock.hear(replaced({ second: 60 }), replaced({ pod: 'web-2', second: 70 }));
      await quiet.deploy(notice('finish'));
      await minutes(10, clock, quiet);
      return texts(quiet);
    });
    const [told, ...others] = said.filter((text) => text.includes('Look again'));
    expect(others).toEqual([]);
    expect(told).toMatch(/web: its alert still fires .* Hidden before, as expected: a pod was replaced/);
  });
});

describe('two alerts of one stop', () => {
  it('of which a rule wants one on the page alone: the other lists it in the digest, once', async () => {
    const [before, after] = await onDesk(async (clock, quiet) => {
      quiet.ports.policy = policyThatSays({
        rules: [{ name: 'quiet', matchers: 'alertname="Quiet"', action: 'suppress', window: 'outside' }],
        windows: { observed: false },
      });
      const stopped = replaced();
      const labels = { ...stopped.alert.labels, alertname: 'Quiet' };
      await clock.hear({ ...stopped, alert: { ...stopped.alert, labels } });
      await minutes(65, clock, quiet);
      const said = texts(quiet);
      for (const fingerprint of ['another rule', 'a third rule'])
        await clock.hear({ ...stopped, alert: { ...stopped.alert, fingerprint } });
      await minutes(65, clock, quiet);
      return [said, texts(quiet)];
    });
    expect([before, after]).toEqual([[], [expect.stringContaining('post 🟢 Expected · web')]]);
  });

  it('of which one knows the order by its Event, a second off, and the other its end: one row', async () => {
    const rows = await onDesk(async ({ hear }, quiet) => {
      await quiet.deploy(start());
      const stopped = replaced({ second: 60 });
      const event = ending(stopped, 1);
      await hear(event, { ...stopped, alert: { ...stopped.alert, fingerprint: 'another rule' } });
      return hidden(quiet);
    });
    expect(rows).toMatchObject([{ alerts: 2, ending: 'stopped-in-time' }]);
  });
});

it('a window that lastword fails to look at is told all the same, ten minutes after its time is up', async () => {
  const said = await onDesk(async (clock, quiet) => {
    const nothing = unreadable('the cluster could not be reached');
    quiet.ports.cluster = () => ({ ...nothing, list: () => Promise.reject(new Error('bug')) });
    await quiet.deploy(start({ workloads: ['Deployment/web'] }));
    clock.wait(60);
    await clock.hear(replaced({ second: 60 }));
    await quiet.deploy(notice('abort'));
    await minutes(5, clock, quiet);
    const early = texts(quiet);
    await minutes(10, clock, quiet);
    return [early, texts(quiet)];
  });
  expect(said).toEqual([
    [],
    [
      expect.stringContaining('post 🟠 Look again · web: its alert still fires'),
      expect.stringContaining('post ⚪ Kept quiet · web: 1 pod'),
    ],
  ]);
});
