/** The end of a deployment window, and one thing that goes wrong at each moment there is: what was hidden is listed once, and what still fires is told once. */
import { afterEach, describe, expect, it } from 'vitest';
import { arrivalOf } from '../support/accounting-model.ts';
import { type DeskBeside, deskBeside } from '../support/desk-beside.ts';
import { alert } from '../support/stories.ts';
import { realTime } from '../support/fake-time.ts';
import { podNamed, shop } from '../support/shop.ts';
import { prune } from '../../src/store/prune.ts';
import { notice, start } from '../support/windows.ts';

afterEach(realTime);

const before = Date.parse('2026-11-22T14:00:30Z');
const minute = 60_000;
/** Its pods were scaled down a minute after two. */
const scaledDown = 2;

const labels = { alertname: 'KubePodNotReady', namespace: 'shop', pod: podNamed(scaledDown, 0), container: 'app' };
const notReady = alert({ labels, startsAt: '2026-11-22T14:02:00Z' });

/** An alert about an expected stop in a window, which fires still when the window is aborted: there `goesWrong` begins. */
async function closing(
  goesWrong: (desk: DeskBeside) => void,
  between: (desk: DeskBeside) => Promise<void> = async () => {},
  fetch = shop().fetch,
) {
  const desk = deskBeside(before, fetch);
  const { lives, time, posted } = desk;
  const ask = async (what: Parameters<typeof notice>[0]): Promise<void> => {
    // Its sender tries until it is answered.
    for (let heard = null; heard === null;) {
      const said = what === 'start' ? start() : notice(what);
      const answer = lives.ask((inside) => inside.deploy(said));
      await time.advance(3_000);
      heard = await answer;
    }
  };
  await ask('start');
  await time.advance(2 * minute);
  void lives.accept(arrivalOf(notReady));
  await time.advance(minute);
  await between(desk);
  goesWrong(desk);
  await ask('abort');
  await time.advance(30 * minute);
  return { desk, said: posted().map(({ message }) => message.text) };
}

const once = [
  expect.stringMatching(/^🟠 Look again · w2: its alert still fires/),
  expect.stringMatching(/^⚪ Kept quiet · namespace shop: 1 pod/),
];
const moments = Array.from({ length: 60 }, (_, n) => n + 1);

it('whichever statement fails', async () => {
  let failed = 0;
  for (const moment of moments) {
    const { desk, said } = await closing(({ lives }) => lives.failStatement(moment));
    expect(said, `statement ${moment}`).toEqual(once);
    failed += desk.lives.ended().failed;
  }
  expect(failed).toBe(moments.length);
});

it('wherever its life ends between two awaits', async () => {
  let ended = 0;
  for (const moment of moments) {
    const { desk, said } = await closing(({ lives }) => lives.crash(moment));
    expect(said.toSorted(), `step ${moment}`).toEqual(once.toReversed());
    ended += desk.lives.ended().lives;
  }
  expect(ended).toBeGreaterThan(10);
});

it('with an end that comes in while the cluster is read for it, nothing fires any more', async () => {
  const { fetch } = shop();
  let asked: (() => void) | null = null;
  const { said } = await closing(
    ({ lives }) => {
      const over = { ...notReady, status: 'resolved' as const, endsAt: '2026-11-22T14:04:30Z' };
      asked = () => void lives.accept(arrivalOf(over));
    },
    undefined,
    (...request) => {
      asked?.();
      asked = null;
      return fetch(...request);
    },
  );
  expect(said).toEqual([expect.stringMatching(/^🟢 Expected · namespace shop: 1 pod removed/)]);
});

describe('two alerts of the stop, of which one is over', () => {
  const other = alert({
    labels: { ...labels, alertname: 'KubeContainerWaiting' },
    startsAt: '2026-11-22T14:02:10Z',
    fingerprint: 'other',
  });
  const goesWithAge = ({ lives: { sql }, time }: DeskBeside): void => {
    const now = time.now();
    prune(
      { sql, transaction: (work) => work() },
      { alerts: now, incidents: 0, heard: now - 24 * 60 * minute, spare: 0 },
    );
  };
  it.each([
    ['the first', notReady, () => {}],
    ['the second', other, () => {}],
    ['the first, and nothing is left of it', notReady, goesWithAge],
    ['the second, and nothing is left of it', other, goesWithAge],
  ])('%s: it is told as one that still fires', async (_which, ended, then) => {
    const { desk, said } = await closing(
      () => {},
      async (desk) => {
        const { lives, time } = desk;
        void lives.accept(arrivalOf(other));
        await time.advance(minute);
        void lives.accept(arrivalOf({ ...ended, status: 'resolved', endsAt: '2026-11-22T14:03:20Z' }));
        await time.advance(minute);
        then(desk);
      },
    );
    expect(said).toEqual(once);
    const told = desk.lives.sql(`SELECT resolved_at FROM incidents WHERE kind = 'incident'`);
    expect(told).toEqual([{ resolved_at: null }]);
  });
});

describe('when the clock jumps', () => {
  it.each([
    ['back by an hour', -60 * minute],
    ['forward by an hour', 60 * minute],
  ])('%s before the end', async (_how, by) => {
    const { said } = await closing(({ time }) => time.jump(by));
    expect(said).toEqual(once);
  });

  it('forward by two days: its id is another’s, of an alert nobody speaks any more, and its digest is told', async () => {
    const { said } = await closing(({ time }) => time.jump(2 * 24 * 60 * minute));
    expect(said).toEqual([expect.stringMatching(/^🟢 Expected · namespace shop: 1 pod/)]);
  });
});
