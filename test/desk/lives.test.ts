/** One alert, and one thing that goes wrong at each moment there is: it is told, once. */
import { afterEach, describe, expect, it } from 'vitest';
import { turns } from '../../src/desk/turns.ts';
import type { Alert } from '../../src/types.ts';
import { arrivalOf } from '../support/accounting-model.ts';
import { deskLives } from '../support/desk-lives.ts';
import { fakeTime, realTime } from '../support/fake-time.ts';
import { memorySlack } from '../support/memory-slack.ts';
import { askingShop, podNamed, shop } from '../support/shop.ts';
import { defaultCalm, defaultPolicy } from '../support/policy.ts';

afterEach(realTime);

const noon = Date.parse('2026-11-22T14:05:00Z');
const minute = 60_000;

/** A Desk beside a cluster, and how often the cluster was asked. */
function begin() {
  const time = fakeTime(noon);
  const slack = memorySlack(time.steady, time.wait);
  const cluster = { ...shop(), asked: 0 };
  const lives = deskLives(time, (step) => ({
    cluster: askingShop((...asked) => {
      cluster.asked += 1;
      return step(() => (cluster.down ? Promise.reject(new TypeError('refused')) : cluster.fetch(...asked)));
    }),
    metrics: () => null,
    notifier: {
      post: (...said) => step(() => slack.notifier.post(...said)),
      update: (...said) => step(() => slack.notifier.update(...said)),
      find: (...said) => step(() => slack.notifier.find(...said)),
      check: () => step(() => slack.notifier.check()),
    },
    bot: { mark: '1', tokenName: 'SLACK_BOT_TOKEN', api: 'https://slack.test/api/' },
    redact: (texts) => step(() => Promise.resolve(texts)),
    turns: turns(() => Date.now()),
    channel: 'C1',
    gapMs: 1_000,
    calm: defaultCalm,
    keep: { alertsMs: 72 * 60 * minute, incidentsMs: 720 * 60 * minute, bytes: Infinity },
    policy: defaultPolicy,
    log: () => undefined,
  }));
  return { time, slack, cluster, lives };
}
type Begun = ReturnType<typeof begin>;

const alertOf = (workload: number): Alert => ({
  sender: 'alertmanager',
  cluster: 'lab',
  status: 'firing',
  fingerprint: `f-${workload}`,
  startsAt: '2026-11-22T14:04:00Z',
  endsAt: null,
  labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', pod: podNamed(workload, 0), container: 'app' },
  annotations: {},
  field: 'alerts[0]',
  event: null,
});

const said = ({ slack }: Begun): string[] => slack.shown().map(({ message }) => message.text);

/** The sender tries until it gets its 202. */
async function accepted({ lives, time }: Begun, alert: Alert): Promise<void> {
  for (let heard = null; heard === null;) {
    const answer = lives.accept(arrivalOf(alert));
    await time.advance(5_000);
    heard = await answer;
  }
}

const moments = Array.from({ length: 70 }, (_, n) => n + 1);

it('whichever statement fails', async () => {
  const failed: number[] = [];
  for (const moment of moments) {
    const desk = begin();
    desk.lives.failStatement(moment);
    await accepted(desk, alertOf(0));
    await desk.time.advance(minute);
    expect(said(desk), `statement ${moment}`).toEqual(['🔴 Investigate · w0 exits by itself (exit 1).']);
    failed.push(desk.lives.ended().failed);
  }
  expect(failed).not.toContain(0);
});

it('wherever its life ends between two awaits', async () => {
  let ended = 0;
  for (const moment of moments) {
    const desk = begin();
    desk.lives.crash(moment);
    await accepted(desk, alertOf(0));
    await desk.time.advance(minute);
    expect(said(desk), `step ${moment}`).toEqual(['🔴 Investigate · w0 exits by itself (exit 1).']);
    ended += desk.lives.ended().lives;
  }
  // All the steps that there are, and some more.
  expect(ended).toBeGreaterThan(15);
  expect(ended).toBeLessThan(moments.length);
});

describe('when the clock jumps', () => {
  it.each([
    ['back by an hour', -60 * minute],
    ['forward by an hour', 60 * minute],
    ['forward by two days', 2 * 24 * 60 * minute],
  ])('%s: what waited is told at once, and so is what comes', async (_how, by) => {
    const desk = begin();
    const { time, slack, lives } = desk;
    await accepted(desk, alertOf(0));
    slack.faults.push({ kind: 'wait', retryAfterSeconds: 30 });
    await accepted(desk, alertOf(1));
    expect(said(desk)).toHaveLength(1);
    time.jump(by);
    await accepted(desk, alertOf(3));
    await time.advance(35_000);
    expect(said(desk).map((text) => /w\d/.exec(text)?.[0])).toEqual(['w0', 'w1', 'w3']);
    expect(lives.ended().thrown).toEqual([]);
  });

  const days = 24 * 60 * minute;
  it.each([
    ['the message of what was told is kept for days', 0, 40 * days],
    ['a digest of the hour waits', 2, 2 * 60 * minute],
  ])(
    'forward over the alarm, as when the machine slept, while %s: what comes in is told at once',
    async (_what, first, by) => {
      const desk = begin();
      await accepted(desk, alertOf(first));
      await desk.time.advance(2 * minute);
      desk.time.jump(by);
      await accepted(desk, alertOf(3));
      expect(said(desk).at(-1)).toContain('w3');
    },
  );

  it('forward over the alarm: whoever asks whether it is ready sees to it that a digest is not sent hours too late', async () => {
    const desk = begin();
    await accepted(desk, alertOf(2));
    await desk.time.advance(2 * minute);
    expect(said(desk)).toEqual([]);
    desk.time.jump(2 * 60 * minute);
    const ready = desk.lives.ask((inside) => inside.check());
    await desk.time.advance(5_000);
    expect([await ready, said(desk).length]).toEqual([true, 1]);
  });
});

describe('an alert whose cluster is out', () => {
  const asItCame = /^⚪ Undetermined · w0-a-0/;

  it('is told as it came, and its message edited when the cluster can be read again; it is counted once', async () => {
    const desk = begin();
    const { cluster, time, slack, lives } = desk;
    cluster.down = true;
    await accepted(desk, alertOf(0));
    expect(said(desk)).toEqual([expect.stringMatching(asItCame)]);
    await time.advance(10 * minute);
    expect(said(desk)).toEqual([expect.stringMatching(asItCame)]);
    cluster.down = false;
    await time.advance(6 * minute);
    expect(said(desk).at(0)).toBe('🔴 Investigate · w0 exits by itself (exit 1).');
    expect(slack.shown().filter(({ thread }) => thread === null)).toHaveLength(1);
    expect(JSON.stringify(slack.shown()[0]?.message)).toContain('1 alert, first');
    expect(lives.sql('SELECT again_at FROM inbox')).toEqual([{ again_at: null }]);
  });

  it('is looked at again for an hour, ever more seldom; then the message stands', async () => {
    const desk = begin();
    const { cluster, time } = desk;
    cluster.down = true;
    await accepted(desk, alertOf(0));
    await time.advance(30 * minute);
    const atFirst = cluster.asked;
    await time.advance(35 * minute);
    expect(atFirst).toBeGreaterThan(cluster.asked - atFirst);
    expect(cluster.asked).toBeGreaterThan(atFirst);
    const inAll = cluster.asked;
    cluster.down = false;
    await time.advance(120 * minute);
    expect(cluster.asked).toBe(inAll);
    expect(said(desk)).toEqual([expect.stringMatching(asItCame)]);
  });

  /** Loses the answers to the first so many requests about a path. */
  const losing = (desk: Begun, path: RegExp, times: number): void => {
    const { fetch } = desk.cluster;
    let lost = 0;
    desk.cluster.fetch = (url) =>
      path.test(url instanceof Request ? url.url : String(url)) && lost++ < times
        ? Promise.reject(new TypeError('reset'))
        : fetch(url);
  };

  it.each([
    ['pods', /\/pods\?/],
    ['events', /\/shop\/events\?/],
  ])('in one answer alone, that about its %s, is looked at again', async (_of, path) => {
    const desk = begin();
    losing(desk, path, 1);
    await accepted(desk, alertOf(0));
    expect(said(desk)).toEqual([expect.not.stringContaining('w0 exits by itself')]);
    await desk.time.advance(minute);
    expect(said(desk).at(0)).toBe('🔴 Investigate · w0 exits by itself (exit 1).');
    expect(desk.lives.sql('SELECT again_at FROM inbox')).toEqual([{ again_at: null }]);
  });

  it('in what only adds to an explanation is not', async () => {
    const desk = begin();
    losing(desk, /\/log\?|\/replicasets\?/, Infinity);
    await accepted(desk, alertOf(0));
    expect(said(desk)).toEqual([expect.stringContaining('exits by itself (exit 1).')]);
    expect(desk.lives.sql('SELECT again_at FROM inbox')).toEqual([{ again_at: null }]);
  });
});
