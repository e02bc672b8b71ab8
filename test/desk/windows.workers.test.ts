/** Deployments whose cluster cannot be read while they go on: their windows close by themselves, and what comes late is not lost. */
import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { hiddenOf } from '../../src/store/hidden-list.ts';
import { getWindow } from '../../src/store/windows.ts';
import { desk, type QuietDesk, quietly } from '../support/desks.ts';
import { onClock, over, replaced } from '../support/stops.ts';
import { start } from '../support/windows.ts';

afterEach(() => reset());

const hours = 3600;
const threads = ({ store }: QuietDesk) =>
  store
    .sql<{ id: number; kind: string }>(`SELECT id, kind FROM incidents ORDER BY id`)
    .map(({ id, kind }) => [kind, hiddenOf(store, id).map(({ pod }) => pod)]);

/** A pod of a rollout of which nothing more is seen stopped, and its alert ended; two hours go by. */
const closed = (after: (clock: ReturnType<typeof onClock>, quiet: QuietDesk) => Promise<unknown>) =>
  quietly(desk(), async (quiet) => {
    const clock = onClock(quiet);
    await clock.hear(replaced(), over(replaced(), 60));
    const early: number[] = [];
    for (const wait of [2 * hours - 60, 120]) {
      clock.wait(wait);
      await clock.lookAtDeployments();
      early.push((await clock.say()).length);
    }
    await after(clock, quiet);
    return { early, quiet: { threads: threads(quiet), said: quiet.spoken.map(({ message }) => message.text) } };
  });

describe('a window whose controller is never read', () => {
  it('closes two hours after its beginning, with its digest', async () => {
    const { early, quiet } = await closed(() => Promise.resolve());
    expect(early).toEqual([0, 1]);
    expect(quiet.said).toEqual([expect.stringContaining('web')]);
    expect(quiet.threads).toEqual([['deployment', ['web-1']]]);
  });

  it('a stop of it that is heard of when all was told is in the digest of the hour', async () => {
    const { quiet } = await closed(async ({ hear, say, wait }) => {
      await hear(replaced({ pod: 'web-2' }));
      wait(1 * hours + 1);
      await say();
    });
    expect(quiet.threads).toEqual([
      ['deployment', ['web-1']],
      ['digest', ['web-2']],
    ]);
    expect(quiet.said).toHaveLength(2);
  });
});

describe('a deployment that was announced', () => {
  const rolloutAfter = (workloads: string[]) =>
    quietly(desk(), async (quiet) => {
      const clock = onClock(quiet);
      await quiet.deploy(start({ workloads }));
      clock.wait(60);
      await clock.hear(replaced({ second: 60 }));
      return getWindow(quiet.store, start().id)?.window.rollout ?? null;
    });

  it('for one workload says what is rolled out as soon as a stop in it shows that', async () => {
    expect(await rolloutAfter(['Deployment/web'])).toMatchObject({ from: 1, to: 2 });
  });

  it('for several says of none of them what the other rolls out', async () => {
    expect(await rolloutAfter(['Deployment/web', 'Deployment/api'])).toBeNull();
  });
});
