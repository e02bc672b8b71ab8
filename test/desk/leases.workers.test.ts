import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { dueAt } from '../../src/desk/due.ts';
import { unreadable } from '../../src/adapters/no-cluster.ts';
import { toldIn, toldInWindow } from '../../src/store/shutdowns.ts';
import { getWindow, putWindow, setWindowThread, windowsDue } from '../../src/store/windows.ts';
import type { Policy, WindowRule } from '../../src/types.ts';
import { desk, quietly, type QuietDesk } from '../support/desks.ts';
import { defaultPolicy } from '../support/policy.ts';
import { notice, start } from '../support/windows.ts';

afterEach(() => reset());

const noon = Date.parse('2026-11-22T12:00:00Z');
const minute = 60_000;

/** A Desk whose clock the test sets. */
const clocked = <R>(work: (quiet: QuietDesk, at: (minutes: number) => void) => Promise<R>): Promise<R> =>
  quietly(desk(), (quiet) => {
    let now = noon;
    quiet.ports.now = () => now;
    quiet.ports.policy = defaultPolicy;
    return work(quiet, (minutes) => void (now = noon + minutes * minute));
  });

it('a window is looked at as soon as it opens, and at the latest when it closes, also when that changes', async () => {
  const seen = await clocked(async (quiet, at) => {
    const due: (number | null)[] = [];
    await quiet.deploy(start());
    due.push(dueAt(quiet.store, 0));
    const opened = getWindow(quiet.store, 'run-7');
    if (opened) putWindow(quiet.store, { ...opened, dueAt: noon + 30 * minute });
    for (const [minutes, said] of [
      [10, notice('heartbeat')],
      [20, notice('finish')],
    ] as const) {
      at(minutes);
      await quiet.deploy(said);
      due.push(dueAt(quiet.store, 0));
    }
    return due.map((time) => time !== null && (time - noon) / minute);
  });
  expect(seen).toEqual([0, 30, 25]);
});

it('what is announced while its cluster is read is kept', async () => {
  const kept = await clocked(async (quiet) => {
    const list = async () => {
      await quiet.deploy(notice('abort'));
      return { known: false as const, why: 'the cluster could not be reached' };
    };
    quiet.ports.cluster = () => ({ ...unreadable('the cluster could not be reached'), list });
    await quiet.deploy(start({ workloads: ['Deployment/web'] }));
    await quiet.ring();
    return getWindow(quiet.store, 'run-7')?.window;
  });
  expect(kept).toMatchObject({ state: 'aborted', closesAt: '2026-11-22T12:00:00Z' });
});

it('a deployment that has a message of its own is told from its start, and its end is no second message', async () => {
  const spoken = await clocked(async (quiet, at) => {
    const all: WindowRule = { name: 'all', matchers: [], settleMs: null, message: true, channel: null };
    quiet.ports.policy = { ...defaultPolicy, windows: { ...defaultPolicy.windows, rules: [all] } };
    const hows: string[][] = [];
    for (const [minutes, said] of [
      [0, start({ workloads: ['Deployment/web', 'Deployment/api'] })],
      [10, notice('heartbeat')],
      [20, notice('finish')],
    ] as const) {
      at(minutes);
      const before = quiet.spoken.length;
      await quiet.deploy(said);
      await quiet.ring();
      hows.push(quiet.spoken.slice(before).map(({ how }) => how));
    }
    return hows;
  });
  expect(spoken).toEqual([['post'], [], ['update']]);
});

it('what was kept of a window stays over its notices', async () => {
  const kept = await clocked(async (quiet, at) => {
    await quiet.deploy(start());
    const before = getWindow(quiet.store, 'run-7');
    if (before) putWindow(quiet.store, { ...before, resourceVersion: '8721', dueAt: noon + minute });
    setWindowThread(quiet.store, 'run-7', 12);
    at(10);
    await quiet.deploy(notice('heartbeat'));
    return getWindow(quiet.store, 'run-7');
  });
  expect(kept).toMatchObject({
    threadId: 12,
    resourceVersion: '8721',
    dueAt: noon + minute,
    ttlMs: 30 * minute,
    window: { closesAt: '2026-11-22T12:40:00Z' },
  });
});

it('of another deployment with its id nothing is left', async () => {
  const kept = await clocked(async (quiet, at) => {
    await quiet.deploy(start());
    await quiet.deploy(notice('abort'));
    setWindowThread(quiet.store, 'run-7', 12);
    toldInWindow(quiet.store, 'run-7', 'uid/app/then');
    at(25 * 60);
    await quiet.deploy(start());
    return { ...getWindow(quiet.store, 'run-7'), told: toldIn(quiet.store, 'run-7') };
  });
  expect(kept).toMatchObject({
    told: 0,
    threadId: null,
    window: { state: 'running', openedAt: '2026-11-23T13:00:00Z' },
  });
});

it('an end that came before its start is never due, and a notice that is refused changes nothing', async () => {
  const seen = await clocked(async (quiet) => {
    await quiet.deploy(notice('finish'));
    const refused = await quiet.deploy(notice('heartbeat', { id: 'run-8' }));
    return [getWindow(quiet.store, 'run-7'), windowsDue(quiet.store), refused.ok, getWindow(quiet.store, 'run-8')];
  });
  expect(seen).toEqual([expect.objectContaining({ dueAt: null, reported: true }), null, false, null]);
});

describe('after its finish it settles', () => {
  const rule = (name: string, workload: string, settleMs: number | null): WindowRule => ({
    name,
    matchers: [{ name: 'workload', op: '=', value: workload }],
    settleMs,
    message: false,
    channel: null,
  });
  const policy: Policy = {
    ...defaultPolicy,
    windows: {
      ...defaultPolicy.windows,
      rules: [
        rule('slow', 'Deployment/search', 20 * minute),
        rule('told', 'Deployment/web', null),
        rule('never asked', 'Deployment/search', 50 * minute),
      ],
    },
  };
  it.each([
    ['as long as all do', ['Deployment/api'], 5],
    ['as long as the first rule for it says', ['Deployment/search'], 20],
    ['as long as all do, when that rule does not say', ['Deployment/web'], 5],
    ['as long as the workload that settles longest', ['Deployment/web', 'Deployment/search'], 20],
    ['as long as any workload of a bare name', ['search'], 20],
    ['as long as all do, when it is of a whole namespace', [], 5],
  ])('%s', async (_what, workloads, minutes) => {
    const answer = await clocked(async (quiet) => {
      quiet.ports.policy = policy;
      await quiet.deploy(start({ workloads }));
      return quiet.deploy(notice('finish'));
    });
    const closesAt = new Date(noon + minutes * minute).toISOString().replace('.000', '');
    expect(answer).toMatchObject({ ok: true, window: { state: 'finished', closesAt } });
  });
});

describe('secrets of a pipeline', () => {
  it('are taken out of what is shown of its deployment, before it is kept', async () => {
    const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    const kept = await clocked(async (quiet) => {
      const url = 'https://ci.example.com/builds/7?token=hunter2hunter2';
      await quiet.deploy(start({ version: `v1 ${secret}`, actor: 'ci password=hunter2hunter2', url }));
      return getWindow(quiet.store, 'run-7')?.window;
    });
    expect(JSON.stringify(kept)).not.toMatch(/hunter2|ghp_/);
    expect(kept).toMatchObject({ version: 'v1 [redacted]', actor: 'ci password=[redacted]', namespace: 'shop' });
  });

  it('what names a commit, a build or a person is none', async () => {
    const said = {
      id: 'orders-4711-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
      version: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
      url: 'https://github.com/acme/shop/actions/runs/9876543210/attempts/1?pr=7',
      actor: 'jane.doe@example.com',
    };
    const kept = await clocked(async (quiet) => {
      await quiet.deploy(start(said));
      return getWindow(quiet.store, said.id)?.window;
    });
    expect(kept).toMatchObject(said);
  });

  it('one in its id is refused: the id is what the next notice names', async () => {
    const answer = await clocked((quiet) => quiet.deploy(start({ id: 'token=hunter2hunter2' })));
    expect(answer).toMatchObject({ ok: false, status: 400, error: expect.stringContaining('id: holds') });
  });
});
